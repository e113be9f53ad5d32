using Srs.Media.Rtp.Payloads;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Payloads;

public sealed class DecodingTimesTests
{
    [Fact]
    public void FramesInOrder_AreDecodedWhenShown() => Assert.Equal([0, 40, 80], Run(new DecodingTimes(), 0, 40, 80));

    [Fact]
    public void ReorderedFrames_OnceKnown_AreDecodedByTheDepthBefore()
    {
        var times = new DecodingTimes();

        // I0 P3 b1 b2 P6 b4 b5 P9 b7 b8
        var first = Run(times, 0, 120, 40, 80, 240, 160, 200);
        var later = Run(times, 360, 280, 320);

        Assert.Equal(1, times.Depth);
        Assert.Equal([0, 120, 121, 122, 123, 160, 200], first);
        Assert.Equal([240, 280, 320], later);
    }

    [Fact]
    public void Clock_ThatFellBack_StillRises()
    {
        var times = new DecodingTimes();
        Run(times, 1000, 1040);

        times.Restart();

        Assert.Equal([1041, 1042], Run(times, 0, 40));
        Assert.Equal(0, times.Depth);
    }

    [Fact]
    public void Disorder_IsBounded()
    {
        var times = new DecodingTimes();

        Run(times, [.. Enumerable.Range(0, 100).Select(static i => 10_000.0 - i)]);

        Assert.Equal(DecodingTimes.MaxDepth, times.Depth);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task X264_AfterTheFirstGroup_IsDecodedBeforeItIsShown()
    {
        var frames = await RtpSamples.ReorderedFramesAsync("libx264", "-bf", "3");
        var times = new DecodingTimes();

        var decoded = frames.ConvertAll(frame => times.Next(frame.Pts));

        Assert.InRange(times.Depth, 1, 3);
        Assert.All(decoded.Zip(decoded.Skip(1)), static pair => Assert.True(pair.First < pair.Second));
        Assert.All(frames.Zip(decoded).Skip(25), static pair => Assert.True(pair.Second <= pair.First.Pts));
        frames.ForEach(static frame => frame.Dispose());
    }

    private static double[] Run(DecodingTimes times, params double[] shown) =>
        [.. shown.Select(pts => times.Next(TimeSpan.FromMilliseconds(pts)).TotalMilliseconds)];
}
