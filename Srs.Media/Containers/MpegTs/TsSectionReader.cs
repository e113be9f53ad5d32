using System.Buffers.Binary;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Puts the sections of one PID together from the payloads of its packets.</summary>
/// <remarks>
/// ISO/IEC 13818-1 §2.4.4. A section may be spread over packets, and a packet may hold the end of one and several more. Only sections of the
/// long form with a right checksum come out. Not thread-safe.
/// </remarks>
internal sealed class TsSectionReader
{
    /// <summary>Longest section taken, in bytes from the table id on.</summary>
    public const int MaxLength = 3 + TsTables.MaxSectionLength;

    private const int LengthEnd = 3;
    private const int MinLength = 12;
    private const byte Stuffing = 0xFF;

    private readonly byte[] _section = new byte[MaxLength];
    private int _length;
    private bool _isOpen;

    /// <summary>Sections that were dropped for their checksum or length.</summary>
    public long DamagedSections { get; private set; }

    /// <summary>Forgets a section that has begun: a packet is missing.</summary>
    public void Reset() => (_length, _isOpen) = (0, false);

    /// <summary>Reads the payload of a packet.</summary>
    /// <param name="payload">Borrowed for the call.</param>
    /// <param name="startsUnit">payload_unit_start_indicator: a pointer field comes first.</param>
    /// <param name="take">Called with each whole section, which it borrows, checksum included.</param>
    public void Read(ReadOnlySpan<byte> payload, bool startsUnit, SectionHandler take)
    {
        if (startsUnit)
        {
            if (payload.IsEmpty || payload[0] >= payload.Length)
            {
                Reset();
                return;
            }

            var pointer = payload[0];
            Append(payload.Slice(1, pointer), take);
            payload = payload[(1 + pointer)..];
            Reset();
            _isOpen = true;
        }

        while (_isOpen && !payload.IsEmpty)
        {
            if (_length == 0 && payload[0] == Stuffing)
            {
                Reset();
                return;
            }

            payload = Append(payload, take);
        }
    }

    /// <summary>Adds to the section; gives what comes after it.</summary>
    private ReadOnlySpan<byte> Append(ReadOnlySpan<byte> bytes, SectionHandler take)
    {
        if (!_isOpen)
        {
            return default;
        }

        while (!bytes.IsEmpty)
        {
            var wanted = _length < LengthEnd ? LengthEnd : LengthEnd + (BinaryPrimitives.ReadUInt16BigEndian(_section.AsSpan(1)) & 0x0FFF);
            if (wanted > MaxLength)
            {
                DamagedSections++;
                Reset();
                return default;
            }

            var count = Math.Min(wanted - _length, bytes.Length);
            bytes[..count].CopyTo(_section.AsSpan(_length));
            _length += count;
            bytes = bytes[count..];
            if (_length == wanted && wanted > LengthEnd)
            {
                Complete(take);
                return bytes;
            }

            if (_length == LengthEnd && (BinaryPrimitives.ReadUInt16BigEndian(_section.AsSpan(1)) & 0x0FFF) == 0)
            {
                Complete(take);
                return bytes;
            }
        }

        return bytes;
    }

    private void Complete(SectionHandler take)
    {
        var section = _section.AsSpan(0, _length);
        _length = 0;
        if (section.Length < MinLength || (section[1] & 0x80) == 0 || TsCrc32.Compute(section) != 0)
        {
            DamagedSections++;
            return;
        }

        take(section);
    }

    /// <summary>Takes a section.</summary>
    public delegate void SectionHandler(ReadOnlySpan<byte> section);
}
