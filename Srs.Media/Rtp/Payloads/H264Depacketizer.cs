using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Puts H.264 access units together, of packetization-mode 0 or 1.</summary>
/// <remarks>
/// RFC 6184 §5.6 (single NAL unit), §5.7.1 (STAP-A), §5.8 (FU-A); the interleaved mode's payloads are damage here. A key frame is one with an
/// IDR slice. Not thread-safe.
/// </remarks>
/// <param name="trackId">Number of the track within its stream.</param>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class H264Depacketizer(int trackId = 0, BufferPool? pool = null) : NalDepacketizer(MediaCodec.H264, trackId, pool)
{
    private const int FragmentHeaderLength = 2;

    private protected override bool TryAppend(ReadOnlySpan<byte> payload)
    {
        switch (H264Payload.GetType(payload))
        {
            case H264Payload.StapA:
                return TryAppendUnits(payload[H264Payload.HeaderLength..]);
            case H264Payload.FuA:
                if (payload.Length < FragmentHeaderLength)
                {
                    return false;
                }

                var isFirst = (payload[1] & H264Payload.FragmentStart) != 0;
                var isLast = (payload[1] & H264Payload.FragmentEnd) != 0;
                return TryAppendFragment([GetHeader(payload)], payload[FragmentHeaderLength..], isFirst, isLast);
            default:
                return TryAppendUnit(payload);
        }
    }

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) => H264Payload.GetType(payload) switch
    {
        H264Payload.StapA => OpensAccessUnit(FirstOf(payload[H264Payload.HeaderLength..])),
        H264Payload.FuA => payload.Length > FragmentHeaderLength && (payload[1] & H264Payload.FragmentStart) != 0
            && OpensAccessUnit([GetHeader(payload), payload[FragmentHeaderLength]]),
        _ => OpensAccessUnit(payload),
    };

    private protected override bool OpensAccessUnit(ReadOnlySpan<byte> unit) => unit.Length > 1 && H264Payload.GetType(unit) switch
    {
        // first_mb_in_slice is 0: its code is a single 1.
        H264Payload.Slice or H264Payload.Idr => (unit[1] & 0x80) != 0,
        H264Payload.Sei or H264Payload.Sps or H264Payload.Pps or H264Payload.Delimiter => true,
        _ => false,
    };

    private protected override bool IsNalUnit(ReadOnlySpan<byte> unit) =>
        !unit.IsEmpty && (unit[0] & H264Payload.ForbiddenMask) == 0 && H264Payload.GetType(unit) is > 0 and <= H264Payload.LastNalUnit;

    private static byte GetHeader(ReadOnlySpan<byte> payload) => (byte)((payload[0] & ~H264Payload.TypeMask) | (payload[1] & H264Payload.TypeMask));
}
