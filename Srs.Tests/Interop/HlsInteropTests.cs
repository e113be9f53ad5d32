using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Players of others read what is left in files.</summary>
[Trait("Category", "Interop")]
public sealed class HlsInteropTests
{
    private const string OneSecond = "Srs:DefaultVhost:Hls:HlsFragment=1s";

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
}
