using Srs.Media.Frames;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;
using static Srs.Tests.Interop.MultitrackRun;

namespace Srs.Tests.Interop;

/// <summary>What ffmpeg and dash.js make of several tracks.</summary>
[Trait("Category", "Interop")]
public sealed class MultitrackInteropTests
{
    [RequiresToolFact("ffprobe")]
    public Task Ffmpeg_Ts_HearsBothSoundsApart() => HearAsync(MultitrackForm.OneTrack, MediaCodec.Aac, ["movie.m3u8"]);

    [RequiresToolFact("ffprobe")]
    public Task Ffmpeg_Fmp4LowLatencyAndDash_HearBothSoundsApart() =>
        HearAsync(MultitrackForm.ManyTracks, MediaCodec.Aac, ["movie.m3u8", "movie.ll.m3u8", "movie.mpd"], "Srs:DefaultVhost:Hls:HlsUseFmp4=true");

    [RequiresToolFact("ffprobe")]
    public Task Ffmpeg_AacAndOpus_HearsBothSoundsApart() => HearAsync(MultitrackForm.ManyTracksManyCodecs, MediaCodec.Opus, ["movie.m3u8", "movie.ll.m3u8", "movie.mpd"]);

    [RequiresToolFact("ffprobe")]
    public async Task Ffmpeg_TwoVideoTracks_SeesBothSizes()
    {
        await using var server = await StartServerAsync();
        await using var publisher = await MultitrackPublisher.StartAsync(
            server, "movie", MultitrackForm.OneTrack, [], silent: null, await MakeVideoAsync(), await MakeVideoAsync("-s", "320x180"), await MakeSoundAsync(MediaCodec.Aac, FirstTone));
        await UntilListedAsync(server, "movie~1");

        foreach (var name in new[] { "movie.m3u8", "movie.ll.m3u8", "movie.mpd" })
        {
            var result = await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-show_entries", "stream=width,height", "-select_streams", "v", "-of", "csv=p=0", Url(server, name)]);
            var sizes = result.AssertSucceeded().OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Trim(',', '\r')).ToHashSet();
            Assert.True(sizes.SetEquals(["160,90", "320,180"]), $"{name}: {string.Join(' ', sizes)}");
        }

        for (var track = 0; track < 2; track++)
        {
            // Pictures that differ, not one that stands still.
            var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-xerror", "-i", Url(server, "movie.m3u8"), "-map", $"0:v:{track}", "-frames:v", "40", "-f", "framemd5", "-"]);
            var digests = result.AssertSucceeded().OutputText.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line.Split(',')[^1]).ToHashSet();
            Assert.True(digests.Count > 30, $"Track {track} has {digests.Count} different pictures.");
        }
    }

    [RequiresToolFact("ffprobe")]
    public async Task Ffmpeg_SoundComesLateAndGoes_TheOtherPlaysOn()
    {
        await using var server = await StartServerAsync();
        await using var publisher = await PublishAsync(server, silent: 1);
        await UntilListedAsync(server, "movie");
        var playing = ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-xerror", "-i", Url(server, "movie.m3u8"), "-t", "10", "-f", "null", "-"]);

        publisher.Show(MediaKind.Audio, 1);
        await UntilListedAsync(server, "movie~a1");
        await AssertBothAsync(Url(server, "movie.m3u8"));
        publisher.Hide(MediaKind.Audio, 1);

        Assert.Equal("", (await playing).AssertSucceeded().Error);
    }

    [RequiresToolFact("ffprobe")]
    public async Task Ffmpeg_FilesInAFolder_HearsBothSoundsApart()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartServerAsync($"Srs:DefaultVhost:Hls:HlsPath={folder.FullName}", $"Srs:DefaultVhost:Dash:DashPath={folder.FullName}");
        await using var publisher = await PublishAsync(server, silent: null);
        await UntilListedAsync(server, "movie~a1");

        foreach (var name in new[] { "movie.master.m3u8", "movie.mpd" })
        {
            var file = folder.Combine($"live/{name}");
            await Wait.UntilAsync(() => File.Exists(file) && File.ReadAllText(file).Contains("movie~a1", StringComparison.Ordinal), name);
            await AssertBothAsync("file://" + file);
        }
    }

    [RequiresToolFact("chromium")]
    public Task DashJs_Live_ChangesSoundsAndPlaysOn() => PlayAsync(StartDash, "movie.mpd", isLowLatency: false);

    [RequiresToolFact("chromium")]
    public Task DashJs_LowLatency_ChangesSoundsAndPlaysOn() => PlayAsync(StartDash, "movie.ll.mpd", isLowLatency: true);

    [RequiresToolFact("chromium")]
    public Task DashJs_SoundComesLate_PlaysOn() => ComeLateAsync(StartDash, "movie.mpd", isLowLatency: false, soundsLater: 1);

    [RequiresToolFact("chromium")]
    public Task DashJs_PublisherRestarts_PlaysOn() => RestartAsync(StartDash, "movie.mpd", isLowLatency: false);
}
