using Srs.Media.Egress;

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

        Array.ForEach(fixtures, static fixture => fixture.Log.Complete());
        await Task.WhenAll(viewers.Select(static viewer => viewer.Completion)).WaitAsync(Generous, TestContext.Current.CancellationToken);

        Assert.All(fixtures, static fixture => Assert.Equal(0, fixture.Log.CursorCount));
        Assert.Equal([0, 0], pool.ViewerCounts);
    }
}
