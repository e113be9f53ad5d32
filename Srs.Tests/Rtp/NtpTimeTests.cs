using Srs.Media.Rtp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp;

public sealed class NtpTimeTests
{
    /// <summary>The instant of RFC 5905 figure 4: 1 January 1970 is second 2,208,988,800.</summary>
    [Fact]
    public void From_UnixEpoch_IsTheRfcsSecond() => Assert.Equal(2_208_988_800UL << 32, NtpTime.From(DateTimeOffset.UnixEpoch).Value);

    [Fact]
    public void From_AnyTime_ComesBackToTheTick()
    {
        var time = new DateTimeOffset(2026, 11, 21, 19, 30, 1, 234, TimeSpan.FromHours(8)).AddTicks(5678);

        Assert.InRange((NtpTime.From(time).ToDateTimeOffset(time.AddYears(3)) - time).Ticks, -1, 1);
    }

    [Fact]
    public void Difference_AcrossTheEraOf2036_IsShort()
    {
        var before = new DateTimeOffset(2036, 2, 7, 6, 28, 15, TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(2), NtpTime.From(before.AddSeconds(2)) - NtpTime.From(before));
        Assert.Equal(TimeSpan.FromSeconds(-2), NtpTime.From(before) - NtpTime.From(before.AddSeconds(2)));
        Assert.Equal(before.AddSeconds(2), NtpTime.From(before.AddSeconds(2)).ToDateTimeOffset(before));
    }

    [Fact]
    public void Compact_IsTheMiddle() => Assert.Equal(0x9ABC_DEF0u, NtpTime.From(0x1234_9ABC, 0xDEF0_5678).Compact);

    [Fact]
    public void AbsoluteSendTime_HasSixBitsOfSeconds() => Assert.Equal(0xFE_0000u, NtpTime.From(0xFFFF_FFFF, 0x8000_0000).AbsoluteSendTime);

    [Fact]
    public void Compact_Durations_GoBothWaysAndAreClamped()
    {
        Assert.Equal(65_536u, NtpTime.ToCompact(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromMilliseconds(500), NtpTime.FromCompact(32_768));
        Assert.Equal(0u, NtpTime.ToCompact(TimeSpan.FromSeconds(-1)));
        Assert.Equal(uint.MaxValue, NtpTime.ToCompact(TimeSpan.FromDays(10)));
    }

    [Fact]
    public void Clock_RunsWithItsProvider()
    {
        var time = new ManualTimeProvider();
        var clock = new RtpClock(time);
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(3), clock.Now);
        Assert.Equal(NtpTime.From(time.GetUtcNow()), clock.ToNtp(clock.Now));
    }
}
