using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;

namespace Srs.Tests.Rtp.Payloads;

public sealed class RtpMediaClockTests
{
    [Theory]
    [InlineData(90_000, 0, 0)]
    [InlineData(90_000, 40, 3600)]
    [InlineData(48_000, 20, 960)]
    [InlineData(8_000, 20, 160)]
    [InlineData(90_000, 47_721_859, 14)] // 2^32 and 14: the wrap-around
    [InlineData(90_000, -40, 4294963696)]
    public void Time_AsTimestamp_IsInUnitsOfTheClock(int rate, double milliseconds, uint expected) =>
        Assert.Equal(expected, new RtpMediaClock(rate).ToTimestamp(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(90_000)]
    [InlineData(48_000)]
    [InlineData(8_000)]
    public void Units_ThereAndBack_AreTheSame(int rate)
    {
        var clock = new RtpMediaClock(rate);
        foreach (var units in (long[])[0, 1, 2, 7, 89_999, -1, -90_001, 1L << 32, (1L << 47) - 1, 1 - (1L << 47)])
        {
            Assert.Equal(units, clock.ToUnits(clock.ToTime(units)));
        }
    }

    [Fact]
    public void Time_AfterAYear_IsStillExact() =>
        Assert.Equal(365L * 24 * 3600 * 90_000 + 9, new RtpMediaClock(90_000).ToUnits(TimeSpan.FromDays(365) + TimeSpan.FromTicks(1000)));

    [Theory]
    [InlineData(MediaCodec.H264, 90_000)]
    [InlineData(MediaCodec.Opus, 48_000)]
    [InlineData(MediaCodec.G722, 8_000)]
    [InlineData(MediaCodec.Aac, 0)]
    public void Codec_HasItsRate(MediaCodec codec, int rate) => Assert.Equal(rate, RtpMediaClock.Of(codec).Rate);
}
