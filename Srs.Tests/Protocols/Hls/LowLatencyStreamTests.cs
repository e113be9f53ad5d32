using System.IO.Compression;
using System.Text;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

/// <summary>From a publisher's frames to low-latency playlists, parts, and those who wait for them.</summary>
public sealed class LowLatencyStreamTests
{
    [Fact]
    public async Task Playlist_BetweenTwoParts_SaysWhatIsThereAndWhatComes()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 11);
        var first = PublishOf(hls);

        Assert.Equal(
            $"""
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:2
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000,PART-HOLD-BACK=0.630
            #EXT-X-PART-INF:PART-TARGET=0.210
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-MAP:URI="{first}-0.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.1.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.2.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.3.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.4.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.5.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.6.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.7.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.8.m4s"
            #EXT-X-PART:DURATION=0.200,URI="{first}-0.9.m4s"
            #EXTINF:2.000,
            {first}-0.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:02.000Z
            #EXT-X-PART:DURATION=0.200,URI="{first}-1.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.200,URI="{first}-1.1.m4s"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="{first}-1.2.m4s"

            """.ReplaceLineEndings("\n"),
            Text(hls));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 7)]
    [InlineData(12, 49)]
    [InlineData(40, 30)]
    public async Task Playlist_AtAnyTime_KeepsTheRules(int groups, int frames)
    {
        await using var hls = await PublishAsync(new HlsOptions { HlsFragment = TimeSpan.FromSeconds(1), HlsWindow = TimeSpan.FromSeconds(30) }, groups, frames);
        var before = Text(hls);

        hls.PublishGroups(2);
        await UntilAsync(hls, groups + 1, 9);

        LowLatencyRules.CheckSuccession(before, Text(hls));
    }

    [Theory]
    [InlineData(1000.0 / 24)]
    [InlineData(1000.0 / 30)]
    [InlineData(1000.0 / 29.97)]
    [InlineData(1000.0 / 50)]
    [InlineData(1000.0 / 60)]
    public async Task Playlist_UsualPictureRates_KeepTheRulesOfParts(double milliseconds)
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video);
        for (var i = 0; i < 900; i++)
        {
            hls.Send(HlsFixture.Video, i % 100 == 0, 40);
            hls.Step(Math.Floor((i + 1) * milliseconds) - Math.Floor(i * milliseconds));
        }

        await UntilAsync(hls, 3, 1);
        LowLatencyRules.Check(Text(hls));
    }

    [Fact]
    public async Task Playlist_SlowPictures_PromisesLongerParts()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video);
        for (var i = 0; i < 20; i++)
        {
            hls.Send(HlsFixture.Video, i % 4 == 0, 40);
            hls.Step(1000);
        }

        await UntilAsync(hls, 4, 1);
        var text = Text(hls);
        Assert.Contains("#EXT-X-TARGETDURATION:4\n", text, StringComparison.Ordinal);
        Assert.Contains("PART-TARGET=1.000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Playlist_SoundAlone_KeepsTheRules()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(audio: HlsFixture.Audio);
        hls.PublishSound(20);
        await UntilAsync(hls, 4, 1);

        LowLatencyRules.Check(Text(hls));
    }

    [Fact]
    public async Task Delta_LongPlaylist_LeavesOldSegmentsOut()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 20, frames: 6);
        var whole = Text(hls);
        var delta = Text(hls, skips: true);

        LowLatencyRules.Check(delta);
        var skipped = int.Parse(LowLatencyRules.Tag(delta.Split('\n'), "#EXT-X-SKIP:SKIPPED-SEGMENTS="), System.Globalization.CultureInfo.InvariantCulture);
        var (first, uris) = LowLatencyRules.Segments(whole);
        Assert.Equal(first, LowLatencyRules.Segments(delta).First);
        Assert.Equal(uris.Skip(skipped), LowLatencyRules.Segments(delta).Uris);
        Assert.Equal(14, skipped);
        Assert.EndsWith(delta[delta.IndexOf("#EXT-X-PROGRAM", StringComparison.Ordinal)..], whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delta_ShortPlaylist_IsTheWholeOne()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 5, frames: 6);

        Assert.Equal(Text(hls), Text(hls, skips: true));
    }

    [Fact]
    public async Task Get_OfTheSamePart_SharesTheBytes()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 20, frames: 6);
        var playlist = hls.Stream.LowLatency.GetPlaylist();

        Assert.Same(playlist, hls.Stream.LowLatency.GetPlaylist());
        foreach (var (skips, isPacked) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            Assert.Equal(playlist.Get(skips, isPacked), playlist.Get(skips, isPacked));
        }

        using var gzip = new GZipStream(new MemoryStream(playlist.Get(skips: true, isPacked: true).ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal(Text(hls, skips: true), await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wait_ForTheNextPart_AllAreAnsweredByIt()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var stream = hls.Stream.LowLatency;
        var waiting = Enumerable.Range(0, 1000).Select(_ => WaitAsync(hls, 1, 1)).ToList();
        Assert.DoesNotContain(waiting, static wait => wait.IsCompleted);
        Assert.Equal(1000, stream.Waiting);

        hls.PublishGroups(1, 6);

        var playlists = await Task.WhenAll(waiting).WithinLimitAsync();
        Assert.All(playlists, static playlist => Assert.True(playlist!.Contains(new LowLatencyDirectives(1, 1, false))));
        Assert.Equal(0, stream.Waiting);
    }

    [Fact]
    public async Task Wait_ForASegment_IsAnsweredWhenItIsComplete()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var first = PublishOf(hls);
        var waiting = WaitAsync(hls, 1, null);

        hls.PublishGroups(1);
        hls.PublishGroups(1, 6);

        Assert.Contains($"\n{first}-1.m4s\n", Encoding.UTF8.GetString((await waiting.WithinLimitAsync())!.Get(false, false).Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ForAPartBeyondTheLast_IsForTheFirstOfTheNextSegment()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 2, frames: 1);
        var playlist = hls.Stream.LowLatency.GetPlaylist();

        Assert.True(playlist.Contains(new LowLatencyDirectives(0, 12, false)));
        Assert.True(playlist.Contains(new LowLatencyDirectives(1, 9, false)));
        Assert.False(playlist.Contains(new LowLatencyDirectives(1, 10, false)));
    }

    [Theory]
    [InlineData(2L, null, false)]
    [InlineData(3L, null, false)]
    [InlineData(3L, 14, false)]
    [InlineData(3L, 15, true)]
    [InlineData(2L, 15, false)]
    [InlineData(2L, 16, true)]
    [InlineData(1L, 24, false)]
    [InlineData(1L, 25, true)]
    [InlineData(4L, null, true)]
    [InlineData(4L, 0, true)]
    [InlineData(long.MaxValue, 0, true)]
    [InlineData(0L, int.MaxValue, true)]
    public async Task IsAbsurd_BeyondWhatComesNext_IsTrue(long sequence, int? part, bool isAbsurd)
    {
        // Two segments of ten parts, and one part of the third; the Advance Part Limit is 3 / 0.21.
        await using var hls = await PublishAsync(new HlsOptions(), groups: 2, frames: 6);

        Assert.Equal(isAbsurd, hls.Stream.LowLatency.GetPlaylist().IsAbsurd(new LowLatencyDirectives(sequence, part, false)));
    }

    [Fact]
    public async Task Wait_EncoderStandsStill_IsGivenUpAfterThreeTargetDurations()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var waiting = WaitAsync(hls, 1, 1);

        hls.Tick(5);
        await Task.Yield();
        Assert.False(waiting.IsCompleted);
        await TickUntilAsync(hls, waiting);

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task Wait_PublisherLeaves_IsAnsweredWithWhatThereIs()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var first = PublishOf(hls);
        var waiting = WaitAsync(hls, 2, 3);

        hls.StopPublisher();
        await TickUntilAsync(hls, waiting);

        var text = Encoding.UTF8.GetString((await waiting)!.Get(false, false).Span);
        Assert.DoesNotContain("PRELOAD-HINT", text, StringComparison.Ordinal);
        Assert.EndsWith($"\n{first}-1.m4s\n#EXT-X-DISCONTINUITY\n", text, StringComparison.Ordinal);
        LowLatencyRules.Check(text);
    }

    [Fact]
    public async Task Wait_PublisherComesBack_IsAnsweredAfterADiscontinuity()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var first = PublishOf(hls);
        var before = Text(hls);
        hls.StopPublisher();
        await Wait.UntilAsync(() => !hls.Store.Find(HlsFixture.Key)!.Look().IsLive, "the end");
        var waiting = WaitAsync(hls, 2, 0);

        hls.StartPublisher(HlsFixture.OtherVideo, HlsFixture.Audio);
        hls.PublishGroups(1, 12, HlsFixture.OtherVideo);

        var text = Encoding.UTF8.GetString((await waiting.WithinLimitAsync())!.Get(false, false).Span);
        Assert.Matches($"\n{first}-1.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"[0-9a-f]+-1.mp4\"\n#EXT-X-PROGRAM-DATE-TIME:[^\n]+\n#EXT-X-PART:", text);
        Assert.DoesNotContain($"{first}-2", text, StringComparison.Ordinal);
        LowLatencyRules.CheckSuccession(before, text);
    }

    [Fact]
    public async Task Wait_RequestEnds_IsForgotten()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        using var request = new CancellationTokenSource();
        var waiting = hls.Stream.LowLatency.WaitAsync(new LowLatencyDirectives(1, 1, false), request.Token).AsTask();

        await request.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, hls.Stream.LowLatency.Waiting);
    }

    [Fact]
    public async Task Wait_ServerStops_IsGivenUp()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var waiting = WaitAsync(hls, 1, 1);

        hls.Hls.StopWaiting();

        Assert.Null(await waiting.WithinLimitAsync());
    }

    [Fact]
    public async Task Open_HintedPart_WaitsForItsBytes()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var hint = Name(LowLatencyRules.Uri(Text(hls).Split('\n')[^2]));
        var waiting = hls.Stream.LowLatency.OpenAsync(hint, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        hls.PublishGroups(1, 6);

        using var piece = await waiting.WithinLimitAsync();
        Assert.Equal((1, 1), (hint.Number, hint.Part));
        var segment = hls.Store.Find(HlsFixture.Key)!.Find(1)!;
        Assert.Equal(segment.Parts[1].Cmaf, piece!.Range);
    }

    [Fact]
    public async Task Open_HintAtTheEndOfTheStream_IsAnsweredWithWhatCameOrNotFound()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 1, frames: 6);
        var first = PublishOf(hls);
        var stream = hls.Stream.LowLatency;
        var waiting = stream.OpenAsync(Name($"{first}-1.1.m4s"), TestContext.Current.CancellationToken).AsTask();

        hls.StopPublisher();

        using var last = await waiting.WithinLimitAsync();
        Assert.NotNull(last);
        Assert.Null(await stream.OpenAsync(Name($"{first}-1.2.m4s"), TestContext.Current.CancellationToken));
        Assert.Null(await stream.OpenAsync(Name($"{first}-2.0.m4s"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Open_Pieces_AddUpToTheSegment()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 2, frames: 1);
        var first = PublishOf(hls);
        using var whole = await hls.Stream.LowLatency.OpenAsync(Name($"{first}-0.m4s"), TestContext.Current.CancellationToken);
        var length = 0L;
        for (var i = 0; i < 10; i++)
        {
            using var part = await hls.Stream.LowLatency.OpenAsync(Name($"{first}-0.{i}.m4s"), TestContext.Current.CancellationToken);
            Assert.Equal(length, part!.Range.Offset);
            length += part.Range.Length;
        }

        Assert.Equal(whole!.Range.Length, length);
        using var init = await hls.Stream.LowLatency.OpenAsync(Name($"{first}-0.mp4"), TestContext.Current.CancellationToken);
        Assert.Equal("ftyp"u8.ToArray(), init!.Bytes.Slice(4, 4).ToArray());
    }

    [Theory]
    [InlineData("-0.10.m4s")]
    [InlineData("-2.m4s")]
    [InlineData("-3.0.m4s")]
    [InlineData("-1.mp4")]
    [InlineData("-9223372036854775807.2147483647.m4s")]
    public async Task Open_WhatIsNotThere_IsNothing(string name)
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 2, frames: 6);

        Assert.Null(await hls.Stream.LowLatency.OpenAsync(Name(PublishOf(hls) + name), TestContext.Current.CancellationToken));
        Assert.Null(await hls.Stream.LowLatency.OpenAsync(Name("1-0.m4s"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Master_Stream_TellsCodecsSizeAndRate()
    {
        await using var hls = await PublishAsync(new HlsOptions(), groups: 2, frames: 6);

        Assert.Matches(
            "^#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=[1-9][0-9]+,AVERAGE-BANDWIDTH=[1-9][0-9]+,CODECS=\"avc1\\.[0-9a-f]{6},mp4a\\.40\\.2\",RESOLUTION=638x358,FRAME-RATE=25\\.000\nx/index.m3u8\n$",
            HlsMaster.Write(hls.Stream.LowLatency.Describe("x/index.m3u8")!));
    }

    [Fact]
    public async Task Publish_CodecThatMpegTsHasNoPlaceFor_PlaysAllTheSame()
    {
        var av1 = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Av1, Config = Mp4Vector.GetBox("av1-main-638x358.mp4", "av1C"), Video = new VideoFormat(638, 358, "Main", "2.1") };
        await using var hls = new HlsFixture();
        hls.StartPublisher(av1);
        for (var i = 0; i < 120; i++)
        {
            hls.Send(av1, i % 50 == 0, 40);
            hls.Step(40);
        }

        await UntilAsync(hls, 2, 1);
        LowLatencyRules.Check(Text(hls));
        Assert.StartsWith("av01", hls.Stream.LowLatency.Describe("index.m3u8")!.Codecs, StringComparison.Ordinal);
        Assert.Empty(hls.Listings);
    }

    [Fact]
    public async Task Publish_KeysOrSwitchedOff_MakesNoParts()
    {
        foreach (var options in new[] { new HlsOptions { HlsKeys = true }, new HlsOptions { HlsLowLatency = false } })
        {
            Assert.False(LowLatencyStream.IsOn(options));
            await using var hls = new HlsFixture(options);
            hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
            hls.PublishGroups(2);
            await hls.UntilListedAsync(1);
            Assert.False(hls.Segments[0].Has(SegmentForm.Cmaf));
        }
    }

    private static async Task<HlsFixture> PublishAsync(HlsOptions options, int groups, int frames)
    {
        var hls = new HlsFixture(options);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(groups);
        hls.PublishGroups(1, frames);
        await UntilAsync(hls, groups, (frames - 1) / 5);
        return hls;
    }

    private static Task UntilAsync(HlsFixture hls, int segments, int parts) => Wait.UntilAsync(
        () => hls.Store.Find(HlsFixture.Key)?.Look() is { } view && view.NextSequence >= segments + (view.Open is null ? 0 : 1) && view.OpenParts.Length >= parts,
        $"{segments} segments and {parts} parts");

    private static Task<LowLatencyPlaylist?> WaitAsync(HlsFixture hls, long sequence, int? part) =>
        hls.Stream.LowLatency.WaitAsync(new LowLatencyDirectives(sequence, part, Skips: false), TestContext.Current.CancellationToken).AsTask();

    private static Task TickUntilAsync(HlsFixture hls, Task waiting) => Wait.UntilAsync(
        () =>
        {
            hls.Tick(1);
            return waiting.IsCompleted;
        },
        "the answer");

    /// <summary>What the names of the newest publish begin with; when that began depends on the cutter's thread.</summary>
    private static string PublishOf(HlsFixture hls) => hls.Store.Find(HlsFixture.Key)!.Look().Publish.ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    private static LowLatencyName Name(string text)
    {
        Assert.True(LowLatencyName.TryParse(text, out var name));
        return name;
    }

    private static string Text(HlsFixture hls, bool skips = false) => Encoding.UTF8.GetString(hls.Stream.LowLatency.GetPlaylist().Get(skips, isPacked: false).Span);
}
