using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Srs.Media.Protocols.Rtc.Stun;

/// <summary>MESSAGE-INTEGRITY of RFC 8489 14.5.</summary>
internal static class StunIntegrity
{
    /// <summary>Computes its value.</summary>
    /// <param name="key">Password as bytes.</param>
    /// <param name="message">What stands before the attribute; its length field is set to end with the attribute.</param>
    /// <param name="code">Receives 20 bytes.</param>
    public static void Compute(ReadOnlySpan<byte> key, Span<byte> message, Span<byte> code)
    {
        var length = message.Length - StunMessageReader.HeaderLength + StunMessageReader.AttributeHeaderLength + SHA1.HashSizeInBytes;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)length);
#pragma warning disable CA5350 // RFC 8489 14.5 has no other that ICE peers understand.
        HMACSHA1.HashData(key, message, code);
#pragma warning restore CA5350
    }
}
