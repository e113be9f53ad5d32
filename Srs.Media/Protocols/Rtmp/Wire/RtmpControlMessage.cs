using System.Buffers.Binary;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>The bodies of the protocol control messages that hold one number.</summary>
/// <remarks>
/// <code>
/// +---------------+   type 1 Set Chunk Size     bytes, top bit 0
/// | number (32)   |   type 2 Abort              chunk stream id
/// +---------------+   type 3 Acknowledgement    bytes received so far, modulo 2^32
///                     type 5 Window Ack Size    bytes
/// </code>
/// RTMP 1.0 5.4. What follows the number is ignored.
/// </remarks>
internal static class RtmpControlMessage
{
    /// <summary>Bytes of the body.</summary>
    public const int Length = sizeof(uint);

    /// <summary>Reads the number.</summary>
    /// <exception cref="RtmpProtocolException">The body is too short.</exception>
    public static uint Read(RtmpMessageType type, ReadOnlySpan<byte> body)
    {
        CheckLength(type, body, Length);
        return BinaryPrimitives.ReadUInt32BigEndian(body);
    }

    /// <summary>Writes the number.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> body, uint number)
    {
        BinaryPrimitives.WriteUInt32BigEndian(body, number);
        return Length;
    }

    /// <summary>Throws when the body of a control message is shorter than its fields.</summary>
    public static void CheckLength(RtmpMessageType type, ReadOnlySpan<byte> body, int needed)
    {
        if (body.Length < needed)
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpDecode, $"RTMP {type} of {body.Length} bytes; it needs {needed}.");
        }
    }
}
