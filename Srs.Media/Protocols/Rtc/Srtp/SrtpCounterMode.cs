using System.Buffers.Binary;
using System.Security.Cryptography;
using Srs.Media.Net.OpenSsl;

namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>AES in counter mode with HMAC-SHA1, cut to 80 bits.</summary>
/// <remarks>
/// RFC 3711 sections 4.1.1 and 4.2.1. SRTP is header, cipher text, tag; the roll-over counter is authenticated behind them and not sent.
/// SRTCP is header, cipher text, E flag and index, tag.
/// </remarks>
internal sealed class SrtpCounterMode : SrtpTransform
{
    private const int VectorBytes = 16;
    private const int TagBytes = 10;
    private const int RollOverBytes = 4;
    private const int RtcpOverhead = TagBytes + SrtpHeader.RtcpIndexBytes;

    private readonly EvpCipher _cipher;
    private readonly EvpMac _mac;
    private readonly byte[] _salt;

    /// <summary>Takes keys of RTP or of RTCP.</summary>
    public SrtpCounterMode(SrtpSessionKeys keys)
    {
        _cipher = new EvpCipher("AES-128-CTR", keys.Cipher);
        _mac = new EvpMac(keys.Authentication);
        _salt = keys.Salt;
    }

    /// <inheritdoc/>
    public override int ProtectRtp(Span<byte> buffer, int headerLength, int length, ulong index)
    {
        ApplyKeyStream(SrtpHeader.RtpSsrc(buffer), index, buffer[headerLength..length]);
        Span<byte> hash = stackalloc byte[EvpMac.HashBytes];
        HashRtp(buffer[..(length + RollOverBytes)], index, hash);
        hash[..TagBytes].CopyTo(buffer[length..]);
        return length + TagBytes;
    }

    /// <inheritdoc/>
    public override int UnprotectRtp(Span<byte> packet, int headerLength, ulong index)
    {
        var length = packet.Length - TagBytes;
        if (length < headerLength)
        {
            return 0;
        }

        Span<byte> tag = stackalloc byte[TagBytes];
        packet[length..].CopyTo(tag);
        Span<byte> hash = stackalloc byte[EvpMac.HashBytes];
        HashRtp(packet[..(length + RollOverBytes)], index, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..TagBytes], tag))
        {
            return 0;
        }

        ApplyKeyStream(SrtpHeader.RtpSsrc(packet), index, packet[headerLength..length]);
        return length;
    }

    /// <inheritdoc/>
    public override int ProtectRtcp(Span<byte> buffer, int length, uint index)
    {
        ApplyKeyStream(SrtpHeader.RtcpSsrc(buffer), index, buffer[SrtpHeader.RtcpHeaderBytes..length]);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], SrtpHeader.RtcpEncrypted | index);
        var authenticated = length + SrtpHeader.RtcpIndexBytes;
        Span<byte> hash = stackalloc byte[EvpMac.HashBytes];
        _mac.Compute(buffer[..authenticated], hash);
        hash[..TagBytes].CopyTo(buffer[authenticated..]);
        return authenticated + TagBytes;
    }

    /// <inheritdoc/>
    public override uint? ReadRtcpIndex(ReadOnlySpan<byte> packet) =>
        packet.Length < SrtpHeader.RtcpHeaderBytes + RtcpOverhead ? null : BinaryPrimitives.ReadUInt32BigEndian(packet[^RtcpOverhead..]);

    /// <inheritdoc/>
    public override int UnprotectRtcp(Span<byte> packet, uint index)
    {
        Span<byte> hash = stackalloc byte[EvpMac.HashBytes];
        _mac.Compute(packet[..^TagBytes], hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..TagBytes], packet[^TagBytes..]))
        {
            return 0;
        }

        var length = packet.Length - RtcpOverhead;
        ApplyKeyStream(SrtpHeader.RtcpSsrc(packet), index, packet[SrtpHeader.RtcpHeaderBytes..length]);
        return length;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _cipher.Dispose();
        _mac.Dispose();
    }

    /// <summary>Authenticates a packet and its roll-over counter, which is written over the packet's last 4 bytes.</summary>
    private void HashRtp(Span<byte> packet, ulong index, Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet[^RollOverBytes..], (uint)(index >> 16));
        _mac.Compute(packet, hash);
    }

    /// <summary>The first counter block is the salt plus the SSRC at byte 4 and the 48-bit index at byte 8; the last 2 bytes count.</summary>
    private void ApplyKeyStream(uint ssrc, ulong index, Span<byte> data)
    {
        Span<byte> vector = stackalloc byte[VectorBytes];
        BinaryPrimitives.WriteUInt32BigEndian(vector, 0);
        BinaryPrimitives.WriteUInt32BigEndian(vector[4..], ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(vector[8..], index << 16);
        for (var i = 0; i < _salt.Length; i++)
        {
            vector[i] ^= _salt[i];
        }

        _cipher.ApplyKeyStream(vector, data);
    }
}
