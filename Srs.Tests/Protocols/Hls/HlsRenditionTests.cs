using System.Text;
using Srs.Media.Frames;
using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

public sealed class HlsRenditionTests
{
    [Fact]
    public async Task Segments_RenditionComesLater_AreCutAndTimedTogether()
    {
        await using var fixture = await PublishAsync();

        var (high, low) = (fixture.SegmentsOf(RenditionFixture.High), fixture.SegmentsOf(RenditionFixture.Low));

        // It came after three seconds, in the middle of a segment.
        Assert.Equal([2.0, 2.0, 2.0], high.Take(3).Select(static segment => Math.Round(segment.Duration.TotalSeconds, 3)));
        Assert.Equal([1.0, 2.0], low.Take(2).Select(static segment => Math.Round(segment.Duration.TotalSeconds, 3)));
        Assert.Equal(high[2].Start, low[1].Start);
        Assert.Equal(high[2].WallClock, low[1].WallClock);
    }

    [Fact]
    public async Task FindRenditions_Whole_AreThoseThatAreThereInOrder()
    {
        await using var fixture = await PublishAsync();

        Assert.Equal([RenditionFixture.High, RenditionFixture.Low], KeysOf(fixture.Hls, HlsFixture.Key));
        Assert.Equal([RenditionFixture.Low], KeysOf(fixture.Hls, RenditionFixture.Low));
    }

    [Fact]
    public async Task Describe_Renditions_TellRateSizeAndCodecsOfEach()
    {
        await using var fixture = await PublishAsync();

        foreach (var isLowLatency in new[] { false, true })
        {
            var variants = new[] { RenditionFixture.High, RenditionFixture.Low }.Select(key => isLowLatency ? fixture.Find(key).LowLatency.Describe("x")! : fixture.Find(key).Describe("x")!).ToList();
            Assert.Equal([(638, 358), (854, 480)], variants.Select(static variant => (variant.Video!.Width, variant.Video.Height)));
            Assert.All(variants, static variant => Assert.InRange(variant.FrameRate, 24.9, 25.1));
            Assert.All(variants, static variant => Assert.True(variant.Peak >= variant.Average && variant.Average > 1));
            Assert.All(variants, static variant => Assert.Matches("^avc1\\.[0-9a-f]{6},mp4a\\.40\\.2$", variant.Codecs));
        }

        var high = fixture.Find(RenditionFixture.High).Describe("x")!;
        var peak = fixture.SegmentsOf(RenditionFixture.High).Max(static segment => (long)(segment.Parts.Sum(static part => part.Ts.Length) * 8 / segment.Duration.TotalSeconds));
        Assert.Equal(peak, high.Peak);
    }

    [Fact]
    public async Task Playlist_OfARendition_TellsTheTimeOfDay()
    {
        await using var fixture = await PublishAsync();
        var stream = fixture.Find(RenditionFixture.Low);

        Assert.Contains($"#EXT-X-PROGRAM-DATE-TIME:{fixture.SegmentsOf(stream.Key)[0].WallClock.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z\n#EXTINF:", stream.Playlist.Write(hasTimes: true), StringComparison.Ordinal);
        Assert.DoesNotContain("PROGRAM-DATE-TIME", stream.Playlist.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LowLatencyPlaylist_OfARendition_ReportsTheOther()
    {
        await using var fixture = await PublishAsync();
        fixture.Publish(1);
        await Wait.UntilAsync(() => fixture.Hls.Store.Find(RenditionFixture.Low)?.Look().OpenParts.Length >= 9, "all parts");

        var text = Text(fixture.Find(RenditionFixture.High), isRendition: true);

        LowLatencyRules.Check(text);
        var view = fixture.Hls.Store.Find(RenditionFixture.Low)!.Look();
        var report = Assert.Single(text.Split('\n'), static line => line.StartsWith("#EXT-X-RENDITION-REPORT:", StringComparison.Ordinal));
        Assert.Equal($"#EXT-X-RENDITION-REPORT:URI=\"../test_low/index.m3u8\",LAST-MSN={view.Open!.Sequence},LAST-PART={view.OpenParts.Length - 1}", report);
        Assert.DoesNotContain("REPORT", Text(fixture.Find(RenditionFixture.High), isRendition: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_OneRendition_TheOtherGoesOn()
    {
        await using var fixture = await PublishAsync();
        fixture.StopLow();
        fixture.PublishBeyondGrace();
        await Wait.UntilAsync(() => !fixture.Find(RenditionFixture.Low).IsLive, "its end");

        Assert.True(fixture.Find(RenditionFixture.High).IsLive);
        Assert.False(fixture.Find(RenditionFixture.Low).HasLeft);
        Assert.DoesNotContain("REPORT", Text(fixture.Find(RenditionFixture.High), isRendition: true), StringComparison.Ordinal);
        fixture.Publish(6);
        Assert.True(fixture.Find(RenditionFixture.Low).HasLeft);
    }

    [Fact]
    public async Task Multitrack_SeveralVideoTracks_AreRenditions()
    {
        await using var hls = new HlsFixture();
        var second = HlsFixture.OtherVideo with { Id = 1 };
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Lease!.Announce(second);
        var track = HlsFixture.Key with { Stream = "test~1" };
        await Wait.UntilAsync(() => hls.Hls.Find(track) is not null, "the track");
        Publish(hls, 101, HlsFixture.Video, second);
        await Wait.UntilAsync(() => hls.Hls.Find(track) is { ListedSegments: >= 2 } && hls.Stream.ListedSegments >= 2, "both tracks");

        Assert.Equal([HlsFixture.Key, track], KeysOf(hls, HlsFixture.Key));
        Assert.Equal((854, 638), (hls.Hls.Find(track)!.Describe("x")!.Video!.Width, hls.Stream.Describe("x")!.Video!.Width));
        var (one, two) = (hls.Store.Find(HlsFixture.Key)!.GetAll()[1], hls.Store.Find(track)!.GetAll()[1]);
        Assert.Equal((one.Start, one.Duration, true), (two.Start, two.Duration, two.IsIndependent));
    }

    [Fact]
    public async Task Multitrack_TrackIsMissingAfterARestart_IsOver()
    {
        await using var hls = new HlsFixture();
        var second = HlsFixture.OtherVideo with { Id = 1 };
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Lease!.Announce(second);
        var track = HlsFixture.Key with { Stream = "test~1" };
        await Wait.UntilAsync(() => hls.Hls.Find(track) is not null, "the track");
        Publish(hls, 101, HlsFixture.Video, second);
        await Wait.UntilAsync(() => hls.Hls.Find(track) is { ListedSegments: >= 2 }, "its segments");

        hls.StopPublisher();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        Publish(hls, 101, HlsFixture.Video);

        await Wait.UntilAsync(() => hls.Hls.Find(track) is { IsLive: false }, "its end");
        Assert.True(hls.Stream.IsLive);
    }

    private static void Publish(HlsFixture hls, int frames, params TrackInfo[] videos)
    {
        for (var i = 0; i < frames; i++)
        {
            foreach (var video in videos)
            {
                hls.Send(video, i % 50 == 0, 40);
            }

            hls.Send(HlsFixture.Audio, isKey: true, 20);
            hls.Step(40);
        }
    }

    private static IEnumerable<StreamKey> KeysOf(HlsFixture hls, StreamKey whole) =>
        hls.Hls.FindRenditions(whole, hls.Options.Renditions).Select(static stream => stream.Key);

    private static string Text(HlsStream stream, bool isRendition) =>
        Encoding.UTF8.GetString(stream.LowLatency.GetPlaylist().Get(skips: false, isPacked: false, isRendition).Span);

    /// <summary>Six seconds, of which the second rendition has the last three, and a picture.</summary>
    private static async Task<RenditionFixture> PublishAsync()
    {
        var fixture = new RenditionFixture();
        fixture.Publish(3);
        fixture.StartLow();
        fixture.Publish(4);
        await fixture.UntilAsync(RenditionFixture.High, 3);
        await fixture.UntilAsync(RenditionFixture.Low, 2);
        return fixture;
    }
}
