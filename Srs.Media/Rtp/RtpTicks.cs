namespace Srs.Media.Rtp;

/// <summary>Durations in ticks of an RTP clock.</summary>
internal static class RtpTicks
{
    /// <summary>Longest duration that is converted, so that no product overflows.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>The duration of so many ticks.</summary>
    public static TimeSpan ToTime(int ticks, int rate) => TimeSpan.FromTicks(ticks * TimeSpan.TicksPerSecond / rate);

    /// <summary>Whole ticks in a duration of at most 30 days either way.</summary>
    public static long FromTime(TimeSpan time, int rate) =>
        (long)(Math.Clamp(time.Ticks, -Longest.Ticks, Longest.Ticks) / (double)TimeSpan.TicksPerSecond * rate);
}
