using Srs.Media.Egress;

namespace Srs.Tests.Egress;

public sealed class MergePolicyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MergePolicy _policy = new();

    [Fact]
    public void Observe_LoadIsModest_SendsEveryFrame()
    {
        Observe(0.6, times: 100);

        Assert.Equal(TimeSpan.Zero, _policy.Merge);
    }

    [Fact]
    public void Observe_LoadStaysHigh_WidensStepByStep()
    {
        Observe(0.9, times: 1);
        Assert.Equal(TimeSpan.FromMilliseconds(100), _policy.Merge);

        Observe(0.9, times: 1);
        Assert.Equal(TimeSpan.FromMilliseconds(350), _policy.Merge);

        Observe(0.9, times: 100);
        Assert.Equal(TimeSpan.FromMilliseconds(350), _policy.Merge);
    }

    [Fact]
    public void Observe_LoadFallsForLong_NarrowsStepByStep()
    {
        Observe(0.9, times: 2);
        Observe(0.2, times: 9);
        Assert.Equal(TimeSpan.FromMilliseconds(350), _policy.Merge);

        Observe(0.2, times: 1);
        Assert.Equal(TimeSpan.FromMilliseconds(100), _policy.Merge);

        Observe(0.2, times: 10);
        Assert.Equal(TimeSpan.Zero, _policy.Merge);
    }

    [Fact]
    public void Observe_LoadFallsForAMoment_StaysWide()
    {
        Observe(0.9, times: 1);
        for (var i = 0; i < 20; i++)
        {
            Observe(0.2, times: 5);
            Observe(0.5, times: 1);
        }

        Assert.Equal(TimeSpan.FromMilliseconds(100), _policy.Merge);
    }

    private void Observe(double load, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _policy.Observe(load, Second);
        }
    }
}
