using System.Collections.Immutable;
using Srs.Media.Buffers;
using Srs.Media.Codecs.H265;
using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Cuts H.265 into RTP payloads, in decoding order and without DONL fields.</summary>
/// <remarks>
/// RFC 7798: single NAL unit packets (§4.4.1), aggregation packets (§4.4.2), fragmentation units (§4.4.3). Not thread-safe.
/// <code>
/// AP: | F 1 | 48 (6) | lowest layer id 6 | lowest temporal id + 1 (3) | { length 16 | NAL unit } ... |
/// FU: | F 1 | 49 (6) | layer id 6 | temporal id + 1 (3) | start 1 | end 1 | type 6 | fragment |
/// </code>
/// </remarks>
/// <param name="options">How to cut; null for the defaults.</param>
/// <param name="pool">Where payloads live; null for the shared one.</param>
public sealed class H265Packetizer(RtpPacketizerOptions? options = null, BufferPool? pool = null)
    : NalPacketizer(MediaCodec.H265, HevcNalUnit.HeaderLength, options, pool)
{
    private protected override ImmutableArray<ReadOnlyMemory<byte>> ReadParameterSets(ReadOnlyMemory<byte> config)
    {
        if (!HevcDecoderConfigurationRecord.TryRead(config, out var record))
        {
            return [];
        }

        int[] order = [HevcNalUnit.Vps, HevcNalUnit.Sps, HevcNalUnit.Pps];
        return [.. order.SelectMany(type => record.Arrays.Where(array => array.NalUnitType == type)).SelectMany(static array => array.Units)];
    }

    private protected override bool HasParameterSets(ReadOnlySpan<byte> units)
    {
        var (hasVps, hasSps, hasPps) = (false, false, false);
        while (NalUnits.TryReadNext(ref units, sizeof(int), out var unit))
        {
            var type = unit.IsEmpty ? 0 : HevcNalUnit.GetType(unit);
            hasVps |= type == HevcNalUnit.Vps;
            hasSps |= type == HevcNalUnit.Sps;
            hasPps |= type == HevcNalUnit.Pps;
        }

        return hasVps && hasSps && hasPps;
    }

    private protected override bool IsSent(ReadOnlySpan<byte> unit) => HevcNalUnit.GetType(unit) switch
    {
        H265Payload.Delimiter or H265Payload.Filler => false,
        H265Payload.PrefixSei or H265Payload.SuffixSei => Options.KeepSei,
        _ => true,
    };

    private protected override void WriteAggregateHeader(Span<byte> header, ReadOnlySpan<byte> units)
    {
        var (forbidden, layer, temporal) = (0, int.MaxValue, int.MaxValue);
        while (TryReadAggregated(ref units, out var unit))
        {
            forbidden |= unit[0] & H265Payload.ForbiddenMask;
            layer = Math.Min(layer, ((unit[0] & 1) << 5) | (unit[1] >> 3));
            temporal = Math.Min(temporal, unit[1] & 7);
        }

        header[0] = (byte)(forbidden | (H265Payload.Aggregate << 1) | (layer >> 5));
        header[1] = (byte)(((layer & 0x1F) << 3) | temporal);
    }

    private protected override void WriteFragmentHeader(Span<byte> header, ReadOnlySpan<byte> unit, bool isFirst, bool isLast)
    {
        header[0] = (byte)((unit[0] & ~H265Payload.TypeMask) | (H265Payload.Fragment << 1));
        header[1] = unit[1];
        header[2] = (byte)((isFirst ? H265Payload.FragmentStart : 0) | (isLast ? H265Payload.FragmentEnd : 0) | HevcNalUnit.GetType(unit));
    }
}
