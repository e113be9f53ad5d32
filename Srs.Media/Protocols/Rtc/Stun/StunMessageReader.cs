using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Srs.Media.Protocols.Rtc.Stun;

/// <summary>A STUN message, read in place.</summary>
/// <remarks>
/// <code>
/// type(16) length(16) cookie(32)=2112A442 transaction(96)  attribute*      attribute  type(16) length(16) value, up to a multiple of 4
/// </code>
/// RFC 8489 5 and 14. The length is that of the attributes. Of a repeated attribute the first counts, and nothing after MESSAGE-INTEGRITY
/// but FINGERPRINT. Borrows the bytes; takes no memory.
/// </remarks>
internal readonly ref struct StunMessageReader
{
    /// <summary>Bytes before the attributes.</summary>
    public const int HeaderLength = 20;

    /// <summary>Most bytes of a message: what passes every path unfragmented, IPv6's headers off. Checks of ICE have about 100.</summary>
    public const int MaxMessageBytes = 1280 - 48;

    /// <summary>Most attributes of a message.</summary>
    public const int MaxAttributes = 32;

    /// <summary>Unknown attributes that are named in a refusal.</summary>
    public const int MaxUnknownAttributes = 8;

    /// <summary>First bytes of the transaction id; RFC 8489 5.</summary>
    public const uint MagicCookie = 0x2112_A442;

    /// <summary>The only method of ICE.</summary>
    public const ushort Binding = 0x0001;

    /// <summary>Bytes of type and length before a value.</summary>
    public const int AttributeHeaderLength = 4;

    private const ushort ClassBits = 0x0110;
    private const ushort FirstOptional = 0x8000;

    private readonly ReadOnlySpan<byte> _message;
    private readonly Range16 _username;
    private readonly Range16 _priority;
    private readonly Range16 _controlling;
    private readonly Range16 _controlled;
    private readonly Range16 _mappedAddress;
    private readonly Range16 _errorCode;
    private readonly Range16 _software;
    private readonly Range16 _integrity;
    private readonly UnknownTypes _unknown;
    private readonly int _unknownCount;

    private StunMessageReader(ReadOnlySpan<byte> message, out bool isValid)
    {
        _message = message;
        isValid = false;
        var attributes = 0;
        for (var position = HeaderLength; position < message.Length; attributes++)
        {
            if (attributes == MaxAttributes || message.Length - position < AttributeHeaderLength)
            {
                return;
            }

            var type = (StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(message[position..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(position + 2)..]);
            var value = new Range16((ushort)(position + AttributeHeaderLength), length);
            var end = value.Start + ((length + 3) & ~3);
            if (end > message.Length)
            {
                return;
            }

            if (type == StunAttribute.Fingerprint)
            {
                // The last one, or it is none.
                isValid = end == message.Length && length == sizeof(uint) && HasFingerprintAt(message, position);
                HasFingerprint = isValid;
                return;
            }

            // What stands behind the integrity is not covered by it.
            if (!_integrity.Exists)
            {
                switch (type)
                {
                    case StunAttribute.Username:
                        _username = _username.Or(value);
                        break;
                    case StunAttribute.MessageIntegrity when length == SHA1.HashSizeInBytes:
                        _integrity = value;
                        break;
                    case StunAttribute.Priority when length == sizeof(uint):
                        _priority = _priority.Or(value);
                        break;
                    case StunAttribute.UseCandidate:
                        HasUseCandidate = true;
                        break;
                    case StunAttribute.IceControlling when length == sizeof(ulong):
                        _controlling = _controlling.Or(value);
                        break;
                    case StunAttribute.IceControlled when length == sizeof(ulong):
                        _controlled = _controlled.Or(value);
                        break;
                    case StunAttribute.XorMappedAddress:
                        _mappedAddress = _mappedAddress.Or(value);
                        break;
                    case StunAttribute.ErrorCode when length >= sizeof(uint):
                        _errorCode = _errorCode.Or(value);
                        break;
                    case StunAttribute.Software:
                        _software = _software.Or(value);
                        break;
                    case StunAttribute.MessageIntegrity or StunAttribute.Priority or StunAttribute.ErrorCode:
                        return;
                    case < (StunAttribute)FirstOptional when !IsKnown(type) && _unknownCount < MaxUnknownAttributes:
                        _unknown[_unknownCount++] = (ushort)type;
                        break;
                }
            }

            position = end;
        }

        isValid = true;
    }

    /// <summary>What the message is to its transaction.</summary>
    public StunClass Class => (StunClass)(Type & ClassBits);

    /// <summary>What the transaction is about, <see cref="Binding"/> in ICE.</summary>
    public ushort Method => (ushort)(Type & ~ClassBits);

    /// <summary>12 bytes that an answer repeats.</summary>
    public ReadOnlySpan<byte> TransactionId => _message[8..HeaderLength];

    /// <summary>Bytes of the whole message.</summary>
    public int Length => _message.Length;

    /// <summary>USERNAME; empty when there is none.</summary>
    public ReadOnlySpan<byte> Username => Get(_username);

    /// <summary>What stands before the colon in USERNAME: whom the message is for. Empty when there is none.</summary>
    public ReadOnlySpan<byte> ReceiverFragment => Username.IndexOf((byte)':') is var colon and >= 0 ? Username[..colon] : default;

    /// <summary>What stands behind it: who sent the message. Empty when there is none.</summary>
    public ReadOnlySpan<byte> SenderFragment => Username.IndexOf((byte)':') is var colon and >= 0 ? Username[(colon + 1)..] : default;

    /// <summary>PRIORITY.</summary>
    public uint? Priority => _priority.Exists ? BinaryPrimitives.ReadUInt32BigEndian(Get(_priority)) : null;

    /// <summary>Whether there is USE-CANDIDATE.</summary>
    public bool HasUseCandidate { get; }

    /// <summary>Tie breaker of ICE-CONTROLLING.</summary>
    public ulong? Controlling => _controlling.Exists ? BinaryPrimitives.ReadUInt64BigEndian(Get(_controlling)) : null;

    /// <summary>Tie breaker of ICE-CONTROLLED.</summary>
    public ulong? Controlled => _controlled.Exists ? BinaryPrimitives.ReadUInt64BigEndian(Get(_controlled)) : null;

    /// <summary>SOFTWARE; empty when there is none.</summary>
    public ReadOnlySpan<byte> Software => Get(_software);

    /// <summary>Code of ERROR-CODE, 300 to 699 in a sound message; 0 when there is none.</summary>
    public int ErrorCode => _errorCode.Exists ? ((Get(_errorCode)[2] & 7) * 100) + Get(_errorCode)[3] : 0;

    /// <summary>Value of XOR-MAPPED-ADDRESS: 0(8) family(8) port(16) address, both by exclusive or with cookie and transaction.</summary>
    public ReadOnlySpan<byte> XorMappedAddress => Get(_mappedAddress);

    /// <summary>Whether there is MESSAGE-INTEGRITY, right or wrong.</summary>
    public bool HasIntegrity => _integrity.Exists;

    /// <summary>Whether there is FINGERPRINT, which is right then.</summary>
    public bool HasFingerprint { get; }

    /// <summary>Types that must be understood and are not; the first <see cref="MaxUnknownAttributes"/>.</summary>
    [UnscopedRef]
    public ReadOnlySpan<ushort> UnknownAttributes => ((ReadOnlySpan<ushort>)_unknown)[.._unknownCount];

    private ushort Type => BinaryPrimitives.ReadUInt16BigEndian(_message);

    /// <summary>Reads a message that fills the datagram.</summary>
    /// <returns>False for everything else, a wrong FINGERPRINT included.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out StunMessageReader message)
    {
        message = default;
        if (datagram.Length is < HeaderLength or > MaxMessageBytes
            || datagram[0] >= 0x40
            || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - HeaderLength
            || datagram.Length % 4 != 0
            || BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) != MagicCookie)
        {
            return false;
        }

        var read = new StunMessageReader(datagram, out var isValid);
        message = isValid ? read : default;
        return isValid;
    }

    /// <summary>Whether MESSAGE-INTEGRITY is there and was made with the key.</summary>
    /// <param name="key">Password of the receiver of a request, as bytes; RFC 8489 9.1.1.</param>
    public bool HasIntegrityOf(ReadOnlySpan<byte> key)
    {
        if (!_integrity.Exists)
        {
            return false;
        }

        Span<byte> covered = stackalloc byte[MaxMessageBytes];
        covered = covered[..(_integrity.Start - AttributeHeaderLength)];
        _message[..covered.Length].CopyTo(covered);
        Span<byte> code = stackalloc byte[SHA1.HashSizeInBytes];
        StunIntegrity.Compute(key, covered, code);
        return CryptographicOperations.FixedTimeEquals(code, Get(_integrity));
    }

    private static bool HasFingerprintAt(ReadOnlySpan<byte> message, int position) =>
        BinaryPrimitives.ReadUInt32BigEndian(message[(position + AttributeHeaderLength)..]) == StunFingerprint.Compute(message[..position]);

    private static bool IsKnown(StunAttribute type) => type is StunAttribute.MappedAddress or StunAttribute.Username
        or StunAttribute.MessageIntegrity or StunAttribute.ErrorCode or StunAttribute.UnknownAttributes or StunAttribute.Realm
        or StunAttribute.Nonce or StunAttribute.MessageIntegritySha256 or StunAttribute.XorMappedAddress or StunAttribute.Priority
        or StunAttribute.UseCandidate;

    private ReadOnlySpan<byte> Get(Range16 range) => range.Exists ? _message.Slice(range.Start, range.Length) : default;

    /// <summary>Place of a value; not at 0, where the header is.</summary>
    private readonly record struct Range16(ushort Start, ushort Length)
    {
        public bool Exists => Start != 0;

        public Range16 Or(Range16 later) => Exists ? this : later;
    }

    [InlineArray(MaxUnknownAttributes)]
    private struct UnknownTypes
    {
        private ushort _first;
    }
}
