using System.Buffers.Binary;

namespace Srs.Media.Rtp;

/// <summary>Writes one RTP packet: contributing sources, then header extensions, then payload, then padding.</summary>
/// <remarks>
/// Borrows the buffer, and throws <see cref="ArgumentException"/> or <see cref="IndexOutOfRangeException"/> where it is too small.
/// RFC 3550 §5.1, RFC 8285 §4.
/// </remarks>
public ref struct RtpPacketWriter
{
    private const int WordLength = 4;
    private const int MaxOneByteId = 14;
    private const int MaxOneByteLength = 16;

    private readonly Span<byte> _buffer;
    private readonly bool _usesTwoByteForm;
    private int _extensionStart;

    /// <summary>Writes the fixed part of the header.</summary>
    /// <param name="buffer">Where the packet goes, from its first byte on.</param>
    /// <param name="header">Marker, payload type, sequence number, timestamp and SSRC; the rest of it is not looked at.</param>
    /// <param name="usesTwoByteForm">True for header extensions in the two-byte form, which the peer must have agreed to.</param>
    public RtpPacketWriter(Span<byte> buffer, scoped in RtpHeader header, bool usesTwoByteForm = false)
    {
        _buffer = buffer;
        _usesTwoByteForm = usesTwoByteForm;
        buffer[0] = 0x80;
        buffer[1] = (byte)((header.Marker ? 0x80 : 0) | (header.PayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], header.SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], header.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[8..], header.Ssrc);
        Length = RtpHeader.FixedLength;
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What is left of the buffer, for a payload that is written in place and then counted with <see cref="Advance"/>.</summary>
    public readonly Span<byte> Rest => _buffer[Length..];

    /// <summary>Whether the one-byte form can hold such an element (RFC 8285 §4.2).</summary>
    /// <param name="id">Local identifier.</param>
    /// <param name="length">Bytes of data.</param>
    public static bool FitsOneByteForm(int id, int length) => id is >= 1 and <= MaxOneByteId && length is >= 1 and <= MaxOneByteLength;

    /// <summary>Adds a contributing source, at most 15 of them, before any header extension.</summary>
    public void AddContributor(uint ssrc)
    {
        if (_extensionStart > 0 || (_buffer[0] & 0x0F) == 0x0F)
        {
            throw new InvalidOperationException("Contributing sources stand before header extensions, 15 at most.");
        }

        BinaryPrimitives.WriteUInt32BigEndian(Rest, ssrc);
        Length += WordLength;
        _buffer[0]++;
    }

    /// <summary>Adds an element to the header extension.</summary>
    /// <param name="id">Local identifier, 1 to 14 or 1 to 255.</param>
    /// <param name="data">1 to 16 or 0 to 255 bytes; copied.</param>
    /// <returns>False when the packet's form can't hold it; nothing is written then.</returns>
    public bool TryAddExtension(byte id, scoped ReadOnlySpan<byte> data)
    {
        if (!TryBeginExtension(id, data.Length))
        {
            return false;
        }

        data.CopyTo(Rest);
        Length += data.Length;
        return true;
    }

    /// <summary>Adds an element that is a 16-bit number in network order.</summary>
    /// <returns>As <see cref="TryAddExtension(byte, ReadOnlySpan{byte})"/>.</returns>
    public bool TryAddExtension(byte id, ushort value)
    {
        if (!TryBeginExtension(id, sizeof(ushort)))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(Rest, value);
        Length += sizeof(ushort);
        return true;
    }

    /// <summary>Ends the header: pads the header extension and writes its length. Without elements there is none.</summary>
    public void EndHeader()
    {
        if (_extensionStart == 0)
        {
            return;
        }

        while ((Length - _extensionStart) % WordLength != 0)
        {
            _buffer[Length++] = 0;
        }

        var words = (Length - _extensionStart - WordLength) / WordLength;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(_extensionStart + sizeof(ushort))..], (ushort)words);
    }

    /// <summary>Copies payload; the header has ended.</summary>
    public void AddPayload(scoped ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(Rest);
        Length += payload.Length;
    }

    /// <summary>Counts payload that was written to <see cref="Rest"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Adds padding as the packet's end (RFC 3550 §5.1).</summary>
    /// <param name="count">1 to 255 bytes, the last of which tells their number.</param>
    public void AddPadding(byte count)
    {
        ArgumentOutOfRangeException.ThrowIfZero(count);
        Rest[..count].Clear();
        Length += count;
        _buffer[Length - 1] = count;
        _buffer[0] |= 0x20;
    }

    private bool TryBeginExtension(byte id, int length)
    {
        if (_usesTwoByteForm ? id == 0 || length > byte.MaxValue : !FitsOneByteForm(id, length))
        {
            return false;
        }

        if (_extensionStart == 0)
        {
            _extensionStart = Length;
            _buffer[0] |= 0x10;
            BinaryPrimitives.WriteUInt16BigEndian(Rest, _usesTwoByteForm ? RtpHeader.TwoByteProfile : RtpHeader.OneByteProfile);
            Length += WordLength;
        }

        if (_usesTwoByteForm)
        {
            _buffer[Length++] = id;
            _buffer[Length++] = (byte)length;
        }
        else
        {
            _buffer[Length++] = (byte)((id << 4) | (length - 1));
        }

        return true;
    }
}
