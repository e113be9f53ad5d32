using System.Collections.Immutable;
using Srs.Media.Buffers;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Cuts H.264 into RTP payloads for packetization-mode 1.</summary>
/// <remarks>
/// RFC 6184: single NAL unit packets (§5.6), STAP-A (§5.7.1), FU-A (§5.8). Not thread-safe.
/// <code>
/// STAP-A: | F 1 | highest NRI 2 | 24 (5) | { length 16 | NAL unit } ... |
/// FU-A:   | F 1 | NRI 2 | 28 (5) | start 1 | end 1 | 0 | type 5 | fragment |
/// </code>
/// </remarks>
/// <param name="options">How to cut; null for the defaults.</param>
/// <param name="pool">Where payloads live; null for the shared one.</param>
public sealed class H264Packetizer(RtpPacketizerOptions? options = null, BufferPool? pool = null)
    : NalPacketizer(MediaCodec.H264, H264Payload.HeaderLength, options, pool)
{
    private protected override ImmutableArray<ReadOnlyMemory<byte>> ReadParameterSets(ReadOnlyMemory<byte> config) =>
        AvcDecoderConfigurationRecord.TryRead(config, out var record)
            ? [.. record.SequenceParameterSets, .. record.PictureParameterSets]
            : [];

    private protected override bool HasParameterSets(ReadOnlySpan<byte> units)
    {
        var (hasSps, hasPps) = (false, false);
        while (NalUnits.TryReadNext(ref units, sizeof(int), out var unit))
        {
            var type = unit.IsEmpty ? 0 : H264Payload.GetType(unit);
            hasSps |= type == H264Payload.Sps;
            hasPps |= type == H264Payload.Pps;
        }

        return hasSps && hasPps;
    }

    private protected override bool IsSent(ReadOnlySpan<byte> unit) => H264Payload.GetType(unit) switch
    {
        H264Payload.Delimiter or H264Payload.Filler => false,
        H264Payload.Sei => Options.KeepSei,
        _ => true,
    };

    private protected override void WriteAggregateHeader(Span<byte> header, ReadOnlySpan<byte> units)
    {
        var (forbidden, importance) = (0, 0);
        while (TryReadAggregated(ref units, out var unit))
        {
            forbidden |= unit[0] & H264Payload.ForbiddenMask;
            importance = Math.Max(importance, unit[0] & H264Payload.ImportanceMask);
        }

        header[0] = (byte)(forbidden | importance | H264Payload.StapA);
    }

    private protected override void WriteFragmentHeader(Span<byte> header, ReadOnlySpan<byte> unit, bool isFirst, bool isLast)
    {
        header[0] = (byte)((unit[0] & (H264Payload.ForbiddenMask | H264Payload.ImportanceMask)) | H264Payload.FuA);
        header[1] = (byte)((isFirst ? H264Payload.FragmentStart : 0) | (isLast ? H264Payload.FragmentEnd : 0) | H264Payload.GetType(unit));
    }
}
