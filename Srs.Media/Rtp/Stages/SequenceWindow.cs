namespace Srs.Media.Rtp.Stages;

/// <summary>Which of the newest numbers of an endless count were seen.</summary>
internal sealed class SequenceWindow
{
    /// <summary>Numbers up to the highest one that are known.</summary>
    public const int Length = 4096;

    private readonly ulong[] _seen = new ulong[Length / 64];

    /// <summary>The highest number that was seen.</summary>
    public long Highest { get; private set; }

    /// <summary>Starts over with one number, at least <see cref="Length"/>.</summary>
    public void Restart(long number)
    {
        _seen.AsSpan().Clear();
        Highest = number;
        Mark(number);
    }

    /// <summary>Whether a number up to the highest was seen; of those too old to be known, it says yes.</summary>
    public bool IsSeen(long number) => number <= Highest - Length || (_seen[(number / 64) % _seen.Length] & Bit(number)) != 0;

    /// <summary>Takes note of a number.</summary>
    public void Add(long number)
    {
        if (number - Highest >= Length)
        {
            Restart(number);
            return;
        }

        for (; Highest < number; Highest++)
        {
            _seen[((Highest + 1) / 64) % _seen.Length] &= ~Bit(Highest + 1);
        }

        if (number > Highest - Length)
        {
            Mark(number);
        }
    }

    private static ulong Bit(long number) => 1UL << (int)(number % 64);

    private void Mark(long number) => _seen[(number / 64) % _seen.Length] |= Bit(number);
}
