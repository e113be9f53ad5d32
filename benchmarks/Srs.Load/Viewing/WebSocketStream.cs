using System.Buffers.Binary;

namespace Srs.Load.Viewing;

/// <summary>What a WebSocket server sends: the payload of its binary frames. RFC 6455 5.2; a server's frames carry no mask.</summary>
internal sealed class WebSocketStream(InputBuffer inner) : FramedStream(inner)
{
    private const int ContinuationFrame = 0;
    private const int BinaryFrame = 2;
    private const int CloseFrame = 8;

    /// <inheritdoc/>
    protected override bool TryReadLength(ReadOnlySpan<byte> front, out int used, out long length)
    {
        (used, length) = (0, 0);
        if (front.Length < 2)
        {
            return false;
        }

        var (opcode, shortLength) = (front[0] & 0x0F, front[1]);
        var headerLength = shortLength switch { < 126 => 2, 126 => 4, 127 => 10, _ => throw new IOException("The server's WebSocket frame is masked.") };
        if (front.Length < headerLength)
        {
            return false;
        }

        length = shortLength switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(front[2..]),
            127 => (long)BinaryPrimitives.ReadUInt64BigEndian(front[2..]),
            _ => shortLength,
        };
        if (length < 0)
        {
            throw new IOException("The server's WebSocket frame is damaged.");
        }

        used = headerLength;
        if (opcode is BinaryFrame or ContinuationFrame)
        {
            return true;
        }

        if (opcode == CloseFrame)
        {
            length = -1;
            return true;
        }

        // Pings and pongs are passed over; their payload is at most 125 bytes.
        used += (int)Math.Min(length, 125);
        length = 0;
        return front.Length >= used;
    }
}
