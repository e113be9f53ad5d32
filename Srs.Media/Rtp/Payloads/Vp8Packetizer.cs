using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Cuts VP8 into RTP payloads of one length.</summary>
/// <remarks>
/// RFC 7741 §4.2, the descriptor without extension: receivers follow sequence numbers, so a frame that a viewer is spared leaves no gap.
/// Not thread-safe.
/// <code>| no extension 0 | 0 | not referred to 1 | start of frame 1 | 0 | partition 000 | fragment |</code>
/// </remarks>
/// <param name="options">How to cut; null for the defaults.</param>
/// <param name="pool">Where payloads live; null for the shared one.</param>
public sealed class Vp8Packetizer(RtpPacketizerOptions? options = null, BufferPool? pool = null)
    : RtpPacketizer(MediaCodec.Vp8, options, pool)
{
    private protected override void WritePayloads(MediaFrame frame)
    {
        var common = (frame.Flags & FrameFlags.Disposable) != 0 ? Vp8Payload.NonReference : 0;
        var pieces = new EqualPieces(frame.Payload.Span, Options.MaxPayloadLength - 1);
        while (pieces.TryTake(out var piece, out var isFirst, out _))
        {
            var place = Writer.Add(1 + piece.Length);
            place[0] = (byte)(common | (isFirst ? Vp8Payload.Start : 0));
            piece.CopyTo(place[1..]);
        }
    }
}
