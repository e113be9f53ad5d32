namespace Srs.Media.Containers.Mp4;

/// <summary>Times in a track's own units and back, rounded to the nearest.</summary>
internal static class MediaTimescale
{
    /// <summary>Units per second of video, which hold the frame rates in use and milliseconds exactly.</summary>
    public const int Video = 90_000;

    /// <summary>A time in units; equal times give equal units whatever they are the difference of.</summary>
    /// <param name="time">Any time.</param>
    /// <param name="timescale">Units per second.</param>
    public static long FromTime(TimeSpan time, int timescale)
    {
        var (seconds, ticks) = Math.DivRem(time.Ticks, TimeSpan.TicksPerSecond);
        return (seconds * timescale) + Divide(ticks * timescale, TimeSpan.TicksPerSecond);
    }

    /// <summary>Units as a time.</summary>
    public static TimeSpan ToTime(long units, int timescale)
    {
        var (seconds, rest) = Math.DivRem(units, timescale);
        return new TimeSpan((seconds * TimeSpan.TicksPerSecond) + Divide(rest * TimeSpan.TicksPerSecond, timescale));
    }

    private static long Divide(long value, long divisor) => (value + (Math.Sign(value) * (divisor / 2))) / divisor;
}
