using System.Text;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Players of others read what is cut, live, while the publisher comes and goes.</summary>
[Trait("Category", "Interop")]
public sealed class HlsInteropTests
{
    private const string Fmp4 = "Srs:DefaultVhost:Hls:HlsUseFmp4=true";
    private const string Keys = "Srs:DefaultVhost:Hls:HlsKeys=true";
    private const string OneSecond = "Srs:DefaultVhost:Hls:HlsFragment=1s";

    [RequiresToolFact("ffmpeg")]
    public Task Ts_PlayedByFfmpegLive_WithoutAWarning() => PlayAsync([OneSecond]);

    [RequiresToolFact("ffmpeg")]
    public Task Fmp4_PlayedByFfmpegLive_WithoutAWarning() => PlayAsync([OneSecond, Fmp4]);

    [RequiresToolFact("ffmpeg")]
    public Task Keys_PlayedByFfmpegLive_WithoutAWarning() => PlayAsync([OneSecond, Keys, "Srs:DefaultVhost:Hls:HlsFragmentsPerKey=2"]);

    [RequiresToolFact("ffmpeg")]
    public Task Fmp4Keys_PlayedByFfmpegLive_WithoutAWarning() => PlayAsync([OneSecond, Fmp4, Keys]);

    [RequiresToolFact("ffmpeg")]
    public async Task Ts_PublisherRestarts_FfmpegGoesOn()
    {
        await using var server = await SrsTestServer.StartAsync(OneSecond);
        var publisher = RunningTool.Publish(Rtmp(server));
        var player = ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", Hls(server), "-t", "12", "-c", "copy", "-f", "framemd5", "-"]);
        await Wait.UntilAsync(
            () => server.Sessions.Sessions.Any(static session => session.Describe() is { Type: "hls-play", SentBytes: > 100_000 }), "the player to have some segments");
        await publisher.DisposeAsync();
        await using var second = RunningTool.Publish(Rtmp(server));

        var result = (await player).AssertSucceeded();

        var pictures = Encoding.UTF8.GetString(result.Output).Split('\n').Count(static line => line.StartsWith("0,", StringComparison.Ordinal));
        Assert.True(pictures > 200, $"{pictures} pictures");
    }

    [RequiresToolFact("ffprobe")]
    public async Task Files_ReadFromTheFolder_AreAWholeStream()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await SrsTestServer.StartAsync(OneSecond, $"Srs:DefaultVhost:Hls:HlsPath={folder.FullName}"))
        {
            await using var publisher = RunningTool.Publish(Rtmp(server));
            await Wait.UntilAsync(() => folder.Files().Count(static file => file.EndsWith(".ts", StringComparison.Ordinal)) >= 4, "files");
        }

        // Its numbers are those of the first segments, so that it does not wait for more.
        await File.AppendAllTextAsync(folder.Combine("live/livestream.m3u8"), "#EXT-X-ENDLIST\n", TestContext.Current.CancellationToken);
        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "warning", "-xerror", "-i", folder.Combine("live/livestream.m3u8"), "-f", "null", "-"]);

        result.AssertSucceeded();
        Assert.Equal("", result.Error);
        Assert.DoesNotContain(folder.Files(), static file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.EndsWith(".temp", StringComparison.Ordinal));
    }

    private static string Rtmp(SrsTestServer server) => $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";

    private static string Hls(SrsTestServer server) => $"http://127.0.0.1:{server.HttpPort}/live/livestream.m3u8";

    private static async Task PlayAsync(string[] settings)
    {
        await using var server = await SrsTestServer.StartAsync(settings);
        await using var publisher = RunningTool.Publish(Rtmp(server));
        await Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null }, "the publisher");

        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "warning", "-xerror", "-i", Hls(server), "-t", "8", "-f", "null", "-"]);

        // ffmpeg 5 reads an initialization segment again each time it reads the playlist, and warns of that.
        result.AssertSucceeded();
        Assert.Empty(result.ErrorLinesWithout("Found duplicated MOOV Atom"));
    }
}
