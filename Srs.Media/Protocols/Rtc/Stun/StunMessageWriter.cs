using System.Buffers.Binary;
using System.Security.Cryptography;
using Srs.Media.Net.Udp;

namespace Srs.Media.Protocols.Rtc.Stun;

/// <summary>Writes a STUN message, attribute by attribute, MESSAGE-INTEGRITY and FINGERPRINT last. Layout: <see cref="StunMessageReader"/>.</summary>
/// <remarks>Writes into the caller's bytes and takes no memory; throws <see cref="ArgumentOutOfRangeException"/> where they end.</remarks>
internal ref struct StunMessageWriter
{
    private const byte FamilyIPv4 = 1;
    private const byte FamilyIPv6 = 2;

    private readonly Span<byte> _destination;
    private int _length;

    /// <summary>Writes the header.</summary>
    /// <param name="destination">Receives the message.</param>
    /// <param name="messageClass">What the message is to its transaction.</param>
    /// <param name="transactionId">12 bytes; in an answer those of the request.</param>
    /// <param name="method">What the transaction is about.</param>
    public StunMessageWriter(
        Span<byte> destination, StunClass messageClass, scoped ReadOnlySpan<byte> transactionId, ushort method = StunMessageReader.Binding)
    {
        _destination = destination;
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)((ushort)messageClass | method));
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], StunMessageReader.MagicCookie);
        transactionId.CopyTo(destination[8..StunMessageReader.HeaderLength]);
        _length = StunMessageReader.HeaderLength;
        WriteLength();
    }

    /// <summary>Bytes written so far.</summary>
    public readonly int Length => _length;

    /// <summary>Adds an attribute as it is.</summary>
    public void Add(StunAttribute type, scoped ReadOnlySpan<byte> value) => value.CopyTo(Add(type, value.Length));

    /// <summary>Adds a number of 32 bits.</summary>
    public void Add(StunAttribute type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Add(type, sizeof(uint)), value);

    /// <summary>Adds a number of 64 bits.</summary>
    public void Add(StunAttribute type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Add(type, sizeof(ulong)), value);

    /// <summary>Adds XOR-MAPPED-ADDRESS: where the request came from. RFC 8489 14.2.</summary>
    public void AddXorMappedAddress(in UdpEndpoint endpoint)
    {
        var value = Add(StunAttribute.XorMappedAddress, 4 + endpoint.AddressLength);
        value[1] = endpoint.IsIPv4 ? FamilyIPv4 : FamilyIPv6;
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(endpoint.Port ^ (StunMessageReader.MagicCookie >> 16)));
        var address = value[4..];
        endpoint.CopyAddress(address);

        // Cookie and transaction stand one after the other in the header.
        var mask = _destination[4..];
        for (var i = 0; i < address.Length; i++)
        {
            address[i] ^= mask[i];
        }
    }

    /// <summary>Adds ERROR-CODE without a phrase.</summary>
    public void AddErrorCode(StunErrorCode code)
    {
        var value = Add(StunAttribute.ErrorCode, 4);
        (value[2], value[3]) = ((byte)((int)code / 100), (byte)((int)code % 100));
    }

    /// <summary>Adds UNKNOWN-ATTRIBUTES.</summary>
    public void AddUnknownAttributes(scoped ReadOnlySpan<ushort> types)
    {
        var value = Add(StunAttribute.UnknownAttributes, types.Length * sizeof(ushort));
        for (var i = 0; i < types.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value[(i * sizeof(ushort))..], types[i]);
        }
    }

    /// <summary>Adds MESSAGE-INTEGRITY over what has been written.</summary>
    /// <param name="key">Password as bytes: the request's receiver's, also in the answer. RFC 8489 9.1.</param>
    public void AddIntegrity(scoped ReadOnlySpan<byte> key)
    {
        var covered = _destination[.._length];
        StunIntegrity.Compute(key, covered, Add(StunAttribute.MessageIntegrity, SHA1.HashSizeInBytes));
    }

    /// <summary>Adds FINGERPRINT, the last attribute.</summary>
    /// <returns>Bytes of the message.</returns>
    public int Finish()
    {
        var covered = _destination[.._length];
        var value = Add(StunAttribute.Fingerprint, sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(value, StunFingerprint.Compute(covered));
        return _length;
    }

    private Span<byte> Add(StunAttribute type, int length)
    {
        var end = _length + StunMessageReader.AttributeHeaderLength + ((length + 3) & ~3);
        var attribute = _destination[_length..end];
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)length);
        attribute[StunMessageReader.AttributeHeaderLength..].Clear();
        _length = end;
        WriteLength();
        return attribute.Slice(StunMessageReader.AttributeHeaderLength, length);
    }

    private readonly void WriteLength() =>
        BinaryPrimitives.WriteUInt16BigEndian(_destination[2..], (ushort)(_length - StunMessageReader.HeaderLength));
}
