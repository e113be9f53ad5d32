namespace Srs.Media.Containers.Flv;

/// <summary>Times as FLV and RTMP write them: whole milliseconds in 32 bits.</summary>
public static class FlvTimestamp
{
    private const int NanosecondsPerTick = 100;
    private const int HalfMillisecond = 500_000;

    /// <summary>Rounds to the nearest millisecond; wraps at 2^32, so that a time before 0 is close to 2^32.</summary>
    public static uint FromTimeSpan(TimeSpan time) => unchecked((uint)ToMilliseconds(time));

    /// <summary>Rounds to the nearest millisecond, halves upwards, so that equal steps stay equal on both sides of 0.</summary>
    internal static long ToMilliseconds(TimeSpan time)
    {
        var (milliseconds, rest) = Math.DivRem(time.Ticks, TimeSpan.TicksPerMillisecond);
        return rest >= TimeSpan.TicksPerMillisecond / 2 ? milliseconds + 1
            : rest < -TimeSpan.TicksPerMillisecond / 2 ? milliseconds - 1
            : milliseconds;
    }

    /// <summary>What is left of a time below its whole millisecond, in nanoseconds: 0 to 999900.</summary>
    internal static int GetNanoseconds(TimeSpan time)
    {
        var rest = (int)(time.Ticks % TimeSpan.TicksPerMillisecond);
        return (rest < 0 ? rest + (int)TimeSpan.TicksPerMillisecond : rest) * NanosecondsPerTick;
    }

    /// <summary>True when rounding takes a time to the next millisecond.</summary>
    internal static bool IsRoundedUp(TimeSpan time) => GetNanoseconds(time) >= HalfMillisecond;
}
