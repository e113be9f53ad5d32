using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Xml.Linq;
using Srs.Media.Configuration;
using Srs.Media.Protocols.Dash;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Dash;

public sealed class DashStreamTests
{
    private static readonly XNamespace Ns = "urn:mpeg:dash:schema:mpd:2011";

    private static readonly DashOptions On = new();

    [Fact]
    public async Task Manifest_TwoTracks_TellsWhatTheFragmentsTell()
    {
        await using var fixture = await PublishAsync(groups: 4);
        var root = Parse(fixture);

        Assert.Equal("dynamic", (string?)root.Attribute("type"));
        Assert.Equal("PT2S", (string?)root.Attribute("maxSegmentDuration"));
        var period = Assert.Single(root.Elements(Ns + "Period"));
        Assert.Equal("PT0S", (string?)period.Attribute("start"));
        var sets = period.Elements(Ns + "AdaptationSet").ToList();
        Assert.Equal(["video", "audio"], sets.Select(static set => (string?)set.Attribute("contentType")));
        Assert.Equal(["25", null], sets.Select(static set => (string?)set.Element(Ns + "Representation")!.Attribute("frameRate")));
        Assert.Equal(["avc1.4d401e", "mp4a.40.2"], sets.Select(static set => (string?)set.Element(Ns + "Representation")!.Attribute("codecs")));
        foreach (var set in sets)
        {
            var name = (string)set.Attribute("contentType")!;
            var template = set.Element(Ns + "SegmentTemplate")!;
            Assert.Equal($"{name}-init.mp4", (string?)template.Attribute("initialization"));
            Assert.Equal($"{name}-t$Time$.m4s", (string?)template.Attribute("media"));
            Assert.Null(template.Attribute("startNumber"));
            var times = TimesOf(set);
            Assert.Equal(4, times.Count);
            foreach (var (start, _) in times)
            {
                Assert.Equal(start, DecodeTimeOf(await ReadAsync(fixture, $"{name}-t{start}.m4s")));
            }

            // The sound of the fixture has holes.
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(name == "audio" || pair.Second.Start == pair.First.Start + pair.First.Duration));
        }
    }

    [Fact]
    public async Task Init_OfOneTrack_HasThatTrackAlone()
    {
        await using var fixture = await PublishAsync(groups: 2);

        var (video, audio) = (fixture.Dash.Find(HlsFixture.Key)!.Find("video-init.mp4")!, fixture.Dash.Find(HlsFixture.Key)!.Find("audio-init.mp4")!);

        Assert.Equal(("video/mp4", "audio/mp4"), (video.ContentType, audio.ContentType));
        Assert.Equal((1, 1, 1, 0), (Count(video.Init, "trak"), Count(video.Init, "trex"), Count(video.Init, "avc1"), Count(video.Init, "mp4a")));
        Assert.Equal((1, 1, 0, 1), (Count(audio.Init, "trak"), Count(audio.Init, "trex"), Count(audio.Init, "avc1"), Count(audio.Init, "mp4a")));
    }

    [Fact]
    public async Task Manifest_NothingHasChanged_IsTheSame()
    {
        await using var fixture = await PublishAsync(groups: 3);
        var stream = fixture.Dash.Find(HlsFixture.Key)!;

        var first = stream.GetManifest(isLowLatency: false)!;
        Assert.Same(first, stream.GetManifest(isLowLatency: false));
        fixture.PublishGroups(2);
        await UntilNumberAsync(fixture, 4);

        Assert.NotEqual(first.Tag, stream.GetManifest(isLowLatency: false)!.Tag);
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(first.Packed.ToArray()), CompressionMode.Decompress));
        Assert.Equal(Encoding.UTF8.GetString(first.Bytes.Span), await unpacked.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Manifest_SetupChanges_BeginsAPeriodWithItsOwnInit()
    {
        await using var fixture = await PublishAsync(groups: 2);
        fixture.Lease!.Announce(HlsFixture.OtherVideo);
        fixture.PublishGroups(3, video: HlsFixture.OtherVideo);
        await UntilNumberAsync(fixture, 4);

        var periods = Parse(fixture).Elements(Ns + "Period").ToList();

        Assert.Equal(2, periods.Count);
        Assert.Equal(
            ["video-init.mp4", "video-init-1.mp4"],
            periods.Select(static period => (string?)period.Element(Ns + "AdaptationSet")!.Element(Ns + "SegmentTemplate")!.Attribute("initialization")));
        Assert.Equal("854", (string?)periods[1].Descendants(Ns + "Representation").First().Attribute("width"));
        Assert.NotNull(fixture.Dash.Find(HlsFixture.Key)!.Find("video-init-1.mp4"));
        Assert.Equal("PT4.04S", (string?)periods[1].Attribute("start"));
    }

    [Fact]
    public async Task Manifest_PublisherReturns_GoesOnWithAPeriodNumbersAndTimes()
    {
        await using var fixture = await PublishAsync(groups: 3);
        fixture.StopPublisher();

        // Meanwhile the stream itself is forgotten, and what is left of it is what is listed.
        fixture.Tick(20);
        Assert.Null(fixture.Registry.Find(HlsFixture.Key));
        fixture.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        fixture.PublishGroups(3);
        await UntilNumberAsync(fixture, 5);

        var periods = Parse(fixture).Elements(Ns + "Period").ToList();

        Assert.Equal(2, periods.Count);
        Assert.NotEqual((string?)periods[0].Attribute("id"), (string?)periods[1].Attribute("id"));
        var stream = fixture.Dash.Find(HlsFixture.Key)!;
        var times = periods.ConvertAll(static period => TimesOf(period.Element(Ns + "AdaptationSet")!));
        Assert.Equal([1, 4], times.Select(period => stream.Find($"video-t{period[0].Start}.m4s")!.Segment!.Number));
        Assert.True(times[1][0].Start >= times[0][^1].Start + times[0][^1].Duration);
    }

    [Fact]
    public async Task Manifest_TrackIsSilent_ListsWhatThereIs()
    {
        await using var fixture = await PublishAsync(groups: 3);
        for (var i = 0; i < 101; i++)
        {
            fixture.Send(HlsFixture.Video, isKey: i % 50 == 49, 40);
            fixture.Step(40);
        }

        await UntilNumberAsync(fixture, 5);
        var sets = Parse(fixture).Descendants(Ns + "AdaptationSet").ToList();

        Assert.Equal(5, TimesOf(sets[0]).Count);
        var sound = TimesOf(sets[1]);
        Assert.Equal(3, sound.Count);
        Assert.All(sound, times => Assert.NotNull(fixture.Dash.Find(HlsFixture.Key)!.Find($"audio-t{times.Start}.m4s")));
    }

    [Fact]
    public async Task Manifest_EncodersClockIsSlow_IsSetRightByAPeriod()
    {
        await using var fixture = await PublishAsync(groups: 2);
        for (var i = 0; i < 20; i++)
        {
            // Two seconds of media that take 2.2.
            fixture.PublishGroups(1);
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        await UntilNumberAsync(fixture, 21);
        var periods = Parse(fixture).Elements(Ns + "Period").ToList();

        Assert.Equal(2, periods.Count);
        Assert.Equal(["video-init.mp4", "video-init.mp4"], periods.Select(static period => (string?)period.Descendants(Ns + "SegmentTemplate").First().Attribute("initialization")));
    }

    [Fact]
    public async Task Manifest_FragmentIsLongerThanThatOfHls_ListsSeveralAsOne()
    {
        await using var fixture = await PublishAsync(groups: 13, dash: On with { DashFragment = TimeSpan.FromSeconds(6) });

        var video = Parse(fixture).Descendants(Ns + "AdaptationSet").First();

        Assert.Equal([540_000, 540_000, 540_000, 540_000], TimesOf(video).Select(static times => times.Duration));
        var bytes = await ReadAsync(fixture, "video-2.m4s");
        Assert.Equal(3, Count(bytes, "styp"));
        Assert.True(fixture.Hls.Find(HlsFixture.Key)!.ListedSegments >= 12);
    }

    [Fact]
    public async Task Manifest_WithoutHls_IsCutAsDashWants()
    {
        await using var fixture = await PublishAsync(groups: 7, dash: On with { DashFragment = TimeSpan.FromSeconds(4) }, hls: new HlsOptions { Enabled = false });

        Assert.Equal([360_000, 360_000, 360_000], TimesOf(Parse(fixture).Descendants(Ns + "AdaptationSet").First()).Select(static times => times.Duration));
        Assert.Equal(0, fixture.Hls.Find(HlsFixture.Key)!.ListedSegments);
    }

    [Fact]
    public async Task Manifest_WindowSize_LimitsWhatIsListedNotWhatIsThere()
    {
        await using var fixture = await PublishAsync(groups: 11, dash: On with { DashWindowSize = 4 });

        var root = Parse(fixture);

        var first = TimesOf(root.Descendants(Ns + "AdaptationSet").First())[0].Start;
        Assert.Equal(8, fixture.Dash.Find(HlsFixture.Key)!.Find($"video-t{first}.m4s")!.Segment!.Number);
        Assert.Equal("PT8S", (string?)root.Attribute("timeShiftBufferDepth"));
        Assert.NotEmpty(await ReadAsync(fixture, "video-6.m4s"));
    }

    [Fact]
    public async Task LowLatencyManifest_SegmentIsBeingWritten_ListsIt()
    {
        await using var fixture = await PublishAsync(groups: 3);
        fixture.PublishGroups(1, frames: 20);
        await fixture.UntilPartAsync();

        var (normal, low) = (Parse(fixture), Parse(fixture, isLowLatency: true));

        Assert.Equal(3, TimesOf(normal.Descendants(Ns + "AdaptationSet").First()).Count);
        var video = low.Descendants(Ns + "AdaptationSet").First();
        Assert.Equal([180_000, 180_000, 180_000, 180_000], TimesOf(video).Select(static times => times.Duration));
        var template = video.Element(Ns + "SegmentTemplate")!;
        Assert.Equal("video-l$Time$.m4s", (string?)template.Attribute("media"));
        Assert.Equal(("1.8", "false"), ((string?)template.Attribute("availabilityTimeOffset"), (string?)template.Attribute("availabilityTimeComplete")));
        Assert.Equal("2000", (string?)low.Element(Ns + "ServiceDescription")!.Element(Ns + "Latency")!.Attribute("target"));
        Assert.Null(normal.Element(Ns + "ServiceDescription"));
    }

    [Fact]
    public async Task CopyLive_SegmentGrows_SendsPartByPartUntilItsEnd()
    {
        await using var fixture = await PublishAsync(groups: 3);
        fixture.PublishGroups(1, frames: 20);
        await fixture.UntilPartAsync();
        var stream = fixture.Dash.Find(HlsFixture.Key)!;
        var resource = stream.Find("video-4.m4s")!;
        Assert.False(resource.Segment!.IsComplete);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));

        var sending = stream.CopyLiveAsync(resource.Segment, resource.Track, pipe.Writer, TestContext.Current.CancellationToken).AsTask();
        var first = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, Count(first.Buffer.FirstSpan.ToArray(), "prft"));
        pipe.Reader.AdvanceTo(first.Buffer.Start);
        Assert.False(sending.IsCompleted);
        for (var i = 20; i < 50; i++)
        {
            fixture.Send(HlsFixture.Video, isKey: false, 40);
            fixture.Step(40);
        }

        fixture.PublishGroups(1);
        var sent = await sending.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken);

        await UntilNumberAsync(fixture, 4);
        await pipe.Writer.CompleteAsync();
        var all = await pipe.Reader.ReadAtLeastAsync((int)sent, TestContext.Current.CancellationToken);
        Assert.Equal(await ReadAsync(fixture, "video-4.m4s"), System.Buffers.BuffersExtensions.ToArray(all.Buffer));
    }

    [Fact]
    public async Task Find_TheSegmentAfterTheNewest_WaitsForIt()
    {
        await using var fixture = await PublishAsync(groups: 3);
        fixture.PublishGroups(1, frames: 20);
        await fixture.UntilPartAsync();
        var stream = fixture.Dash.Find(HlsFixture.Key)!;
        Assert.NotNull(stream.Find("video-4.m4s"));

        Assert.Null(await stream.FindAsync("video-6.m4s", Wait.Limit, TestContext.Current.CancellationToken));
        var waiting = stream.FindAsync("video-5.m4s", Wait.Limit, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        fixture.PublishGroups(3);

        Assert.Equal(5, (await waiting.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken))!.Segment!.Number);
    }

    [Theory]
    [InlineData("t", 1)]
    [InlineData("l", 2)]
    public async Task Find_TimeAfterTheNewest_WaitsAndSaysLookAgain(string prefix, int groups)
    {
        await using var fixture = await PublishAsync(groups: 3);
        fixture.PublishGroups(1, frames: 20);
        await fixture.UntilPartAsync();
        var stream = fixture.Dash.Find(HlsFixture.Key)!;
        var times = TimesOf(Parse(fixture, isLowLatency: prefix == "l").Descendants(Ns + "AdaptationSet").First());
        var next = times[^1].Start + times[^1].Duration;
        Assert.NotNull(stream.Find($"video-{prefix}{times[^1].Start}.m4s"));
        Assert.Null(await stream.FindAsync($"video-{prefix}{times[^1].Start - 1}.m4s", Wait.Limit, TestContext.Current.CancellationToken));

        var waiting = stream.FindAsync($"video-{prefix}{next}.m4s", Wait.Limit, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        fixture.PublishGroups(groups);
        fixture.PublishGroups(1, frames: 20);

        Assert.Same(DashResource.ToCome, await waiting.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Find_TimeAfterTheNewestAndNothingComes_SaysLookAgainAfterTheLimitAndWhenTheServerStops()
    {
        await using var fixture = await PublishAsync(groups: 3);
        var stream = fixture.Dash.Find(HlsFixture.Key)!;

        var first = stream.FindAsync("video-t99999999.m4s", TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken).AsTask();
        fixture.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Same(DashResource.ToCome, await first.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));

        var second = stream.FindAsync("video-t99999999.m4s", TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted);
        fixture.Dash.StopWaiting();
        Assert.Same(DashResource.ToCome, await second.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CopyLive_PublisherLeaves_Ends()
    {
        await using var fixture = await PublishAsync(groups: 3);
        fixture.PublishGroups(1, frames: 20);
        await fixture.UntilPartAsync();
        var stream = fixture.Dash.Find(HlsFixture.Key)!;
        var resource = stream.Find("audio-4.m4s")!;

        var sending = stream.CopyLiveAsync(resource.Segment!, resource.Track, PipeWriter.Create(Stream.Null), TestContext.Current.CancellationToken).AsTask();
        fixture.StopPublisher();
        fixture.Tick(5);
        await fixture.Hls.StopAsync();

        Assert.True(await sending.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken) > 0);
    }

    [Fact]
    public async Task Source_AnyRange_IsThatOfTheWhole()
    {
        await using var fixture = await PublishAsync(groups: 2);
        var whole = await ReadAsync(fixture, "video-1.m4s");

        for (var offset = 0; offset < whole.Length; offset += 97)
        {
            var length = Math.Min(1 + (offset % 700), whole.Length - offset);
            Assert.Equal(whole[offset..(offset + length)], await ReadAsync(fixture, "video-1.m4s", offset, length));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("video-")]
    [InlineData("video-.m4s")]
    [InlineData("video-1.mp4")]
    [InlineData("video--1.m4s")]
    [InlineData("video-t.m4s")]
    [InlineData("video-t1.m4s")]
    [InlineData("video-l1.m4s")]
    [InlineData("video-x1.m4s")]
    [InlineData("video-tt0.m4s")]
    [InlineData("audio-t-0.m4s")]
    [InlineData("video-+1.m4s")]
    [InlineData("video-99999999999999999999.m4s")]
    [InlineData("video-999999999999999999.m4s")]
    [InlineData("text-1.m4s")]
    [InlineData("v-1.m4s")]
    [InlineData("../video-1.m4s")]
    [InlineData("video-init-7.mp4")]
    [InlineData("init.mp4")]
    public async Task Find_NameOfNothing_FindsNothing(string name)
    {
        await using var fixture = await PublishAsync(groups: 2);

        Assert.Null(fixture.Dash.Find(HlsFixture.Key)!.Find(name));
    }

    [Fact]
    public async Task WriteManifest_Query_IsPutBehindEachAddress()
    {
        await using var fixture = await PublishAsync(groups: 2);

        var root = XDocument.Parse(Encoding.UTF8.GetString(fixture.Dash.Find(HlsFixture.Key)!.WriteManifest(isLowLatency: false, "?a=\"<$&b=1")!)).Root!;

        var template = root.Descendants(Ns + "SegmentTemplate").First();
        Assert.Equal("video-t$Time$.m4s?a=\"<$$&b=1", (string?)template.Attribute("media"));
        Assert.Equal("video-init.mp4?a=\"<$$&b=1", (string?)template.Attribute("initialization"));
    }

    [Fact]
    public async Task Files_PathIsSet_AreWrittenAsSrsNamesThemAndDeletedInTheEnd()
    {
        using var folder = new TemporaryFolder();
        var options = On with { DashPath = folder.FullName, DashTimeshift = TimeSpan.FromSeconds(6), DashDispose = TimeSpan.FromSeconds(10) };
        await using (var fixture = await PublishAsync(groups: 3, dash: options))
        {
            await Wait.UntilAsync(() => File.Exists(folder.Combine("live/test.mpd")), "the manifest");
            Assert.Equal(await ReadAsync(fixture, "video-1.m4s"), await File.ReadAllBytesAsync(folder.Combine("live/test/video-1.m4s"), TestContext.Current.CancellationToken));
            Assert.True(File.Exists(folder.Combine("live/test/audio-init.mp4")));
            var template = XDocument.Load(folder.Combine("live/test.mpd")).Descendants(Ns + "SegmentTemplate").First();
            Assert.Equal(("video-$Number$.m4s", "1"), ((string?)template.Attribute("media"), (string?)template.Attribute("startNumber")));
            fixture.PublishGroups(30);
            await UntilNumberAsync(fixture, 30);
            await Wait.UntilAsync(() => !File.Exists(folder.Combine("live/test/video-1.m4s")), "the end of the first segment");
            fixture.StopPublisher();
            fixture.Tick(20);
            await fixture.Hls.StopAsync();
            fixture.Tick(20);
            await Wait.UntilAsync(() => folder.Files().Count == 0, "an empty folder");
        }
    }

    [Fact]
    public async Task Tick_StreamIsOver_ForgetsItAfterDispose()
    {
        await using var fixture = await PublishAsync(groups: 2, dash: On with { DashDispose = TimeSpan.FromSeconds(5) });
        fixture.StopPublisher();
        fixture.Tick(20);
        await fixture.Hls.StopAsync();
        fixture.Tick(6);

        Assert.Null(fixture.Dash.Find(HlsFixture.Key));
    }

    private static async Task<HlsFixture> PublishAsync(int groups, DashOptions? dash = null, HlsOptions? hls = null)
    {
        var fixture = new HlsFixture(hls, dash: dash ?? On);
        fixture.StartPublisher(HlsFixture.Video, HlsFixture.Audio);

        // The last group is being written until another begins.
        fixture.PublishGroups(groups);
        fixture.Send(HlsFixture.Video, isKey: true, 40);
        fixture.Step(40);
        var fragment = (dash ?? On).DashFragment.TotalSeconds;
        await UntilNumberAsync(fixture, (long)(groups * 2 / fragment));
        return fixture;
    }

    private static Task UntilNumberAsync(HlsFixture fixture, long number) => Wait.UntilAsync(
        () => fixture.Dash.Find(HlsFixture.Key)?.Find($"video-{number}.m4s") is { Segment.IsComplete: true }
            && fixture.Dash.Find(HlsFixture.Key)!.IsListed && number <= LastNumberOf(fixture), $"segment {number}");

    private static long LastNumberOf(HlsFixture fixture)
    {
        var set = Parse(fixture).Elements(Ns + "Period").Last().Element(Ns + "AdaptationSet")!;
        return fixture.Dash.Find(HlsFixture.Key)!.Find($"video-t{TimesOf(set)[^1].Start}.m4s")!.Segment!.Number;
    }

    private static XElement Parse(HlsFixture fixture, bool isLowLatency = false) =>
        XDocument.Parse(Encoding.UTF8.GetString(fixture.Dash.Find(HlsFixture.Key)!.GetManifest(isLowLatency)!.Bytes.Span)).Root!;

    private static List<(long Start, long Duration)> TimesOf(XElement set)
    {
        var times = new List<(long, long)>();
        foreach (var run in set.Descendants(Ns + "S"))
        {
            var (start, duration) = ((long)run.Attribute("t")!, (long)run.Attribute("d")!);
            for (var i = 0; i <= ((int?)run.Attribute("r") ?? 0); i++, start += duration)
            {
                times.Add((start, duration));
            }
        }

        return times;
    }

    private static async Task<byte[]> ReadAsync(HlsFixture fixture, string name, int offset = 0, int? length = null)
    {
        var resource = fixture.Dash.Find(HlsFixture.Key)!.Find(name)!;
        using var source = resource.Segment!.Open(resource.Track)!;
        using var copy = new MemoryStream();
        var writer = PipeWriter.Create(copy, new StreamPipeWriterOptions(leaveOpen: true));
        Assert.True(await source.CopyToAsync(writer, offset, length ?? source.Length, TestContext.Current.CancellationToken));
        await writer.CompleteAsync();
        return copy.ToArray();
    }

    private static int Count(ReadOnlyMemory<byte> bytes, string type) => Encoding.Latin1.GetString(bytes.Span).Split(type).Length - 1;

    /// <summary>baseMediaDecodeTime of the first fragment, which is also its presentation time without B-frames.</summary>
    private static long DecodeTimeOf(byte[] segment)
    {
        var at = Encoding.Latin1.GetString(segment).IndexOf("tfdt", StringComparison.Ordinal);
        return BinaryPrimitives.ReadInt64BigEndian(segment.AsSpan(at + 8));
    }
}
