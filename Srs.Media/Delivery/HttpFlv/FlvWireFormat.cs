using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Delivery.HttpFlv;

/// <summary>Frames as FLV tags, without the file header, which differs between viewers.</summary>
/// <param name="HasAudio">Whether audio is written.</param>
/// <param name="HasVideo">Whether video is written.</param>
public sealed record FlvWireFormat(bool HasAudio, bool HasVideo) : IWireFormat
{
    /// <inheritdoc/>
    public string Name => "flv";

    /// <inheritdoc/>
    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output) =>
        FlvMuxer.WriteTag(FlvTagType.Script, milliseconds, metadata, output);

    /// <inheritdoc/>
    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output)
    {
        if (Carries(track) && FlvTagBodyWriter.HasConfig(track))
        {
            FlvMuxer.WriteConfig(track, milliseconds, output);
        }
    }

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        if (Carries(frame.Track))
        {
            FlvMuxer.WriteFrame(frame, milliseconds, output);
        }
    }

    private bool Carries(TrackInfo track)
    {
        var isWanted = track.Kind switch { MediaKind.Audio => HasAudio, MediaKind.Video => HasVideo, _ => true };
        return isWanted && track.Id == 0 && FlvTagBodyWriter.CanWrite(track.Codec);
    }
}
