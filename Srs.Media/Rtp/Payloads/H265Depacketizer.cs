using Srs.Media.Buffers;
using Srs.Media.Codecs.H265;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Puts H.265 access units together, sent in decoding order and without DONL fields.</summary>
/// <remarks>
/// RFC 7798 §4.4.1 (single NAL unit), §4.4.2 (AP), §4.4.3 (FU); PACI packets are damage here. A key frame is one with a slice at which
/// decoding can start. Not thread-safe.
/// </remarks>
/// <param name="trackId">Number of the track within its stream.</param>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class H265Depacketizer(int trackId = 0, BufferPool? pool = null) : NalDepacketizer(MediaCodec.H265, trackId, pool)
{
    private const int FragmentHeaderLength = 3;

    private protected override bool TryAppend(ReadOnlySpan<byte> payload)
    {
        switch (HevcNalUnit.GetType(payload))
        {
            case H265Payload.Aggregate:
                return payload.Length > HevcNalUnit.HeaderLength && TryAppendUnits(payload[HevcNalUnit.HeaderLength..]);
            case H265Payload.Fragment:
                if (payload.Length < FragmentHeaderLength)
                {
                    return false;
                }

                var isFirst = (payload[2] & H265Payload.FragmentStart) != 0;
                var isLast = (payload[2] & H265Payload.FragmentEnd) != 0;
                return TryAppendFragment([GetHeader(payload), payload[1]], payload[FragmentHeaderLength..], isFirst, isLast);
            default:
                return TryAppendUnit(payload);
        }
    }

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) => HevcNalUnit.GetType(payload) switch
    {
        H265Payload.Aggregate => payload.Length > HevcNalUnit.HeaderLength && OpensAccessUnit(FirstOf(payload[HevcNalUnit.HeaderLength..])),
        H265Payload.Fragment => payload.Length > FragmentHeaderLength && (payload[2] & H265Payload.FragmentStart) != 0
            && OpensAccessUnit([GetHeader(payload), payload[1], payload[FragmentHeaderLength]]),
        _ => OpensAccessUnit(payload),
    };

    private protected override bool OpensAccessUnit(ReadOnlySpan<byte> unit) => unit.Length > HevcNalUnit.HeaderLength && HevcNalUnit.GetType(unit) switch
    {
        // first_slice_segment_in_pic_flag.
        <= H265Payload.LastSlice => (unit[2] & 0x80) != 0,
        HevcNalUnit.Vps or HevcNalUnit.Sps or HevcNalUnit.Pps or H265Payload.Delimiter or H265Payload.PrefixSei => true,
        _ => false,
    };

    private protected override bool IsNalUnit(ReadOnlySpan<byte> unit) =>
        unit.Length >= HevcNalUnit.HeaderLength && (unit[0] & H265Payload.ForbiddenMask) == 0 && HevcNalUnit.GetType(unit) <= H265Payload.LastNalUnit;

    private static byte GetHeader(ReadOnlySpan<byte> payload) =>
        (byte)((payload[0] & ~H265Payload.TypeMask) | ((payload[2] & H265Payload.FragmentTypeMask) << 1));
}
