using System.Text;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

/// <summary>Several audio tracks of one publisher.</summary>
public sealed class HlsSoundTests
{
    private static readonly TrackInfo Second = HlsFixture.Audio with { Id = 1, Audio = new AudioFormat(44100, 2, 16, "LC") };
    private static readonly StreamKey SecondKey = Key("test~a1");

    [Fact]
    public async Task FindVariants_OneSound_IsTheStreamAsEver()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(3);
        await hls.UntilListedAsync(2);

        foreach (var isLowLatency in new[] { false, true })
        {
            var variant = Assert.Single(hls.Hls.FindVariants(HlsFixture.Key, hls.Options.Renditions, isLowLatency));
            Assert.Same(variant.Stream, variant.Shown);
            Assert.Empty(variant.Sounds);
            Assert.DoesNotContain("AUDIO", Master(hls, isLowLatency), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Segments_OfASecondSound_AreCutWhereThePicturesAre()
    {
        await using var hls = await PublishAsync();

        var (first, second) = (hls.Segments.ToList(), hls.Store.Find(SecondKey)!.GetAll().ToList());

        Assert.Equal(first.Select(static segment => (segment.Start, segment.Duration, segment.WallClock)).Take(2), second.Select(static segment => (segment.Start, segment.Duration, segment.WallClock)).Take(2));
        Assert.All(second, static segment => Assert.Equal([1], segment.Header.Tracks.Select(static track => track.Id)));
        Assert.All(second, static segment => Assert.True(segment.IsIndependent && segment.Pictures == 0));
        Assert.All(first, static segment => Assert.Equal([0, 0], segment.Header.Tracks.Select(static track => track.Id)));
    }

    [Fact]
    public async Task Master_Ts_HasTheFirstSoundInTheVariant()
    {
        await using var hls = await PublishAsync();

        var lines = Master(hls, isLowLatency: false).Split('\n');

        Assert.Equal(
            [
                "#EXTM3U",
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio 1\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\"",
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio 2\",DEFAULT=NO,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"test~a1\"",
            ],
            lines[..3]);
        Assert.Matches("^#EXT-X-STREAM-INF:BANDWIDTH=\\d+,AVERAGE-BANDWIDTH=\\d+,CODECS=\"avc1\\.[0-9a-f]{6},mp4a\\.40\\.2\",AUDIO=\"audio\",RESOLUTION=638x358,FRAME-RATE=25\\.000$", lines[3]);
        Assert.Equal("test", lines[4]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Master_Fmp4_HasPicturesAndSoundsApart(bool isLowLatency)
    {
        await using var hls = await PublishAsync(new HlsOptions { HlsUseFmp4 = !isLowLatency });

        var lines = Master(hls, isLowLatency).Split('\n');

        Assert.EndsWith(",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"test~a0\"", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",DEFAULT=NO,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"test~a1\"", lines[2], StringComparison.Ordinal);
        Assert.Contains(",mp4a.40.2\",AUDIO=\"audio\",", lines[3], StringComparison.Ordinal);
        Assert.Equal("test~v0", lines[4]);
    }

    [Fact]
    public async Task Master_NamesInMetadata_AreTold()
    {
        await using var hls = new HlsFixture();
        Start(hls, SoundMetadata.Write(("0", "en", "English \"main\""), ("1", "de-CH", "")));
        await PublishAsync(hls);

        var lines = Master(hls, isLowLatency: false).Split('\n');

        Assert.Contains(",NAME=\"English main\",LANGUAGE=\"en\",DEFAULT=YES,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",NAME=\"de-CH\",LANGUAGE=\"de-CH\",DEFAULT=NO,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variant_SoundOfAnotherCodec_TellsBoth()
    {
        await using var hls = new HlsFixture();
        var opus = new TrackInfo { Id = 1, Kind = MediaKind.Audio, Codec = MediaCodec.Opus, Audio = new AudioFormat(48000, 2, 16, ""), Config = Srs.Tests.Codecs.Opus.OpusHeadTests.GetHead("opus-stereo.ogg") };
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Lease!.Announce(opus);
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey) is not null, "the track");
        Publish(hls, 151, opus);
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey) is { ListedSegments: >= 2 }, "segments");

        Assert.Contains(",mp4a.40.2,opus\",AUDIO=\"audio\"", Master(hls, isLowLatency: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test~a0")]
    [InlineData("test~a1")]
    [InlineData("test~v0")]
    public async Task FindVariants_OfATrackByItself_IsThatAlone(string name)
    {
        await using var hls = await PublishAsync();

        var variant = Assert.Single(hls.Hls.FindVariants(Key(name), hls.Options.Renditions, isLowLatency: true));

        Assert.Equal((Key(name), 0), (variant.Shown.Key, variant.Sounds.Length));
        Assert.False(HlsRendition.AreSeveral([variant], Key(name)));
    }

    [Fact]
    public async Task PicturesAndSound_ByThemselves_AreTheFragmentsOfTheSegment()
    {
        await using var hls = await PublishAsync(new HlsOptions { HlsUseFmp4 = true });
        var segment = hls.Segments[1];

        var (whole, pictures, sound) = (await SegmentSamples.ReadAsync(segment, SegmentForm.Cmaf), await SegmentSamples.ReadAsync(segment, SegmentForm.Pictures), await SegmentSamples.ReadAsync(segment, SegmentForm.Sound));

        Assert.Equal(whole.Length, pictures.Length + sound.Length);
        Assert.Equal(segment.Parts.SelectMany(part => Slice(whole, part.Tracks[0])), pictures);
        Assert.Equal(segment.Parts.SelectMany(part => Slice(whole, part.Tracks[1])), sound);
        var silent = hls.Hls.Find(Key("test~v0"))!;
        Assert.Equal(hls.Stream.ListedSegments, silent.ListedSegments);
        var entry = silent.Playlist.Entries[^1];
        Assert.Equal(SegmentForm.Pictures, entry.Form);
        Assert.StartsWith("live/test~v0", entry.Init!.Path, StringComparison.Ordinal);
        Assert.Single(Count(entry.Init.Bytes, "trak"));
        Assert.Equal(2, Count(hls.Stream.Playlist.Entries[^1].Init!.Bytes, "trak").Count);
    }

    [Fact]
    public async Task LowLatencyPlaylists_OfPicturesAndSounds_KeepTheRulesAndReportOnEachOther()
    {
        await using var hls = await PublishAsync();

        foreach (var name in new[] { "test~v0", "test~a0", "test~a1" })
        {
            var text = Encoding.UTF8.GetString(hls.Hls.Find(Key(name))!.LowLatency.GetPlaylist().Get(skips: false, isPacked: false, isRendition: true).Span);
            LowLatencyRules.Check(text);
            Assert.Equal(
                new[] { "test~v0", "test~a0", "test~a1" }.Where(other => other != name),
                text.Split('\n').Where(static line => line.StartsWith("#EXT-X-RENDITION-REPORT:", StringComparison.Ordinal)).Select(static line => Uri.UnescapeDataString(line.Split('/')[1])));
        }

        using var piece = await hls.Hls.Find(Key("test~a0"))!.LowLatency.OpenAsync(
            LowLatencyName.Of(hls.Segments[0]) with { Part = 1 }, TestContext.Current.CancellationToken);
        Assert.Equal(hls.Segments[0].Parts[1].Tracks[1], piece!.Range);
    }

    [Fact]
    public async Task Sound_ComesLate_LeavesWhatIsThereAlone()
    {
        await using var hls = new HlsFixture(new HlsOptions { HlsUseFmp4 = true });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(3);
        await hls.UntilListedAsync(2);
        hls.Lease!.Announce(Second);
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey) is not null, "the track");
        Publish(hls, 151, Second);
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey) is { ListedSegments: >= 2 } && hls.Stream.ListedSegments >= 5, "segments");

        Assert.DoesNotContain("DISCONTINUITY", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
        Assert.Single(hls.Segments.Select(static segment => segment.Header.Number).Distinct());

        // Pictures alone are there for as long as the stream is.
        Assert.Equal(hls.Stream.Playlist.Entries[0].Segment, hls.Hls.Find(Key("test~v0"))!.Playlist.Entries[0].Segment);
        Assert.Contains("test~a1", Master(hls, isLowLatency: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sound_FallsSilent_ListsNothingEmptyAndTheOthersGoOn()
    {
        await using var hls = await PublishAsync();
        var before = hls.Hls.Find(SecondKey)!.ListedSegments;

        Publish(hls, 200);
        await Wait.UntilAsync(() => hls.Stream.ListedSegments >= before + 3, "segments");
        Publish(hls, 100, Second);
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey)!.ListedSegments > before + 1, "its segments");

        Assert.All(hls.Store.Find(SecondKey)!.GetAll(), static segment => Assert.All(segment.Parts, static part => Assert.True(part.Cmaf.Length > 0)));
        Assert.DoesNotContain("DISCONTINUITY", hls.Hls.Find(SecondKey)!.Playlist.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sound_IsMissingAfterARestart_LeavesTheMasterPlaylist()
    {
        await using var hls = await PublishAsync();
        hls.StopPublisher();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        Publish(hls, 151);
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey) is { IsLive: false }, "its end");
        hls.Clock.Advance(TimeSpan.FromSeconds(7));

        Assert.DoesNotContain("AUDIO", Master(hls, isLowLatency: true), StringComparison.Ordinal);
        Assert.True(hls.Stream.IsLive);
    }

    [Fact]
    public async Task Sound_ComesWithTheSecondPublisher_CountsTheDiscontinuityBefore()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(3);
        hls.StopPublisher();
        await hls.UntilListedAsync(3);
        Start(hls, []);
        await PublishAsync(hls);

        Assert.Contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n", hls.Hls.Find(SecondKey)!.Playlist.Write(), StringComparison.Ordinal);
        Assert.Contains(
            "#EXT-X-DISCONTINUITY-SEQUENCE:1\n", Encoding.UTF8.GetString(hls.Hls.Find(SecondKey)!.LowLatency.GetPlaylist().Get(skips: false, isPacked: false).Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tracks_BeyondTheLimit_AreNotCut()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.Lease!.Announce(Second with { Id = Renditions.MaxTracks });
        hls.Lease.Announce(Second with { Id = Renditions.MaxTracks - 1 });
        await Wait.UntilAsync(() => hls.Hls.Find(Key("test~a7")) is not null, "the track");

        Assert.Null(hls.Hls.Find(Key("test~a8")));
    }

    private static StreamKey Key(string stream) => HlsFixture.Key with { Stream = stream };

    private static string Master(HlsFixture hls, bool isLowLatency) => HlsMaster.Write(
        hls.Hls.FindVariants(HlsFixture.Key, hls.Options.Renditions, isLowLatency),
        stream => isLowLatency ? stream.LowLatency.Describe(stream.Key.Stream) : stream.Describe(stream.Key.Stream))!;

    private static void Start(HlsFixture hls, byte[] metadata)
    {
        hls.StartPublisher();
        if (metadata.Length > 0)
        {
            hls.Lease!.SetMetadata(metadata);
        }

        hls.Lease!.Announce(HlsFixture.Video);
        hls.Lease.Announce(HlsFixture.Audio);
        hls.Lease.Announce(Second);
    }

    private static async Task<HlsFixture> PublishAsync(HlsOptions? options = null)
    {
        var hls = new HlsFixture(options);
        Start(hls, []);
        await PublishAsync(hls);
        return hls;
    }

    private static async Task PublishAsync(HlsFixture hls)
    {
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey) is not null, "the track");
        Publish(hls, 151, Second);
        await Wait.UntilAsync(() => hls.Hls.Find(SecondKey) is { ListedSegments: >= 3 } && hls.Stream.ListedSegments >= 3, "both tracks");
    }

    private static void Publish(HlsFixture hls, int frames, TrackInfo? second = null)
    {
        for (var i = 0; i < frames; i++)
        {
            hls.Send(HlsFixture.Video, i % 50 == 0, 40);
            hls.Send(HlsFixture.Audio, isKey: true, 20);
            if (second is not null)
            {
                hls.Send(second, isKey: true, 30);
            }

            hls.Step(40);
        }
    }

    private static byte[] Slice(byte[] bytes, SegmentRange range) => bytes.AsSpan((int)range.Offset, (int)range.Length).ToArray();

    private static List<int> Count(ReadOnlyMemory<byte> bytes, string box)
    {
        var found = new List<int>();
        for (var at = 0; bytes.Span[at..].IndexOf(Encoding.ASCII.GetBytes(box)) is var next && next >= 0; at += next + 4)
        {
            found.Add(at + next);
        }

        return found;
    }
}
