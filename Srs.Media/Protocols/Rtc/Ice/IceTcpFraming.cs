using System.Buffers;
using System.Buffers.Binary;
using Srs.Media.Protocols.Rtc.Stun;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Datagrams over TCP: each behind its length in 16 bits. RFC 4571 2, as RFC 6544 3 uses it.</summary>
internal static class IceTcpFraming
{
    /// <summary>Bytes of the length.</summary>
    public const int HeaderLength = 2;

    /// <summary>Most bytes of a datagram that a peer may send: what a path of 1500 bytes carries by UDP, and DTLS records up to that.</summary>
    public const int MaxReceivedBytes = 2048;

    /// <summary>Bytes by which <see cref="LooksLikeIce"/> decides.</summary>
    public const int ProbeLength = HeaderLength + 8;

    /// <summary>Takes the next datagram from the front of what has come.</summary>
    /// <param name="buffer">What has come; advanced past the datagram when there is one, unchanged otherwise.</param>
    /// <param name="datagram">The datagram, empty ones included, as part of the buffer.</param>
    /// <param name="maxBytes">Longest one.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>, <see cref="OperationStatus.NeedMoreData"/>, or <see cref="OperationStatus.InvalidData"/> as soon
    /// as the length says that it is too long.
    /// </returns>
    public static OperationStatus TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> datagram, int maxBytes = MaxReceivedBytes)
    {
        datagram = default;
        Span<byte> header = stackalloc byte[HeaderLength];
        if (!TryCopy(buffer, header))
        {
            return OperationStatus.NeedMoreData;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(header);
        if (length > maxBytes)
        {
            return OperationStatus.InvalidData;
        }

        if (buffer.Length < HeaderLength + length)
        {
            return OperationStatus.NeedMoreData;
        }

        datagram = buffer.Slice(HeaderLength, length);
        buffer = buffer.Slice(datagram.End);
        return OperationStatus.Done;
    }

    /// <summary>Writes the length that stands before a datagram.</summary>
    /// <param name="destination">At least <see cref="HeaderLength"/> bytes.</param>
    /// <param name="length">Bytes of the datagram, 0 to 65535.</param>
    public static void WriteHeader(Span<byte> destination, int length) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, checked((ushort)length));

    /// <summary>Writes a datagram behind its length.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="datagram">Up to 65535 bytes.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> datagram)
    {
        var span = output.GetSpan(HeaderLength + datagram.Length);
        WriteHeader(span, datagram.Length);
        datagram.CopyTo(span[HeaderLength..]);
        output.Advance(HeaderLength + datagram.Length);
    }

    /// <summary>Whether a TCP connection begins with a check of ICE, which is how it is told from HTTP on a shared port.</summary>
    /// <param name="buffer">What has come.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/> for ICE; <see cref="OperationStatus.NeedMoreData"/> while it may be;
    /// <see cref="OperationStatus.InvalidData"/> for something else.
    /// </returns>
    public static OperationStatus LooksLikeIce(ReadOnlySequence<byte> buffer)
    {
        Span<byte> probe = stackalloc byte[ProbeLength];
        var length = (int)Math.Min(ProbeLength, buffer.Length);
        buffer.Slice(0, length).CopyTo(probe);

        // length(16), then of the message type(16)=0001, length(16), cookie(32).
        ReadOnlySpan<byte> request = [0, 1];
        Span<byte> cookie = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(cookie, StunMessageReader.MagicCookie);
        if (!Begins(probe[..length], HeaderLength, request) || !Begins(probe[..length], HeaderLength + 4, cookie))
        {
            return OperationStatus.InvalidData;
        }

        if (length < ProbeLength)
        {
            return OperationStatus.NeedMoreData;
        }

        var frame = BinaryPrimitives.ReadUInt16BigEndian(probe);
        var message = BinaryPrimitives.ReadUInt16BigEndian(probe[(HeaderLength + 2)..]);
        return frame == message + StunMessageReader.HeaderLength ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    /// <summary>Whether what is there of the part that begins at a place is as expected.</summary>
    private static bool Begins(ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> expected) =>
        bytes.Length <= at || expected.StartsWith(bytes[at..Math.Min(bytes.Length, at + expected.Length)]);

    private static bool TryCopy(ReadOnlySequence<byte> buffer, Span<byte> destination)
    {
        if (buffer.Length < destination.Length)
        {
            return false;
        }

        buffer.Slice(0, destination.Length).CopyTo(destination);
        return true;
    }
}
