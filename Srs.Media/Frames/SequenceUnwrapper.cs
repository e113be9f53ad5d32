namespace Srs.Media.Frames;

/// <summary>Undoes the wrap-around of a 32-bit clock.</summary>
/// <remarks>Each value is taken as the one nearest to its predecessor, so steps back stay steps back. Not thread-safe.</remarks>
public sealed class SequenceUnwrapper
{
    private long _last;
    private bool _hasStarted;

    /// <summary>The value on an endless clock; the first one is itself.</summary>
    public long Unwrap(uint value)
    {
        _last = _hasStarted ? _last + (int)(value - (uint)_last) : value;
        _hasStarted = true;
        return _last;
    }
}
