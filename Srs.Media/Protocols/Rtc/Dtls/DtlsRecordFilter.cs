using System.Buffers.Binary;

namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>Looks at datagrams and lets OpenSSL see only records that can belong to the session.</summary>
/// <remarks>
/// Until the handshake is complete nothing is authenticated, and one odd record from whoever knows the addresses would end it; later on
/// OpenSSL takes a record that is too short to be authenticated for an error of its own. Records: RFC 6347 section 4.1; handshake messages:
/// section 4.2.2.
/// <code>
/// record:  type 1 | version 2 | epoch 2 | sequence 6 | length 2
/// message: type 1 | length 3 | sequence 2 | fragment offset 3 | fragment length 3
/// </code>
/// </remarks>
internal sealed class DtlsRecordFilter(DtlsRole role)
{
    /// <summary>
    /// Sequence numbers of encrypted records that are let through, from 0: those of a peer that repeats its last flight many times. OpenSSL
    /// keeps each that comes before its turn, in a buffer of 16 kB.
    /// </summary>
    public const int MaxEncryptedSequence = 32;

    /// <summary>Shortest encrypted record: explicit nonce and tag of AES-GCM; those of CBC are longer.</summary>
    public const int MinEncryptedBytes = 24;

    private const int RecordHeaderBytes = 13;
    private const int MessageHeaderBytes = 12;
    private const int MaxMessageSequence = 31;
    private const byte MajorVersion = 0xFE;
    private const byte ChangeCipherSpec = 20;
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte Fatal = 2;

    /// <summary>ClientHello, Certificate, CertificateVerify, ClientKeyExchange.</summary>
    private const uint FromClient = 1 << 1 | 1 << 11 | 1 << 15 | 1 << 16;

    /// <summary>ServerHello, HelloVerifyRequest, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone.</summary>
    private const uint FromServer = 1 << 2 | 1 << 3 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14;

    private readonly uint _messageTypes = role == DtlsRole.Server ? FromClient : FromServer;
    private int? _alert;

    /// <summary>Gives, once, the number of an alert in the clear that would end the handshake; it may be forged, so it was not let through.</summary>
    public int? TakeAlert()
    {
        var number = _alert;
        _alert = null;
        return number;
    }

    /// <summary>Counts the bytes of the records at the front of a datagram that may be seen.</summary>
    /// <param name="datagram">From the peer's address.</param>
    /// <param name="isConnected">Whether the handshake is complete.</param>
    public int Accept(ReadOnlySpan<byte> datagram, bool isConnected = false)
    {
        var accepted = 0;
        while (datagram.Length - accepted >= RecordHeaderBytes)
        {
            var record = datagram[accepted..];
            var length = BinaryPrimitives.ReadUInt16BigEndian(record[11..]);
            if (record[1] != MajorVersion || length == 0 || length > record.Length - RecordHeaderBytes)
            {
                break;
            }

            var epoch = BinaryPrimitives.ReadUInt16BigEndian(record[3..]);
            var isAccepted = epoch switch
            {
                // OpenSSL skips those that come once more after the handshake.
                0 => isConnected || IsPlausible(record[0], record.Slice(RecordHeaderBytes, length)),
                1 => length >= MinEncryptedBytes
                    && (isConnected || (record[0] is Handshake or Alert && ReadSequence(record) < MaxEncryptedSequence)),
                _ => false,
            };
            if (!isAccepted)
            {
                break;
            }

            accepted += RecordHeaderBytes + length;
        }

        return accepted;
    }

    private bool IsPlausible(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case Handshake:
                return AreMessages(body);
            case ChangeCipherSpec:
                return body is [1];
            case Alert when body is [Fatal, _] or [_, 0]:
                _alert = body[1];
                return false;
            default:
                return false;
        }
    }

    private bool AreMessages(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            if (body.Length < MessageHeaderBytes || body[0] >= 32 || (_messageTypes & (1u << body[0])) == 0)
            {
                return false;
            }

            var (length, offset, fragment) = (ReadUInt24(body[1..]), ReadUInt24(body[6..]), ReadUInt24(body[9..]));
            if (length > DtlsContext.MaxMessageBytes
                || BinaryPrimitives.ReadUInt16BigEndian(body[4..]) > MaxMessageSequence
                || offset + fragment > length
                || (fragment == 0 && length > 0)
                || fragment > body.Length - MessageHeaderBytes)
            {
                return false;
            }

            body = body[(MessageHeaderBytes + fragment)..];
        }

        return true;
    }

    private static ulong ReadSequence(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64BigEndian(record[3..]) & 0xFFFF_FFFF_FFFF;

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
}
