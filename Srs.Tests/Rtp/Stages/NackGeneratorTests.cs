using Srs.Media.Rtp.Stages;

namespace Srs.Tests.Rtp.Stages;

public sealed class NackGeneratorTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly NackGenerator _nack = new();
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Fact]
    public void Collect_AfterFirstDelay_AsksInOrder()
    {
        _nack.OnGap(65_535, 2, _now);
        _nack.OnGap(65_540, 1, _now);

        _now += NackGenerator.FirstDelay - Tick;
        Assert.Empty(Collect());
        _now += Tick;
        Assert.Equal([65_535, 0, 4], Collect());
        Assert.Empty(Collect());
    }

    [Fact]
    public void OnLate_BeforeItIsAskedFor_AsksNothing()
    {
        _nack.OnGap(100, 1, _now);

        Assert.True(_nack.OnLate(100, _now));
        Assert.False(_nack.OnLate(100, _now));
        Assert.False(_nack.OnLate(99, _now));
        _now += NackGenerator.FirstDelay;
        Assert.Empty(Collect());
        Assert.Equal((0, 1, 0), (_nack.Count, _nack.Recovered, _nack.Abandoned));
    }

    [Fact]
    public void Collect_NoAnswer_RepeatsAtOneAndAHalfRoundTrips()
    {
        _nack.OnGap(100, 1, _now);
        _now += NackGenerator.FirstDelay;
        Assert.Single(Collect());

        _now += _nack.RoundTrip * 1.5 - Tick;
        Assert.Empty(Collect());
        _now += Tick;
        Assert.Single(Collect());
    }

    [Fact]
    public void RoundTrip_IsMeasuredByAnswersToTheFirstRequest()
    {
        for (var i = 0; i < 100; i++)
        {
            _nack.OnGap(i * 10, 1, _now);
            _now += NackGenerator.FirstDelay;
            Collect();
            _now += TimeSpan.FromMilliseconds(10);
            _nack.OnLate(i * 10, _now);
        }

        Assert.InRange(_nack.RoundTrip.TotalMilliseconds, 10, 10.1);
        _nack.OnGap(5000, 1, _now);
        _now += NackGenerator.FirstDelay;
        Collect();
        _now += NackGenerator.MinRetry;
        Assert.Single(Collect());
    }

    [Fact]
    public void Collect_NeverAnswered_GivesUp()
    {
        _nack.OnGap(100, 1, _now);
        for (var i = 0; i < 1000; i++)
        {
            _now += TimeSpan.FromMilliseconds(5);
            Collect();
        }

        Assert.Equal((0, 1), (_nack.Count, _nack.Abandoned));
        Assert.InRange(_nack.Asked, 3, NackGenerator.MaxTries);
    }

    [Fact]
    public void OnGap_TooMany_ForgetsAll()
    {
        Assert.True(_nack.OnGap(0, 300, _now));
        Assert.True(_nack.OnGap(1000, NackGenerator.MaxMissing - 300, _now));
        Assert.False(_nack.OnGap(5000, 1, _now));

        Assert.Equal((0, NackGenerator.MaxMissing + 1), (_nack.Count, _nack.Abandoned));
        _now += NackGenerator.FirstDelay;
        Assert.Empty(Collect());
    }

    [Fact]
    public void OnGap_RoomAfterArrivals_IsUsed()
    {
        _nack.OnGap(0, NackGenerator.MaxMissing, _now);
        for (var i = 0; i < 100; i++)
        {
            _nack.OnLate(i, _now);
        }

        Assert.True(_nack.OnGap(1000, 100, _now));
        Assert.False(_nack.OnGap(2000, 1, _now));
    }

    [Fact]
    public void Collect_SmallBuffer_TellsTheRestNextTime()
    {
        _nack.OnGap(0, 5, _now);
        _now += NackGenerator.FirstDelay;

        Assert.Equal([0, 1, 2], Collect(3));
        Assert.Equal([3, 4], Collect(3));
    }

    private List<int> Collect(int room = NackGenerator.MaxMissing)
    {
        var sequences = new ushort[room];
        return sequences.Take(_nack.Collect(_now, sequences)).Select(static sequence => (int)sequence).ToList();
    }
}
