using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Delivery.Flv;

/// <summary>Frames as FLV tags, without the file header, which differs between viewers.</summary>
/// <param name="HasAudio">Whether audio is written.</param>
/// <param name="HasVideo">Whether video is written.</param>
/// <param name="Style">What the viewers have asked for.</param>
public sealed record FlvWireFormat(bool HasAudio, bool HasVideo, FlvTagStyle Style = FlvTagStyle.Default) : IWireFormat
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
            FlvMuxer.WriteConfig(track, milliseconds, output, Style);
        }
    }

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        if (Carries(frame.Track))
        {
            FlvMuxer.WriteFrame(frame, milliseconds, output, Style);
        }
    }

    private bool Carries(TrackInfo track)
    {
        var isWanted = FlvTagBodyWriter.GetTagType(track) switch { FlvTagType.Audio => HasAudio, FlvTagType.Video => HasVideo, _ => true };
        return isWanted && FlvTagBodyWriter.CanWrite(track, Style);
    }
}
