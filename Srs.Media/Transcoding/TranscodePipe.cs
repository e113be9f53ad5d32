using System.Buffers;
using System.Buffers.Binary;

namespace Srs.Media.Transcoding;

/// <summary>The messages between the server and a worker, one after another in a pipe.</summary>
/// <remarks>
/// Numbers are little endian; a time is in units of 100 ns:
/// <code>| length of what follows 32 | kind 8 | job 32 | time 64 | body |</code>
/// </remarks>
internal static class TranscodePipe
{
    /// <summary>Bytes before the body.</summary>
    public const int HeaderLength = sizeof(uint) + AfterLength;

    /// <summary>Longest body: a frame of pictures stays far below.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    private const int AfterLength = 1 + sizeof(uint) + sizeof(long);

    /// <summary>Reads a message.</summary>
    /// <param name="buffer">Bytes from the pipe; those of the message are removed from its front.</param>
    /// <param name="message">The message.</param>
    /// <returns>False when more bytes are needed; <paramref name="buffer"/> is then unchanged.</returns>
    /// <exception cref="TranscodePipeException">This is no message.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out TranscodePipeMessage message)
    {
        message = default;
        if (buffer.Length < sizeof(uint))
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, sizeof(uint)).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length is < AfterLength or > AfterLength + MaxBodyBytes)
        {
            throw new TranscodePipeException($"A message claims {length} bytes.");
        }

        if (buffer.Length < sizeof(uint) + length)
        {
            return false;
        }

        buffer.Slice(0, HeaderLength).CopyTo(header);
        var kind = (TranscodePipeKind)header[4];
        if (!Enum.IsDefined(kind))
        {
            throw new TranscodePipeException($"There is no message of kind {header[4]}.");
        }

        message = new TranscodePipeMessage(
            kind,
            BinaryPrimitives.ReadUInt32LittleEndian(header[5..]),
            new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(header[9..])),
            buffer.Slice(HeaderLength, length - AfterLength));
        buffer = buffer.Slice(sizeof(uint) + length);
        return true;
    }

    /// <summary>Writes a message.</summary>
    /// <param name="output">Where to; flushing is the caller's.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="job">Number of the transcode, or 0.</param>
    /// <param name="time">When a frame is heard or shown.</param>
    /// <param name="body">At most <see cref="MaxBodyBytes"/>.</param>
    public static void Write(IBufferWriter<byte> output, TranscodePipeKind kind, uint job = 0, TimeSpan time = default, ReadOnlySpan<byte> body = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, MaxBodyBytes);
        var span = output.GetSpan(HeaderLength + body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)(AfterLength + body.Length));
        span[4] = (byte)kind;
        BinaryPrimitives.WriteUInt32LittleEndian(span[5..], job);
        BinaryPrimitives.WriteInt64LittleEndian(span[9..], time.Ticks);
        body.CopyTo(span[HeaderLength..]);
        output.Advance(HeaderLength + body.Length);
    }
}
