namespace Srs.Media.Containers.MpegTs;

/// <summary>Undoes the wrap-around of the 33-bit clock of one program, after 26.5 hours.</summary>
/// <remarks>Each value is taken as the one nearest to its predecessor, whichever track that was of. Not thread-safe.</remarks>
internal sealed class TsClock
{
    private long? _last;

    /// <summary>The value on an endless clock; the first one is itself.</summary>
    /// <param name="value">33 bits.</param>
    public long Unwrap(long value)
    {
        if (_last is not { } last)
        {
            _last = value;
            return value;
        }

        var step = (value - last) & (TsPacket.ClockWrap - 1);
        step -= step >= TsPacket.ClockWrap / 2 ? TsPacket.ClockWrap : 0;

        // A peer that leaps on and on starts over.
        last = Math.Abs(last + step) > Frames.SequenceUnwrapper.MaxMagnitude ? value : last + step;
        _last = last;
        return last;
    }
}
