using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using Srs.Web.Configuration;
using Srs.Web.Shedding;

namespace Srs.Tests.Web.Shedding;

public sealed class CircuitBreakerTests : IDisposable
{
    private readonly LogCollector _log = new();
    private readonly CircuitBreaker _breaker;
    private double _load;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(new CircuitBreakerOptions(), () => _load, _log.CreateLogger<CircuitBreaker>());

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("80 91", "NN")]
    [InlineData("91 80 91 80", "NNNN")]
    [InlineData("91 91", "NH")]
    [InlineData("96", "C")]
    [InlineData("100 100 100 100", "CCCC")]
    [InlineData("100 100 100 100 100", "CCCCD")]
    [InlineData("100 100 100 100 98 100", "CCCCCC")]
    [InlineData("96 91 90 90 90 85 85 85", "CCCCHHHN")]
    [InlineData("96 92 92 92 92", "CCCCC")]
    [InlineData("96 0 0 96 0 0 0", "CCCCCCN")]
    [InlineData("100 100 100 100 100 93 93 93 10 10 10", "CCCCDDDCCCN")]
    public void Level_FollowsTheLoadWithHysteresis(string loads, string expected)
    {
        var levels = loads.Split(' ').Select(load =>
        {
            Tick(double.Parse(load));
            return _breaker.Level.ToString()[0];
        });

        Assert.Equal(expected, string.Concat(levels));
    }

    [Fact]
    public void Refuses_ViewersFirst()
    {
        Tick(96);
        Assert.True(_breaker.Refuses(AccessAction.Play));
        Assert.False(_breaker.Refuses(AccessAction.Publish));

        Enumerable.Repeat(100.0, 5).ToList().ForEach(Tick);
        Assert.True(_breaker.Refuses(AccessAction.Publish));
        Assert.Equal(2, _breaker.Refused);
    }

    [Fact]
    public void Change_IsLoggedOnce()
    {
        foreach (var load in new double[] { 96, 96, 96, 10, 10, 10, 10 })
        {
            Tick(load);
        }

        Assert.Equal(
            [
                "The load of 96 % is Critical: new viewers are refused (Srs:CircuitBreaker).",
                "The load of 10 % is Normal again: nothing is refused.",
            ],
            _log.Lines.Select(static line => line.Text));
    }

    [Fact]
    public void Disabled_ShedsNothing()
    {
        var breaker = new CircuitBreaker(new CircuitBreakerOptions { Enabled = false }, static () => 100, _log.CreateLogger<CircuitBreaker>());
        for (var i = 0; i < 10; i++)
        {
            breaker.OnTick();
        }

        Assert.Equal(LoadLevel.Normal, breaker.Level);
        Assert.False(breaker.Refuses(AccessAction.Play));
    }

    [Fact]
    public void Check_WrongThresholds_NamesEach()
    {
        List<string> errors = [];
        CircuitBreakerCheck.Check(new CircuitBreakerOptions { HighThreshold = 0, DyingThreshold = 80, CriticalPulse = 0 }, errors);

        Assert.Equal(
            [
                "Srs:CircuitBreaker:HighThreshold is 0, but has to be from 1 to 100 percent.",
                "Srs:CircuitBreaker:CriticalPulse is 0, but has to be from 1 to 3600 seconds.",
                "Srs:CircuitBreaker:CriticalThreshold is 95, but has to lie between HighThreshold (0) and DyingThreshold (80).",
            ],
            errors);
    }

    private void Tick(double load)
    {
        _load = load;
        _breaker.OnTick();
    }
}
