using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Cuts VP9 without spatial layers into RTP payloads of one length.</summary>
/// <remarks>
/// RFC 9628 §4.2, the descriptor in non-flexible mode without picture number, layer indices or scalability structure: receivers follow
/// sequence numbers, so a frame that a viewer is spared leaves no gap. Not thread-safe.
/// <code>| 0 | predicted 1 | 0 | 0 | start of frame 1 | end of frame 1 | 0 | 0 | fragment |</code>
/// </remarks>
/// <param name="options">How to cut; null for the defaults.</param>
/// <param name="pool">Where payloads live; null for the shared one.</param>
public sealed class Vp9Packetizer(RtpPacketizerOptions? options = null, BufferPool? pool = null)
    : RtpPacketizer(MediaCodec.Vp9, options, pool)
{
    private protected override void WritePayloads(MediaFrame frame)
    {
        var common = frame.IsKeyFrame ? 0 : Vp9Payload.Predicted;
        var pieces = new EqualPieces(frame.Payload.Span, Options.MaxPayloadLength - 1);
        while (pieces.TryTake(out var piece, out var isFirst, out var isLast))
        {
            var place = Writer.Add(1 + piece.Length);
            place[0] = (byte)(common | (isFirst ? Vp9Payload.Start : 0) | (isLast ? Vp9Payload.End : 0));
            piece.CopyTo(place[1..]);
        }
    }
}
