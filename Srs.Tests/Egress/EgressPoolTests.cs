using Srs.Media.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Egress;

public sealed class EgressPoolTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Add_ManyViewers_SpreadsThemEvenlyAndCountsThemOut()
    {
        using var pool = new EgressPool(4);
        var fixture = new WireLogFixture();
        var viewers = Enumerable.Range(0, 40).Select(_ => pool.Add(fixture.Log, fixture.Log.Join(true), new CountingWriter())).ToList();
        Assert.Equal([10, 10, 10, 10], pool.ViewerCounts);

        viewers.ForEach(static viewer => viewer.Abort());
        await Task.WhenAll(viewers.Select(static viewer => viewer.Completion)).WaitAsync(Generous, TestContext.Current.CancellationToken);

        Assert.Equal([0, 0, 0, 0], pool.ViewerCounts);
        Assert.Equal(0, fixture.Log.CursorCount);
    }

    [Fact]
    public async Task Viewers_OfManyLogsComingAndGoing_AllGetTheirBytes()
    {
        using var pool = new EgressPool(2);
        var fixtures = Enumerable.Range(0, 5).Select(_ => new WireLogFixture()).ToArray();
        var random = new Random(7);
        var viewers = new List<EgressViewer>();
        for (var i = 0; i < 500; i++)
        {
            var fixture = fixtures[random.Next(fixtures.Length)];
            viewers.Add(pool.Add(fixture.Log, fixture.Log.Join(true), new CountingWriter()));
            fixture.Groups(1, framesPerGroup: 5);
            fixture.Log.Flush();
            if (random.Next(2) == 0)
            {
                viewers[random.Next(viewers.Count)].Finish();
            }
        }

        viewers.ForEach(static viewer => viewer.Finish());
        await Task.WhenAll(viewers.Select(static viewer => viewer.Completion)).WaitAsync(Generous, TestContext.Current.CancellationToken);

        Assert.All(fixtures, static fixture => Assert.Equal(0, fixture.Log.CursorCount));
        Assert.Equal([0, 0], pool.ViewerCounts);
    }

    [Fact]
    public async Task Viewers_OfOneWorkerLeave_OthersMoveToIt()
    {
        using var pool = new EgressPool(2);
        var fixture = new WireLogFixture();
        var viewers = Enumerable.Range(0, 200).Select(_ => pool.Add(fixture.Log, fixture.Log.Join(true), new CountingWriter())).ToList();

        // Every other one was given to the same worker.
        for (var i = 0; i < viewers.Count; i += 2)
        {
            viewers[i].Abort();
        }

        await Wait.UntilAsync(() => pool.ViewerCounts.Sum() == 100 && pool.ViewerCounts.Max() <= 60, "even workers");
        fixture.Groups(1);
        fixture.Log.Flush();
        await Wait.UntilAsync(() => viewers.Where((_, i) => i % 2 == 1).All(viewer => viewer.SentBytes >= fixture.Log.Head), "all bytes at all viewers");

        viewers.ForEach(static viewer => viewer.Finish());
        await Task.WhenAll(viewers.Select(static viewer => viewer.Completion)).WaitAsync(Generous, TestContext.Current.CancellationToken);
        Assert.Equal([0, 0], pool.ViewerCounts);
    }

    [Fact]
    public async Task Viewers_FramesAreMerged_GetFewerAndLargerPieces()
    {
        using var pool = new EgressPool(1);
        var fixture = new WireLogFixture(merge: TimeSpan.FromMilliseconds(350));
        var writers = Enumerable.Range(0, 30).Select(static _ => new CountingWriter()).ToList();
        var viewers = writers.ConvertAll(writer => pool.Add(fixture.Log, fixture.Log.Join(true), writer));
        fixture.Groups(1, framesPerGroup: 500);
        for (var i = 0; i < 200; i++)
        {
            fixture.Video();
            fixture.Log.Flush();
        }

        await Wait.UntilAsync(() => viewers.All(viewer => viewer.SentBytes >= fixture.Log.Head), "all bytes at all viewers");

        Assert.All(writers, static writer => Assert.InRange(writer.Flushes, 1, 100));
    }
}
