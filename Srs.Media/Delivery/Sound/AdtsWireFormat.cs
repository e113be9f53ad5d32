using System.Buffers;
using Srs.Media.Codecs.Aac;
using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Delivery.Sound;

/// <summary>The access units of the default audio track when it is AAC, each after an ADTS header.</summary>
internal sealed record AdtsWireFormat : IWireFormat
{
    /// <inheritdoc/>
    public string Name => "aac";

    /// <summary>Whether the format can carry a track: ADTS has no room for the newer AAC profiles.</summary>
    public static bool CanWrite(TrackInfo track) => TryGetHeader(track, out _);

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
        if (frame.Length is > 0 and <= AdtsHeader.MaxPayloadLength && TryGetHeader(frame.Track, out var header))
        {
            output.Advance(header.Write(frame.Length, output.GetSpan(AdtsHeader.Length)));
            output.Write(frame.Payload.Span);
        }
    }

    private static bool TryGetHeader(TrackInfo track, out AdtsHeader header)
    {
        header = default;
        return track is { Kind: MediaKind.Audio, Id: 0, Codec: MediaCodec.Aac }
            && AudioSpecificConfig.TryRead(track.Config.Span, out var config)
            && AdtsHeader.TryCreate(config, out header);
    }
}
