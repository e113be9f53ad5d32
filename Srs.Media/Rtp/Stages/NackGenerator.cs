namespace Srs.Media.Rtp.Stages;

/// <summary>Which packets of a source are missing, and when to ask for them.</summary>
/// <remarks>
/// Asks after <see cref="FirstDelay"/>, since what is only out of order comes by itself, and again each time that an answer should
/// have come. The time that answers take is measured here. Bounded: of more than <see cref="MaxMissing"/> missing packets none is
/// asked for, since only a key frame helps then. No clock of its own; not thread-safe.
/// </remarks>
public sealed class NackGenerator
{
    /// <summary>Packets that are missed at once.</summary>
    public const int MaxMissing = 512;

    /// <summary>Times that a packet is asked for.</summary>
    public const int MaxTries = 10;

    /// <summary>Wait before the first time.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);

    /// <summary>Shortest wait before the next time.</summary>
    public static readonly TimeSpan MinRetry = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest wait before the next time.</summary>
    public static readonly TimeSpan MaxRetry = TimeSpan.FromMilliseconds(400);

    /// <summary>What is missing for so long is given up.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstRoundTrip = TimeSpan.FromMilliseconds(60);

    // In order of sequence numbers; packets that came leave their entry with IsHere until the next Collect. Made with the first gap.
    private Missing[] _missing = [];
    private int _count;

    /// <summary>How long an answer takes, smoothed; 60 ms until it was measured or told.</summary>
    public TimeSpan RoundTrip { get; private set; } = FirstRoundTrip;

    /// <summary>Packets that are missed now.</summary>
    public int Count { get; private set; }

    /// <summary>Packets asked for, each counted once for each time.</summary>
    public long Asked { get; private set; }

    /// <summary>Missing packets that came after all.</summary>
    public long Recovered { get; private set; }

    /// <summary>Missing packets that were given up.</summary>
    public long Abandoned { get; private set; }

    /// <summary>Forgets what is missing, as when a source starts over.</summary>
    public void Reset()
    {
        Abandoned += Count;
        _count = 0;
        Count = 0;
    }

    /// <summary>Takes note of a gap in the sequence.</summary>
    /// <param name="first">The first missing number, greater than all before.</param>
    /// <param name="count">1 or more.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <returns>False when too many are missing; all of them are forgotten then, and a key frame is needed.</returns>
    public bool OnGap(long first, int count, TimeSpan now)
    {
        if (_count + count > MaxMissing)
        {
            RemoveDone();
        }

        if (_count + count > MaxMissing)
        {
            Abandoned += count;
            Reset();
            return false;
        }

        if (_missing.Length == 0)
        {
            _missing = new Missing[MaxMissing];
        }

        for (var i = 0; i < count; i++)
        {
            _missing[_count++] = new Missing { Sequence = first + i, Since = now, NextAt = now + FirstDelay };
        }

        Count += count;
        return true;
    }

    /// <summary>Takes note of a packet that was behind others.</summary>
    /// <returns>Whether it was missed.</returns>
    public bool OnLate(long sequence, TimeSpan now)
    {
        var index = Find(sequence);
        if (index < 0 || _missing[index].IsHere)
        {
            return false;
        }

        ref var missing = ref _missing[index];
        missing.IsHere = true;
        Count--;
        Recovered++;
        if (missing.Tries == 1)
        {
            SetRoundTrip(now - missing.LastAsked);
        }

        return true;
    }

    /// <summary>Takes a round-trip time into account that was measured here or elsewhere.</summary>
    public void SetRoundTrip(TimeSpan measured)
    {
        var sample = measured < TimeSpan.Zero ? TimeSpan.Zero : measured > MaxRetry ? MaxRetry : measured;
        RoundTrip += (sample - RoundTrip) / 8;
    }

    /// <summary>The numbers to ask for now, in order.</summary>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <param name="sequences">Room for them; what does not fit is told the next time.</param>
    /// <returns>How many.</returns>
    public int Collect(TimeSpan now, Span<ushort> sequences)
    {
        GiveUp(now);
        RemoveDone();
        var collected = 0;
        for (var i = 0; i < _count && collected < sequences.Length; i++)
        {
            ref var missing = ref _missing[i];
            if (now >= missing.NextAt)
            {
                missing.Tries++;
                missing.LastAsked = now;
                missing.NextAt = now + RetryAfter();
                sequences[collected++] = (ushort)missing.Sequence;
            }
        }

        Asked += collected;
        return collected;
    }

    private TimeSpan RetryAfter()
    {
        var wait = RoundTrip * 1.5;
        return wait < MinRetry ? MinRetry : wait > MaxRetry ? MaxRetry : wait;
    }

    private void GiveUp(TimeSpan now)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var missing = ref _missing[i];
            if (!missing.IsHere && (now - missing.Since >= MaxAge || (missing.Tries >= MaxTries && now >= missing.NextAt)))
            {
                missing.IsHere = true;
                Count--;
                Abandoned++;
            }
        }
    }

    private void RemoveDone()
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (!_missing[i].IsHere)
            {
                _missing[kept++] = _missing[i];
            }
        }

        _count = kept;
    }

    private int Find(long sequence)
    {
        var low = 0;
        var high = _count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = _missing[middle].Sequence;
            if (found == sequence)
            {
                return middle;
            }

            if (found < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    private struct Missing
    {
        public long Sequence;
        public TimeSpan Since;
        public TimeSpan NextAt;
        public TimeSpan LastAsked;
        public int Tries;
        public bool IsHere;
    }
}
