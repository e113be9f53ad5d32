namespace Srs.Media.Frames;

/// <summary>Undoes the wrap-around of a 32-bit clock.</summary>
/// <remarks>
/// Each value is taken as the one nearest to its predecessor, so steps back stay steps back. A peer that leaps on and on, to more
/// than <see cref="MaxMagnitude"/>, starts over. Not thread-safe.
/// </remarks>
public sealed class SequenceUnwrapper
{
    /// <summary>Largest value either way: 4000 years of milliseconds, 50 years at 90 kHz, and well within a <see cref="TimeSpan"/>.</summary>
    public const long MaxMagnitude = 1L << 47;

    private long _last;
    private bool _hasStarted;

    /// <summary>The value on an endless clock; the first one is itself.</summary>
    public long Unwrap(uint value)
    {
        _last = _hasStarted ? _last + (int)(value - (uint)_last) : value;
        _hasStarted = true;
        if (Math.Abs(_last) > MaxMagnitude)
        {
            _last = value;
        }

        return _last;
    }
}
