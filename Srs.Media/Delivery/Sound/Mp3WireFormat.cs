using System.Buffers;
using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Delivery.Sound;

/// <summary>The frames of the default audio track when it is MP3; each brings its own header.</summary>
internal sealed record Mp3WireFormat : IWireFormat
{
    /// <inheritdoc/>
    public string Name => "mp3";

    /// <summary>Whether the format can carry a track.</summary>
    public static bool CanWrite(TrackInfo track) => track is { Kind: MediaKind.Audio, Id: 0, Codec: MediaCodec.Mp3 or MediaCodec.Mp3At8k };

    /// <inheritdoc/>
    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        if (CanWrite(frame.Track))
        {
            output.Write(frame.Payload.Span);
        }
    }
}
