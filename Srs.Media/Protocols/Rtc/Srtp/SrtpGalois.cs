using System.Buffers.Binary;
using Srs.Media.Net.OpenSsl;

namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>The AES-GCM profiles.</summary>
/// <remarks>
/// RFC 7714. SRTP is header, cipher text, tag; SRTCP is header, cipher text, tag, E flag and index. The initialisation vector is the salt
/// plus 2 zero bytes, the SSRC and the 48-bit index (section 8.1), for SRTCP 2 zero bytes, the SSRC, 2 zero bytes and the index (9.1).
/// </remarks>
internal sealed class SrtpGalois : SrtpTransform
{
    private const int VectorBytes = 12;
    private const int TagBytes = EvpCipher.TagBytes;
    private const int RtcpOverhead = TagBytes + SrtpHeader.RtcpIndexBytes;

    private readonly EvpCipher _cipher;
    private readonly byte[] _salt;

    /// <summary>Takes keys of RTP or of RTCP.</summary>
    public SrtpGalois(SrtpSessionKeys keys)
    {
        _cipher = new EvpCipher(keys.Cipher.Length == 32 ? "AES-256-GCM" : "AES-128-GCM", keys.Cipher);
        _salt = keys.Salt;
    }

    /// <inheritdoc/>
    public override int ProtectRtp(Span<byte> buffer, int headerLength, int length, ulong index)
    {
        Span<byte> vector = stackalloc byte[VectorBytes];
        WriteVector(vector, SrtpHeader.RtpSsrc(buffer), index);
        _cipher.Seal(vector, buffer[..headerLength], [], buffer[headerLength..length], buffer.Slice(length, TagBytes));
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

        Span<byte> vector = stackalloc byte[VectorBytes];
        WriteVector(vector, SrtpHeader.RtpSsrc(packet), index);
        return _cipher.TryOpen(vector, packet[..headerLength], [], packet[headerLength..length], packet[length..]) ? length : 0;
    }

    /// <inheritdoc/>
    public override int ProtectRtcp(Span<byte> buffer, int length, uint index)
    {
        Span<byte> vector = stackalloc byte[VectorBytes];
        WriteVector(vector, SrtpHeader.RtcpSsrc(buffer), index);
        var indexField = buffer.Slice(length + TagBytes, SrtpHeader.RtcpIndexBytes);
        BinaryPrimitives.WriteUInt32BigEndian(indexField, SrtpHeader.RtcpEncrypted | index);
        const int Header = SrtpHeader.RtcpHeaderBytes;
        _cipher.Seal(vector, buffer[..Header], indexField, buffer[Header..length], buffer.Slice(length, TagBytes));
        return length + RtcpOverhead;
    }

    /// <inheritdoc/>
    public override uint? ReadRtcpIndex(ReadOnlySpan<byte> packet) =>
        packet.Length < SrtpHeader.RtcpHeaderBytes + RtcpOverhead
            ? null
            : BinaryPrimitives.ReadUInt32BigEndian(packet[^SrtpHeader.RtcpIndexBytes..]);

    /// <inheritdoc/>
    public override int UnprotectRtcp(Span<byte> packet, uint index)
    {
        Span<byte> vector = stackalloc byte[VectorBytes];
        WriteVector(vector, SrtpHeader.RtcpSsrc(packet), index);
        var length = packet.Length - RtcpOverhead;
        const int Header = SrtpHeader.RtcpHeaderBytes;
        var isAuthentic = _cipher.TryOpen(
            vector, packet[..Header], packet[^SrtpHeader.RtcpIndexBytes..], packet[Header..length], packet.Slice(length, TagBytes));
        return isAuthentic ? length : 0;
    }

    /// <inheritdoc/>
    public override void Dispose() => _cipher.Dispose();

    private void WriteVector(Span<byte> vector, uint ssrc, ulong index)
    {
        // The index of RTP has 48 bits, that of RTCP 31: both end the vector.
        BinaryPrimitives.WriteUInt64BigEndian(vector[4..], index);
        BinaryPrimitives.WriteUInt32BigEndian(vector, 0);
        BinaryPrimitives.WriteUInt32BigEndian(vector[2..], ssrc);
        for (var i = 0; i < VectorBytes; i++)
        {
            vector[i] ^= _salt[i];
        }
    }
}
