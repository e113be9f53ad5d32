using Srs.Media.Frames;
using Srs.Media.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Segments;

public sealed class RenditionClockTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RenditionClock _clock = new();

    [Fact]
    public void Join_OneEncoder_IsOneTimelineWhateverTheNetworkDoes()
    {
        var (first, origin) = Join("a", encoder: 5, dts: 0, arrival: 5);
        var (second, same) = Join("b", encoder: 8, dts: 0, arrival: 8.4);

        Assert.Equal(origin, same);
        Assert.Equal(Noon + TimeSpan.FromSeconds(5), first);
        Assert.Equal(Noon + TimeSpan.FromSeconds(8), second);
    }

    [Fact]
    public void Join_OtherEncoder_HasTheTimeOfItsArrival()
    {
        Join("a", encoder: 5, dts: 0, arrival: 5);

        Assert.Equal(Noon + TimeSpan.FromSeconds(60), Join("b", encoder: 0, dts: 3, arrival: 63).Zero);
    }

    [Fact]
    public void Join_Again_DoesNotFollowItsFormerSelf()
    {
        Join("a", encoder: 0, dts: 0, arrival: 0);

        Assert.Equal(Noon + TimeSpan.FromSeconds(0.9), Join("a", encoder: 10, dts: 10, arrival: 10.9).Zero);
    }

    [Fact]
    public void Origin_FirstFrame_IsBeforeIt()
    {
        Assert.Null(_clock.Origin);

        Join("a", encoder: 0, dts: 0, arrival: 0);

        Assert.Equal(Noon - TimeSpan.FromSeconds(10), _clock.Origin);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Join_AbsurdTimes_AreTakenForOnesOfAnotherEncoder(long ticks)
    {
        Join("a", encoder: 0, dts: 0, arrival: 0);
        using var frame = Frame(TimeSpan.FromTicks(ticks), 1, 1);

        Assert.Equal(Noon, _clock.Join(HlsFixture.Key with { Stream = "b" }, frame).Zero);
    }

    private (DateTimeOffset Zero, DateTimeOffset Origin) Join(string stream, double encoder, double dts, double arrival)
    {
        using var frame = Frame(TimeSpan.FromSeconds(encoder), dts, arrival);
        return _clock.Join(HlsFixture.Key with { Stream = stream }, frame);
    }

    private static MediaFrame Frame(TimeSpan encoderTime, double dts, double arrival) =>
        new(Srs.Media.Buffers.PooledBytes.Copy(Srs.Media.Buffers.BufferPool.Shared, [1, 2, 3, 4]), 0)
        {
            Track = TestFrames.VideoTrack(),
            EncoderTime = encoderTime,
            Dts = TimeSpan.FromSeconds(dts),
            WallClock = Noon + TimeSpan.FromSeconds(arrival),
        };
}
