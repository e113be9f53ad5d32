using Srs.Media.Diagnostics;

namespace Srs.Tests.Diagnostics;

public sealed class RateSamplerTests
{
    [Fact]
    public void PerSecond_BeforeSecondSample_IsZero()
    {
        var rates = new RateSampler();
        Assert.Equal(0, rates.PerSecond(30));
        rates.Sample(1000);
        Assert.Equal(0, rates.PerSecond(1));
    }

    [Fact]
    public void PerSecond_FewSamples_IsTheirAverage()
    {
        var rates = new RateSampler();
        foreach (var value in new[] { 0, 100, 400 })
        {
            rates.Sample(value);
        }

        Assert.Equal(300, rates.PerSecond(1));
        Assert.Equal(200, rates.PerSecond(10));
        Assert.Equal(200, rates.PerSecond(30));
    }

    [Fact]
    public void PerSecond_AfterTheRingIsFull_LooksBackExactlySoFar()
    {
        var rates = new RateSampler();
        for (var i = 0; i < 100; i++)
        {
            rates.Sample(i * i);
        }

        Assert.Equal((99 * 99) - (98 * 98), rates.PerSecond(1));
        Assert.Equal(((99 * 99) - (89 * 89)) / 10.0, rates.PerSecond(10));
        Assert.Equal(((99 * 99) - (69 * 69)) / 30.0, rates.PerSecond(30));
        Assert.Equal(rates.PerSecond(30) * 8, rates.ToBitrates().ThirtySeconds);
    }
}
