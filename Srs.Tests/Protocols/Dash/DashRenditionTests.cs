using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Srs.Media.Configuration;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Dash;

public sealed class DashRenditionTests
{
    private static readonly XNamespace Ns = "urn:mpeg:dash:schema:mpd:2011";

    [Fact]
    public async Task Manifest_TwoRenditions_AreRepresentationsOfOneSet()
    {
        await using var fixture = await PublishAsync(0, 7);

        var period = Assert.Single(Parse(fixture).Elements(Ns + "Period"));

        var sets = period.Elements(Ns + "AdaptationSet").ToList();
        Assert.Equal(["video", "audio"], sets.Select(static set => (string?)set.Attribute("contentType")));
        var videos = sets[0].Elements(Ns + "Representation").ToList();
        Assert.Equal([("test_high-video", "638"), ("test_low-video", "854")], videos.Select(static video => ((string)video.Attribute("id")!, (string)video.Attribute("width")!)));
        Assert.Equal(["test_high/", "test_low/"], videos.Select(static video => video.Element(Ns + "BaseURL")!.Value));
        Assert.True((long)videos[0].Attribute("bandwidth")! > (long)videos[1].Attribute("bandwidth")!);
        Assert.Equal(TimesOf(period, videos[0]), TimesOf(period, videos[1]));
        Assert.Equal("test/", Parse(fixture).Element(Ns + "BaseURL")!.Value);
        Assert.All(sets, static set => Assert.Equal("true", (string?)set.Attribute("segmentAlignment")));
    }

    [Fact]
    public async Task Manifest_RenditionComesLater_BeginsAPeriodWithBoth()
    {
        await using var fixture = await PublishAsync(5, 6);

        var periods = Parse(fixture).Elements(Ns + "Period").ToList();

        Assert.Equal(["test_high-video", "test_high-video test_low-video"], periods.Select(Videos));
        var start = SecondsOf(periods[1]);
        foreach (var video in periods[1].Descendants(Ns + "Representation").Where(static video => video.Attribute("width") is not null))
        {
            // The one that goes on began its segment before.
            Assert.InRange(TimesOf(periods[1], video)[0], start - 2, start + 0.01);
        }

        Assert.Equal(SecondsOf(periods[0]) + 5, start, 0.01);
    }

    [Fact]
    public async Task Manifest_RenditionLeaves_TheOtherGoesOnInThePeriodAndThenInANewOne()
    {
        await using var fixture = await PublishAsync(0, 7);
        var before = Parse(fixture).Elements(Ns + "Period").Select(static period => (string)period.Attribute("id")!).Single();
        fixture.StopLow();
        fixture.PublishBeyondGrace();
        await Wait.UntilAsync(() => fixture.Hls.Dash.Find(RenditionFixture.Low) is { IsLive: false }, "its end");
        var end = TimesOf(Parse(fixture).Elements(Ns + "Period").First(), Parse(fixture).Descendants(Ns + "Representation").First())[^1];
        fixture.Publish(6);
        await Wait.UntilAsync(() => Parse(fixture).Elements(Ns + "Period").Count() == 2, "a period");

        var periods = Parse(fixture).Elements(Ns + "Period").ToList();

        Assert.Equal(["test_high-video test_low-video", "test_high-video"], periods.Select(Videos));
        Assert.Equal(before, (string?)periods[0].Attribute("id"));
        Assert.True(SecondsOf(periods[1]) > end, "Nothing changes where players have been.");
    }

    [Fact]
    public async Task Manifest_LowLatency_TellsOfTheOpenSegmentsOfEach()
    {
        await using var fixture = await PublishAsync(0, 7);
        await Wait.UntilAsync(
            () => new[] { RenditionFixture.High, RenditionFixture.Low }.All(key => fixture.Hls.Store.Find(key)?.Look().OpenParts.Length >= 3), "parts");

        var root = Parse(fixture, isLowLatency: true);

        Assert.NotNull(root.Element(Ns + "ServiceDescription"));
        foreach (var video in root.Descendants(Ns + "Representation").Where(static video => video.Attribute("width") is not null))
        {
            Assert.NotNull(video.Element(Ns + "ProducerReferenceTime"));
            Assert.Equal("1.8", (string?)video.Element(Ns + "SegmentTemplate")!.Attribute("availabilityTimeOffset"));
            Assert.Equal(4, TimesOf(root.Element(Ns + "Period")!, video).Count);
        }
    }

    [Fact]
    public async Task Manifest_NothingHasChanged_IsTheSame()
    {
        await using var fixture = await PublishAsync(0, 5);
        var first = fixture.Hls.Dash.GetManifest(HlsFixture.Key, fixture.Options, isLowLatency: false);

        Assert.Same(first, fixture.Hls.Dash.GetManifest(HlsFixture.Key, fixture.Options, isLowLatency: false));
        Assert.Contains("video-t$Time$.m4s?token=a", Encoding.UTF8.GetString(fixture.Hls.Dash.WriteManifest(HlsFixture.Key, fixture.Options, isLowLatency: false, "?token=a")!), StringComparison.Ordinal);
    }

    private static XElement Parse(RenditionFixture fixture, bool isLowLatency = false) =>
        XDocument.Parse(Encoding.UTF8.GetString(fixture.Hls.Dash.GetManifest(HlsFixture.Key, fixture.Options, isLowLatency)!.Bytes.Span)).Root!;

    private static string Videos(XElement period) => string.Join(' ', period.Descendants(Ns + "Representation")
        .Where(static video => video.Attribute("width") is not null).Select(static video => (string)video.Attribute("id")!));

    private static double SecondsOf(XElement period) => double.Parse(((string)period.Attribute("start")!)[2..^1], CultureInfo.InvariantCulture);

    /// <summary>When the segments begin, in seconds since MPD@availabilityStartTime.</summary>
    private static List<double> TimesOf(XElement period, XElement representation)
    {
        var template = representation.Element(Ns + "SegmentTemplate")!;
        var (scale, offset) = ((double)template.Attribute("timescale")!, (long)template.Attribute("presentationTimeOffset")!);
        var times = new List<double>();
        foreach (var run in template.Descendants(Ns + "S"))
        {
            for (var i = 0; i <= ((int?)run.Attribute("r") ?? 0); i++)
            {
                times.Add(Math.Round(SecondsOf(period) + (((long)run.Attribute("t")! + (i * (long)run.Attribute("d")!) - offset) / scale), 3));
            }
        }

        return times;
    }

    /// <summary>Publishes seconds of one rendition, and then of both.</summary>
    private static async Task<RenditionFixture> PublishAsync(int alone, int together)
    {
        var fixture = new RenditionFixture(new DashOptions());
        fixture.Publish(alone);
        fixture.StartLow();
        fixture.Publish(together);
        await fixture.UntilAsync(RenditionFixture.High, (alone + together - 1) / 2);
        await fixture.UntilAsync(RenditionFixture.Low, (together - 1) / 2);
        await Wait.UntilAsync(() => fixture.Hls.Dash.Find(RenditionFixture.High)!.Find($"video-{(alone + together - 1) / 2}.m4s") is { Segment.IsComplete: true }, "the first rendition");
        await Wait.UntilAsync(() => fixture.Hls.Dash.Find(RenditionFixture.Low)!.Find($"video-{(together - 1) / 2}.m4s") is { Segment.IsComplete: true }, "the second rendition");
        return fixture;
    }
}
