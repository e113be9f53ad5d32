using Srs.Media.Configuration;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

/// <summary>Streams that are cut while somebody watches.</summary>
public sealed class HlsOnDemandTests
{
    private static readonly HlsOptions OnDemand = new() { HlsOnDemand = true, HlsDispose = TimeSpan.FromSeconds(20) };
    private static readonly DashOptions Dash = new();

    [Fact]
    public async Task Publish_WithoutViewers_CutsAndKeepsNothing()
    {
        await using var hls = new HlsFixture(OnDemand, dash: Dash);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(3);
        hls.Tick(2);

        AssertNothingIsThere(hls);
        Assert.Empty(hls.Listings);
    }

    [Fact]
    public async Task NoteViewer_First_CutsFromTheGroupThatIsThere()
    {
        await using var hls = new HlsFixture(OnDemand, dash: Dash);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(3);
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.PublishGroups(1);
        await hls.UntilListedAsync(1);
        hls.PublishGroups(1);
        await hls.UntilListedAsync(2);

        // The group that was there when the viewer came is the first segment.
        Assert.Equal([TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6)], hls.Listings.Select(static listing => listing.Segment.Start));
        Assert.Equal(2, hls.Stream.ListedSegments);
        Assert.NotNull(hls.Dash.Find(HlsFixture.Key)!.GetManifest(isLowLatency: false));
    }

    [Fact]
    public async Task Tick_ViewersHaveGone_GivesEverythingBackAndGoesOnInNumbers()
    {
        await using var hls = new HlsFixture(OnDemand, dash: Dash);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.PublishGroups(4);
        await hls.UntilListedAsync(3);

        // One second less than it takes, since the groups took some.
        hls.Tick(11);
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.Tick(19);
        Assert.NotNull(hls.Hls.Find(HlsFixture.Key));

        hls.Tick(1);
        await Wait.UntilAsync(
            () =>
            {
                hls.Tick(1);
                return hls.Hls.Find(HlsFixture.Key) is null && hls.Store.Find(HlsFixture.Key) is null;
            },
            "the end of the cutting");
        hls.PublishGroups(2);
        AssertNothingIsThere(hls);

        var before = hls.Listings.Count;
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.PublishGroups(2);
        await hls.UntilListedAsync(before + 2);
        Assert.Equal(hls.Listings[before - 1].Segment.Sequence + 1, hls.Listings[before].Segment.Sequence);
        var dash = hls.Dash.Find(HlsFixture.Key)!;
        await Wait.UntilAsync(() => dash.IsListed, "the manifest");
        Assert.Null(dash.Find($"video-{before}.m4s"));
        Assert.NotNull(dash.Find($"video-{before + 1}.m4s"));
    }

    [Fact]
    public async Task NoteViewer_WhileTheCuttingEnds_BeginsAnew()
    {
        await using var hls = new HlsFixture(OnDemand, dash: Dash);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.PublishGroups(2);
        await hls.UntilListedAsync(1);
        hls.Clock.Advance(TimeSpan.FromSeconds(30));
        hls.Hls.OnTick();
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.PublishGroups(3);
        await Wait.UntilAsync(() => hls.Stream.ListedSegments >= 3, "segments");

        Assert.Equal(hls.Listings.Select(static (_, i) => (long)i), hls.Listings.Select(static listing => listing.Segment.Sequence));
    }

    [Fact]
    public async Task Publish_AgainWhileSomebodyWatches_IsCutAtOnce()
    {
        await using var hls = new HlsFixture(OnDemand, dash: Dash);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.PublishGroups(2);
        await hls.UntilListedAsync(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(2);
        hls.Tick(11);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(2);

        await hls.UntilListedAsync(3);
    }

    [Fact]
    public async Task Tick_DisposeIsZero_GoesOnUntilThePublisherLeaves()
    {
        await using var hls = new HlsFixture(OnDemand with { HlsDispose = TimeSpan.Zero });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Hls.NoteViewer(HlsFixture.Key, new RenditionOptions());
        hls.PublishGroups(2);
        await hls.UntilListedAsync(1);
        hls.Tick(600);
        hls.PublishGroups(1);

        await hls.UntilListedAsync(2);
    }

    private static void AssertNothingIsThere(HlsFixture hls)
    {
        Assert.Null(hls.Hls.Find(HlsFixture.Key));
        Assert.Null(hls.Dash.Find(HlsFixture.Key));
        Assert.Null(hls.Store.Find(HlsFixture.Key));
        Assert.Equal(0, hls.Hls.Catalog.Count);
        Assert.Equal(0, hls.Memory.UsedBytes);
    }
}
