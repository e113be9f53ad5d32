using Srs.Media.Containers.Flv;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvTimestampTests
{
    [Theory]
    [InlineData(0, 0u)]
    [InlineData(4999, 0u)]
    [InlineData(5000, 1u)]
    [InlineData(333_667, 33u)]
    [InlineData(-4999, 0u)]
    [InlineData(-5000, 0u)]
    [InlineData(-5001, uint.MaxValue)]
    [InlineData(42_949_672_960_000, 0u)]
    [InlineData(42_949_672_970_000, 1u)]
    public void FromTimeSpan_RoundsAndWraps(long ticks, uint milliseconds) =>
        Assert.Equal(milliseconds, FlvTimestamp.FromTimeSpan(new TimeSpan(ticks)));
}
