using Srs.Media.Rtp.Stages;

namespace Srs.Tests.Rtp.Stages;

public sealed class ReceptionStatisticsTests
{
    private readonly ReceptionStatistics _statistics = new(8000);

    public ReceptionStatisticsTests() => _statistics.Restart(70_000);

    [Fact]
    public void Report_QuarterLost_TellsFractionAndSum()
    {
        foreach (var sequence in new[] { 70_000, 70_001, 70_003 })
        {
            OnPacket(sequence);
        }

        var block = _statistics.Report(5, TimeSpan.Zero);
        Assert.Equal((5u, 64, 1, 70_003u), (block.Ssrc, (int)block.FractionLost, block.CumulativeLost, block.HighestSequence));

        OnPacket(70_002);
        OnPacket(70_004);
        block = _statistics.Report(5, TimeSpan.Zero);
        Assert.Equal((0, 0), (block.FractionLost, block.CumulativeLost));
        Assert.Equal(0, _statistics.Lost);
    }

    [Fact]
    public void Report_Duplicates_AreNegativeLoss()
    {
        OnPacket(70_000);
        OnPacket(70_000);

        Assert.Equal(-1, _statistics.Report(5, TimeSpan.Zero).CumulativeLost);
    }

    [Fact]
    public void Report_NothingYet_IsEmpty()
    {
        var block = _statistics.Report(5, TimeSpan.FromSeconds(5));

        Assert.Equal((0, 0, 0u, 0u), (block.FractionLost, block.CumulativeLost, block.Jitter, block.DelaySinceLastSenderReport));
    }

    /// <summary>Each packet 10 ms more or less late than the one before: 80 ticks, which the mean tends to.</summary>
    [Fact]
    public void Jitter_IsTheRfcsMean()
    {
        for (var i = 0; i < 200; i++)
        {
            _statistics.OnPacket(70_000 + i, uint.MaxValue - 1000 + ((uint)i * 160), TimeSpan.FromMilliseconds((i * 20) + (i % 2 * 10)));
        }

        Assert.InRange(_statistics.Report(5, TimeSpan.Zero).Jitter, 78u, 80u);
        Assert.InRange(_statistics.Jitter.TotalMilliseconds, 9.8, 10);
    }

    [Fact]
    public void Jitter_ClockLeaps_AreLeftOut()
    {
        OnPacket(70_000);
        _statistics.OnPacket(70_001, 0x9000_0000, TimeSpan.FromMilliseconds(20));

        Assert.Equal(0u, _statistics.Report(5, TimeSpan.Zero).Jitter);
    }

    private void OnPacket(long sequence) =>
        _statistics.OnPacket(sequence, (uint)(sequence - 70_000) * 160, TimeSpan.FromMilliseconds((sequence - 70_000) * 20));
}
