namespace Srs.Media.Rtp;

/// <summary>A time of day in the 64-bit format of NTP: seconds since 1900 and their fraction, 32 bits each.</summary>
/// <remarks>
/// RFC 3550 §4, RFC 5905 §6. The seconds wrap around in 2036; a value is taken to be the one within 68 years of the time it is
/// compared with.
/// </remarks>
/// <param name="Value">Seconds in the upper half, fraction in the lower half.</param>
public readonly record struct NtpTime(ulong Value)
{
    private const long TicksAtUnixEpoch = 2_208_988_800L * TimeSpan.TicksPerSecond;

    /// <summary>The middle 32 bits in units of 1/65536 s, as report blocks have it.</summary>
    public uint Compact => (uint)(Value >> 16);

    /// <summary>The 24-bit time in units of 1/2^18 s that the abs-send-time header extension has.</summary>
    public uint AbsoluteSendTime => (uint)(Value >> 14) & 0xFF_FFFF;

    /// <summary>The same time of day.</summary>
    public static NtpTime From(DateTimeOffset time)
    {
        var ticks = (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) + TicksAtUnixEpoch;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return new NtpTime(((ulong)(uint)seconds << 32) | (((ulong)rest << 32) / TimeSpan.TicksPerSecond));
    }

    /// <summary>Makes it of what stands in a packet.</summary>
    public static NtpTime From(uint seconds, uint fraction) => new(((ulong)seconds << 32) | fraction);

    /// <summary>A duration in units of 1/65536 s, as report blocks have it; what does not fit becomes the greatest or 0.</summary>
    public static uint ToCompact(TimeSpan duration) =>
        (uint)Math.Clamp(duration.Ticks * 65_536.0 / TimeSpan.TicksPerSecond, 0, uint.MaxValue);

    /// <summary>The duration that so many units of 1/65536 s are.</summary>
    public static TimeSpan FromCompact(uint units) => TimeSpan.FromTicks((long)(units * (double)TimeSpan.TicksPerSecond / 65_536));

    /// <summary>The time of day, taken within 68 years of <paramref name="near"/>.</summary>
    public DateTimeOffset ToDateTimeOffset(DateTimeOffset near) => near + (this - From(near));

    /// <summary>The time between two, within 68 years either way.</summary>
    public static TimeSpan operator -(NtpTime left, NtpTime right)
    {
        var difference = (long)(left.Value - right.Value);
        var seconds = difference >> 32;
        var fraction = (long)(((ulong)(uint)difference * TimeSpan.TicksPerSecond) >> 32);
        return TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + fraction);
    }

    /// <summary>The same as the minus sign.</summary>
    public static TimeSpan Subtract(NtpTime left, NtpTime right) => left - right;
}
