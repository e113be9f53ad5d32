namespace Srs.Media.Buffers;

/// <summary>Reads bit fields, most significant bit first, and Exp-Golomb codes.</summary>
/// <remarks>
/// Borrows the bytes. Never reads out of range: past the end, or after a value above its limit, every read gives 0 and
/// <see cref="HasFailed"/> stays true, so that a parser may check once after many reads. Exp-Golomb: ISO/IEC 14496-10 §9.1.
/// </remarks>
public ref struct BitReader
{
    private const int MaxGolombZeros = 31;

    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _skipEmulationPrevention;
    private int _next;
    private int _zeros;
    private int _current;
    private int _currentBits;

    /// <summary>Makes a reader at the first bit of <paramref name="data"/>.</summary>
    /// <param name="data">The bytes; borrowed.</param>
    /// <param name="skipEmulationPrevention">
    /// True for the bytes of a NAL unit: the 03 of each 00 00 03 is left out (ISO/IEC 14496-10 §7.4.1).
    /// </param>
    public BitReader(ReadOnlySpan<byte> data, bool skipEmulationPrevention = false)
    {
        _data = data;
        _skipEmulationPrevention = skipEmulationPrevention;
    }

    /// <summary>True once a read went past the end or met a value above its limit.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Bits not read yet, emulation prevention bytes counted in; 0 after a failure.</summary>
    public readonly int BitsLeft => HasFailed ? 0 : ((_data.Length - _next) * 8) + _currentBits;

    /// <summary>Reads one bit as a flag.</summary>
    public bool ReadFlag() => ReadBits(1) != 0;

    /// <summary>Reads an unsigned number of 0 to 32 bits.</summary>
    public uint ReadBits(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, 32u);
        ulong value = 0;
        while (count > 0)
        {
            if (_currentBits == 0 && !MoveToNextByte())
            {
                return 0;
            }

            var taken = Math.Min(count, _currentBits);
            _currentBits -= taken;
            value = (value << taken) | (uint)((_current >> _currentBits) & ((1 << taken) - 1));
            count -= taken;
        }

        return (uint)value;
    }

    /// <summary>Leaves out <paramref name="count"/> bits.</summary>
    public void Skip(int count)
    {
        for (; count > 0 && !HasFailed; count -= 32)
        {
            ReadBits(Math.Min(count, 32));
        }
    }

    /// <summary>Moves to the next byte boundary, unless already there.</summary>
    public void AlignToByte() => _currentBits = 0;

    /// <summary>Reads an unsigned Exp-Golomb code, ue(v).</summary>
    /// <param name="max">Largest value allowed; a greater one is a failure.</param>
    public uint ReadUnsignedGolomb(uint max = uint.MaxValue - 1)
    {
        var zeros = 0;
        while (!ReadFlag())
        {
            if (HasFailed || ++zeros > MaxGolombZeros)
            {
                return Fail();
            }
        }

        var value = (uint)((1UL << zeros) - 1) + ReadBits(zeros);
        return HasFailed || value > max ? Fail() : value;
    }

    /// <summary>Reads a signed Exp-Golomb code, se(v).</summary>
    public int ReadSignedGolomb()
    {
        var code = ReadUnsignedGolomb();
        var magnitude = (int)((code + 1UL) / 2);
        return (code & 1) == 0 ? -magnitude : magnitude;
    }

    private bool MoveToNextByte()
    {
        if (_skipEmulationPrevention && _zeros >= 2 && _next < _data.Length && _data[_next] == 3)
        {
            _next++;
            _zeros = 0;
        }

        if (HasFailed || _next >= _data.Length)
        {
            Fail();
            return false;
        }

        _current = _data[_next++];
        _currentBits = 8;
        _zeros = _current == 0 ? _zeros + 1 : 0;
        return true;
    }

    private uint Fail()
    {
        HasFailed = true;
        _currentBits = 0;
        return 0;
    }
}
