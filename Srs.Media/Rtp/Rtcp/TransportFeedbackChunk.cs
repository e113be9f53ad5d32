namespace Srs.Media.Rtp.Rtcp;

/// <summary>A run of packet statuses in 16 bits: one symbol up to 8191 times, or 14 symbols of one bit, or 7 of two.</summary>
/// <remarks>draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.2 to §3.1.4.</remarks>
internal readonly record struct TransportFeedbackChunk(ushort Value)
{
    public const int NotReceived = 0;
    public const int SmallDelta = 1;
    public const int LargeDelta = 2;
    public const int OneBitCount = 14;
    public const int TwoBitCount = 7;
    public const int MaxRun = 0x1FFF;

    private const int VectorFlag = 0x8000;
    private const int TwoBitFlag = 0x4000;

    /// <summary>Symbols in the chunk; 0 only in a run of none.</summary>
    public int Count => (Value & VectorFlag) == 0 ? Value & MaxRun : (Value & TwoBitFlag) == 0 ? OneBitCount : TwoBitCount;

    /// <summary>A symbol, 0 to 3; 3 is reserved and counts as not received.</summary>
    public int this[int index] => (Value & VectorFlag) == 0 ? (Value >> 13) & 3
        : (Value & TwoBitFlag) == 0 ? (Value >> (OneBitCount - 1 - index)) & 1
        : (Value >> (2 * (TwoBitCount - 1 - index))) & 3;

    /// <summary>One symbol many times.</summary>
    public static TransportFeedbackChunk Run(int symbol, int count) => new((ushort)((symbol << 13) | count));

    /// <summary>Up to 14 symbols, none of them <see cref="LargeDelta"/>, or up to 7 of any kind.</summary>
    public static TransportFeedbackChunk Vector(ReadOnlySpan<byte> symbols, bool isTwoBit)
    {
        var value = isTwoBit ? VectorFlag | TwoBitFlag : VectorFlag;
        for (var i = 0; i < symbols.Length; i++)
        {
            value |= isTwoBit ? symbols[i] << (2 * (TwoBitCount - 1 - i)) : symbols[i] << (OneBitCount - 1 - i);
        }

        return new TransportFeedbackChunk((ushort)value);
    }

    /// <summary>Bytes of arrival times that go with the first <paramref name="count"/> symbols.</summary>
    public int CountDeltaBytes(int count)
    {
        if ((Value & VectorFlag) == 0)
        {
            return count * DeltaBytes(this[0]);
        }

        var bytes = 0;
        for (var i = 0; i < count; i++)
        {
            bytes += DeltaBytes(this[i]);
        }

        return bytes;
    }

    private static int DeltaBytes(int symbol) => symbol == SmallDelta ? 1 : symbol == LargeDelta ? 2 : 0;
}
