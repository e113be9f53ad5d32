using Srs.Media.Configuration;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

/// <summary>From a publisher's frames to playlist and segments, in memory and on disk.</summary>
public sealed class HlsServiceTests
{
    [Fact]
    public async Task Publish_Groups_AreCutAtKeyFramesAndListed()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(3);
        await hls.UntilListedAsync(2);
        hls.StopPublisher();
        await hls.UntilListedAsync(3);

        Assert.All(hls.Segments, static segment => Assert.Equal((2.0, true, false), (segment.Duration.TotalSeconds, segment.IsIndependent, segment.IsDiscontinuity)));
        Assert.Equal(
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:2\n"
            + "#EXTINF:2.000, no desc\ntest-0.ts\n#EXTINF:2.000, no desc\ntest-1.ts\n#EXTINF:2.000, no desc\ntest-2.ts\n",
            hls.Stream.Playlist.Write());
        var resource = hls.Hls.Catalog.Find(VhostTable.DefaultName, "/live/test-1.ts");
        Assert.NotNull(resource);
        var bytes = await SegmentSamples.ReadAsync(resource.Segment!, resource.Form);
        Assert.True(bytes.Length > 0 && bytes.Length % 188 == 0 && bytes[0] == 0x47, $"{bytes.Length} bytes are no MPEG-TS.");
    }

    [Fact]
    public async Task Publish_Parts_CoverTheSegment()
    {
        await using var hls = new HlsFixture(new HlsOptions { HlsUseFmp4 = true });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(2);
        await hls.UntilListedAsync(1);

        var segment = hls.Segments[0];
        Assert.Equal(10, segment.Parts.Length);
        Assert.Equal(segment.Duration, TimeSpan.FromTicks(segment.Parts.Sum(static part => part.Duration.Ticks)));
        Assert.Equal(TimeSpan.FromMilliseconds(200), segment.Parts[3].Duration);
        Assert.Equal([true, .. Enumerable.Repeat(false, 9)], segment.Parts.Select(static part => part.IsIndependent));
        using var source = segment.Open(SegmentForm.Cmaf)!;
        Assert.Equal(source.Length, segment.Parts.Sum(static part => part.Cmaf.Length));
        Assert.All(segment.Parts, static part => Assert.Equal(part.Cmaf.Length, part.Tracks.Sum(static track => track.Length)));
        Assert.All(segment.Parts, static part => Assert.Equal(2, part.Tracks.Length));
        Assert.Contains("#EXT-X-MAP:URI=\"test/init.mp4\"", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
        Assert.Equal(segment.Header.Init.ToArray(), hls.Hls.Catalog.Find(VhostTable.DefaultName, "live/test/init.mp4")!.Bytes.ToArray());
    }

    [Fact]
    public async Task Publish_LongerThanTheWindow_SegmentsLeaveAndStayForAsLongAgain()
    {
        await using var hls = new HlsFixture(new HlsOptions { HlsWindow = TimeSpan.FromSeconds(10) });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        for (var i = 1; i <= 8; i++)
        {
            hls.PublishGroups(1);
            hls.Hls.OnTick();
            await hls.UntilListedAsync(i - 1);
        }

        Assert.Equal(5, hls.Stream.ListedSegments);
        Assert.Contains("#EXT-X-MEDIA-SEQUENCE:2\n", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
        Assert.NotNull(hls.Hls.Catalog.Find(VhostTable.DefaultName, "live/test-1.ts"));
        hls.Tick(10);
        Assert.Null(hls.Hls.Catalog.Find(VhostTable.DefaultName, "live/test-1.ts"));
        Assert.NotNull(hls.Hls.Catalog.Find(VhostTable.DefaultName, "live/test-2.ts"));
    }

    [Fact]
    public async Task Publish_Again_GoesOnAfterADiscontinuity()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(1);
        hls.Tick(2);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(2);
        await hls.UntilListedAsync(2);

        Assert.Equal([false, true], hls.Segments.Select(static segment => segment.IsDiscontinuity));
        Assert.Equal([0, 1], hls.Segments.Select(static segment => segment.Sequence));
        Assert.True(hls.Segments[1].Publish > hls.Segments[0].Publish);
        Assert.True(hls.Segments[1].WallClock >= hls.Segments[0].WallClockEnd.AddSeconds(1.9));
        Assert.Contains("test-0.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2.000, no desc\ntest-1.ts", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_AfterTheStreamWasForgotten_NumbersStillGoOn()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(1);
        hls.Tick(60);
        Assert.Empty(hls.Registry.Streams);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(2);

        Assert.Equal([0, 1], hls.Segments.Select(static segment => segment.Sequence));
    }

    [Fact]
    public async Task Publish_SetupChanges_NewSegmentWithADiscontinuityAndItsOwnInit()
    {
        await using var hls = new HlsFixture(new HlsOptions { HlsUseFmp4 = true });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.Lease!.Announce(HlsFixture.OtherVideo);
        hls.PublishGroups(1, video: HlsFixture.OtherVideo);
        hls.StopPublisher();
        await hls.UntilListedAsync(2);

        Assert.Equal([false, true], hls.Segments.Select(static segment => segment.IsDiscontinuity));
        var playlist = hls.Stream.Playlist.Write();
        Assert.Contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"test/init-1.mp4\"", playlist, StringComparison.Ordinal);
        Assert.NotEqual(hls.Segments[0].Header.Init.ToArray(), hls.Segments[1].Header.Init.ToArray());
    }

    [Fact]
    public async Task Publish_SoundAlone_IsCutByTheRatio()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(audio: HlsFixture.Audio);
        hls.PublishSound(13);
        await hls.UntilListedAsync(3);

        Assert.All(hls.Segments.Take(3), static segment => Assert.InRange(segment.Duration.TotalSeconds, 4.2, 4.25));
        Assert.Contains("#EXT-X-TARGETDURATION:5\n", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_NoKeyFrameForAMinute_IsCutAllTheSame()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1, frames: 25 * 65);
        await hls.UntilListedAsync(3);

        Assert.Equal([true, false, false], hls.Segments.Take(3).Select(static segment => segment.IsIndependent));
        Assert.All(hls.Segments.Take(3), static segment => Assert.InRange(segment.Duration.TotalSeconds, 20, 20.1));
    }

    [Fact]
    public async Task Publish_TooShort_IsThrownAwayAndItsNumberUsedAgain()
    {
        await using var hls = new HlsFixture();
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1, frames: 2);
        hls.StopPublisher();
        hls.Tick(1);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(1);

        Assert.Equal([0], hls.Segments.Select(static segment => segment.Sequence));
    }

    [Fact]
    public async Task Publish_WithFiles_FolderHasWhatThePlaylistSays()
    {
        using var folder = new TemporaryFolder();
        await using var hls = new HlsFixture(new HlsOptions { HlsPath = folder.FullName, HlsWindow = TimeSpan.FromSeconds(6) });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(6);
        hls.StopPublisher();
        await hls.UntilListedAsync(6);

        Assert.Equal(["live/test-0.ts", "live/test-1.ts", "live/test-2.ts", "live/test-3.ts", "live/test-4.ts", "live/test-5.ts", "live/test.m3u8"], folder.Files());
        Assert.Equal(hls.Stream.Playlist.Write(), await File.ReadAllTextAsync(folder.Combine("live/test.m3u8"), TestContext.Current.CancellationToken));
        Assert.Equal(await SegmentSamples.ReadAsync(hls.Segments[5], SegmentForm.Ts), await File.ReadAllBytesAsync(folder.Combine("live/test-5.ts"), TestContext.Current.CancellationToken));

        hls.Tick(6);
        await UntilAsync(folder, "live/test-3.ts", "live/test-4.ts", "live/test-5.ts", "live/test.m3u8");
        await Wait.UntilAsync(
            () =>
            {
                hls.Tick(1);
                return folder.Files().Count == 0;
            },
            "the files to go");
        Assert.Null(hls.Hls.Find(HlsFixture.Key));
        Assert.Equal(0, hls.Hls.Catalog.Count);
    }

    [Fact]
    public async Task Publish_CleanupOff_FilesStay()
    {
        using var folder = new TemporaryFolder();
        await using var hls = new HlsFixture(new HlsOptions { HlsPath = folder.FullName, HlsWindow = TimeSpan.FromSeconds(6), HlsCleanup = false });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(6);
        hls.StopPublisher();
        await hls.UntilListedAsync(6);

        hls.Tick(200);

        Assert.Equal(7, folder.Files().Count);
    }

    [Fact]
    public async Task Publish_Templates_AreFilled()
    {
        using var folder = new TemporaryFolder();
        await using var hls = new HlsFixture(new HlsOptions
        {
            HlsPath = folder.FullName,
            HlsM3u8File = "[vhost]/[app]/[stream].m3u8",
            HlsTsFile = "[app]/[stream]/[2006][01][02]/[15][04]-[seq]-[duration].ts",
            HlsEntryPrefix = "http://cdn.example",
        });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(1);

        Assert.Equal(["__defaultVhost__/live/test.m3u8", "live/test/20260101/0000-0-2000.ts"], folder.Files());
        Assert.EndsWith("\nhttp://cdn.example/live/test/20260101/0000-0-2000.ts\n", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("continue", false, true)]
    [InlineData("ignore", false, false)]
    [InlineData("disconnect", true, false)]
    public async Task Publish_DiskBreaks_AsOnErrorSays(string onError, bool isEnded, bool goesOn)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("live"), "in the way", TestContext.Current.CancellationToken);
        await using var hls = new HlsFixture(new HlsOptions { HlsPath = folder.FullName, HlsOnError = onError });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(2);
        await Wait.UntilAsync(() => hls.Stream.Fault is not null, "the fault");

        Assert.Contains("cannot be written", hls.Stream.Fault!, StringComparison.Ordinal);
        Assert.Equal(isEnded, hls.Publisher.Ends is [SessionEndReason.StorageFailed]);
        File.Delete(folder.Combine("live"));
        hls.PublishGroups(2);
        await Wait.UntilAsync(() => hls.Segments.Count >= 3, "segments");
        hls.StopPublisher();
        await Wait.UntilAsync(() => hls.Segments.Count >= 4 && (!goesOn || hls.Stream.Fault is null), "the end");
        Assert.Equal(goesOn, folder.Files().Count > 0);
    }

    [Fact]
    public async Task Restart_FilesOfAnEarlierRun_AreCarriedOn()
    {
        using var folder = new TemporaryFolder();
        var options = new HlsOptions { HlsPath = folder.FullName, HlsWindow = TimeSpan.FromSeconds(6) };
        await using (var before = new HlsFixture(options))
        {
            before.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
            before.PublishGroups(5);
            await before.UntilListedAsync(4);
        }

        await using var hls = new HlsFixture(options);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(1);

        Assert.Equal(
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.000, no desc\ntest-3.ts\n"
            + "#EXTINF:2.000, no desc\ntest-4.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2.000, no desc\ntest-5.ts\n",
            hls.Stream.Playlist.Write());
        hls.Tick(6);
        await UntilAsync(folder, "live/test-3.ts", "live/test-4.ts", "live/test-5.ts", "live/test.m3u8");
    }

    [Fact]
    public async Task Restart_RecoverOff_BeginsAnew()
    {
        using var folder = new TemporaryFolder();
        var options = new HlsOptions { HlsPath = folder.FullName, HlsRecover = false };
        await using (var before = new HlsFixture(options))
        {
            before.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
            before.PublishGroups(3);
            await before.UntilListedAsync(2);
        }

        await using var hls = new HlsFixture(options);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(1);

        Assert.Contains("#EXT-X-MEDIA-SEQUENCE:0\n", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_StoreOnDisk_PlaylistGoesOnInMemory()
    {
        using var folder = new TemporaryFolder();
        var store = new SegmentStoreOptions { Path = folder.FullName };
        await using (var before = new HlsFixture(store: store))
        {
            before.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
            before.PublishGroups(3);
            before.StopPublisher();
            await before.UntilListedAsync(3);
        }

        await using var hls = new HlsFixture(store: store);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(1);
        hls.StopPublisher();
        await hls.UntilListedAsync(1);

        Assert.EndsWith("test-2.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2.000, no desc\ntest-3.ts\n", hls.Stream.Playlist.Write(), StringComparison.Ordinal);
        var old = hls.Hls.Catalog.Find(VhostTable.DefaultName, "live/test-1.ts")!;
        Assert.Equal(0x47, (await SegmentSamples.ReadAsync(old.Segment!, old.Form))[0]);
    }

    [Fact]
    public async Task Publish_WithKeys_SegmentsAreEncryptedAndKeysRotate()
    {
        using var folder = new TemporaryFolder();
        await using var hls = new HlsFixture(new HlsOptions
        {
            HlsKeys = true,
            HlsFragmentsPerKey = 2,
            HlsPath = folder.FullName,
            HlsKeyFilePath = folder.Combine("keys"),
            HlsKeyUrl = "https://keys.example/k?token=1",
        });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(4);
        hls.StopPublisher();
        await hls.UntilListedAsync(4);

        Assert.Equal(["keys/live/test-0.key", "keys/live/test-2.key", "live/test-0.ts", "live/test-1.ts", "live/test-2.ts", "live/test-3.ts", "live/test.m3u8"], folder.Files());
        var playlist = hls.Stream.Playlist.Write();
        Assert.Contains("URI=\"https://keys.example/k/live/test-0.key?token=1\",IV=0x", playlist, StringComparison.Ordinal);
        Assert.Equal(2, playlist.Split("#EXT-X-KEY").Length - 1);
        var key = await File.ReadAllBytesAsync(folder.Combine("keys/live/test-2.key"), TestContext.Current.CancellationToken);
        var iv = Convert.FromHexString(playlist.Split("IV=0x")[2][..32]);
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = key;
        var plain = aes.DecryptCbc(await File.ReadAllBytesAsync(folder.Combine("live/test-3.ts"), TestContext.Current.CancellationToken), iv);
        Assert.True(plain.Length % 188 == 0 && plain[0] == 0x47);
    }

    [Fact]
    public async Task Publish_MemoryIsShort_StaysWithinItAndListsWhatIsThere()
    {
        await using var hls = new HlsFixture(memory: 1024 * 1024);
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        for (var i = 1; i <= 10; i++)
        {
            hls.PublishGroups(1, size: 6000);
            await hls.UntilListedAsync(i - 1);
        }

        Assert.True(hls.Store.EvictedSegments > 0);
        Assert.True(hls.Memory.UsedBytes <= 2 * 1024 * 1024, $"{hls.Memory.UsedBytes} bytes");
        Assert.InRange(hls.Stream.ListedSegments, 1, 4);
    }

    [Fact]
    public async Task Publish_HlsIsOff_CutsNothing()
    {
        await using var hls = new HlsFixture(new HlsOptions { Enabled = false });
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        hls.PublishGroups(2);

        Assert.Null(hls.Hls.Find(HlsFixture.Key));
        Assert.Null(hls.Store.Find(HlsFixture.Key));
    }

    [Fact]
    public async Task Publish_NameThatNoFileCanHave_IsAFaultAndWritesNothing()
    {
        using var folder = new TemporaryFolder();
        await using var hls = new HlsFixture(new HlsOptions { HlsPath = folder.FullName });
        var key = HlsFixture.Key with { Stream = new string('x', 300) };
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio, key);
        hls.PublishGroups(2);
        await Wait.UntilAsync(() => hls.Hls.Find(key)?.Fault is not null, "the fault");

        Assert.Contains("more than 255 bytes", hls.Hls.Find(key)!.Fault!, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    /// <summary>Waits until the folder has these files; they are deleted beside everything else.</summary>
    private static Task UntilAsync(TemporaryFolder folder, params string[] files) =>
        Wait.UntilAsync(() => folder.Files().SequenceEqual(files), string.Join(' ', files));
}
