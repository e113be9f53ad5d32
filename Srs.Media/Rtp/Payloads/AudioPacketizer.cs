using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Sound that goes into a packet as it is: Opus, G.711 and G.722, one frame a packet.</summary>
/// <remarks>RFC 7587 §4.2 (Opus) and RFC 3551 §4.5.2 and §4.5.14 (G.722, G.711). Not thread-safe.</remarks>
/// <param name="codec">One of these.</param>
/// <param name="options">Longest payload; null for the defaults.</param>
/// <param name="pool">Where payloads live; null for the shared one.</param>
public sealed class AudioPacketizer(MediaCodec codec, RtpPacketizerOptions? options = null, BufferPool? pool = null)
    : RtpPacketizer(codec, options, pool)
{
    private protected override void WritePayloads(MediaFrame frame)
    {
        if (frame.Length > 0 && frame.Length <= Options.MaxPayloadLength)
        {
            frame.Payload.Span.CopyTo(Writer.Add(frame.Length));
        }
    }
}
