using System.Text;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Programs of others publish by POST and listen to the sound alone; what comes out is compared with the file that went in.</summary>
[Trait("Category", "Interop")]
public sealed class HttpInteropTests
{
    private const int Seconds = 4;

    [RequiresToolFact("ffmpeg")]
    public async Task Aac_PlayedByFfmpegAndGStreamer_IsTheSourceBitForBit() => await CompareSoundAsync("aac", "aac", "adts", "aacparse", "audio/mpeg,stream-format=adts");

    [RequiresToolFact("ffmpeg")]
    public async Task Mp3_PlayedByFfmpegAndGStreamer_IsTheSourceBitForBit() => await CompareSoundAsync("libmp3lame", "mp3", "mp3", "mpegaudioparse", "audio/mpeg");

    [RequiresToolFact("curl")]
    public async Task Publish_CurlUploadsAFile_PlayerGetsEveryPacket() => await ComparePacketsAsync("curl", (file, size, url) =>
        ["-sS", "--fail", "-T", file, "--limit-rate", $"{size / Seconds}", url]);

    [RequiresToolFact("curl")]
    public async Task Publish_CurlUploadsChunks_PlayerGetsEveryPacket() => await ComparePacketsAsync("curl", (file, size, url) =>
        ["-sS", "--fail", "-X", "POST", "-H", "Transfer-Encoding: chunked", "-T", file, "--limit-rate", $"{size / Seconds}", url]);

    [RequiresToolFact("ffmpeg")]
    public async Task Publish_FfmpegPosts_PlayerGetsEveryPacket() => await ComparePacketsAsync("ffmpeg", static (file, _, url) =>
        ["-v", "error", "-re", "-i", file, "-c", "copy", "-f", "flv", url]);

    [RequiresToolFact("ffprobe")]
    public async Task Flv_OfSoundOnly_HasNoOtherTrack()
    {
        await using var server = await SrsTestServer.StartAsync();
        Assert.Equal(["audio"], await ProbeKindsAsync(server, ["-f", "lavfi", "-i", "sine", "-c:a", "aac"]));
    }

    [RequiresToolFact("ffprobe")]
    public async Task Flv_DropIfNotMatch_HasWhatIsAllowed()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:HasVideo=false", "Srs:DefaultVhost:HttpRemux:GuessHasAv=false");
        Assert.Equal(["audio"], await ProbeKindsAsync(server, Encode("aac")));
    }

    [RequiresToolFact("ffprobe")]
    public async Task Flv_DropIfNotMatchOff_HasAllThatCame()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:HasVideo=false", "Srs:DefaultVhost:HttpRemux:DropIfNotMatch=false");
        Assert.Equal(["audio", "video"], await ProbeKindsAsync(server, Encode("aac")));
    }

    private static string[] Encode(string audio) =>
    [
        "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-f", "lavfi", "-i", "sine=sample_rate=44100",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", audio, "-ac", "2",
    ];

    private static async Task CompareSoundAsync(string encoder, string extension, string muxer, string parser, string caps)
    {
        using var folder = new TemporaryFolder();
        var source = await MakeAsync(folder, encoder);
        string Output(string name) => folder.Path(name);
        (await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", source, "-vn", "-c", "copy", .. Plain(muxer), Output("expected")])).AssertSucceeded();

        await using var server = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:HttpRemux:FastCache=1m", "Srs:DefaultVhost:Publish:Grace=100ms", "Srs:DefaultVhost:Publish:NormalTimeout=20s");
        var url = $"http://127.0.0.1:{server.HttpPort}/live/sound.{extension}";
        var ffmpeg = ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", url, "-c", "copy", .. Plain(muxer), Output("ffmpeg")]);
        var gstreamer = ExternalTool.IsOnPath("gst-launch-1.0")
            ? ExternalTool.RunAsync("gst-launch-1.0", ["-q", "souphttpsrc", $"location={url}", "!", parser, "!", caps, "!", "filesink", $"location={Output("gstreamer")}"])
            : null;
        var curl = ExternalTool.RunAsync("curl", ["-sS", "--fail", "-o", Output("curl"), url]);
        await Wait.UntilAsync(() => server.Sessions.Count == (gstreamer is null ? 2 : 3), "the listeners");
        (await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-re", "-i", source, "-c", "copy", "-f", "flv", $"http://127.0.0.1:{server.HttpPort}/live/sound.flv"]))
            .AssertSucceeded();

        var expected = await File.ReadAllBytesAsync(Output("expected"), TestContext.Current.CancellationToken);
        (await curl).AssertSucceeded();
        (await ffmpeg).AssertSucceeded();
        Assert.True(expected.Length > Seconds * 5000, $"{expected.Length} bytes are no sound.");
        AssertSame(expected, await File.ReadAllBytesAsync(Output("curl"), TestContext.Current.CancellationToken), "curl");
        AssertSame(expected, await File.ReadAllBytesAsync(Output("ffmpeg"), TestContext.Current.CancellationToken), "ffmpeg");
        if (gstreamer is not null)
        {
            (await gstreamer).AssertSucceeded();
            AssertSame(expected, await File.ReadAllBytesAsync(Output("gstreamer"), TestContext.Current.CancellationToken), "GStreamer");
        }
    }

    /// <summary>No tags and indexes around the frames.</summary>
    private static string[] Plain(string muxer) =>
        muxer == "mp3" ? ["-id3v2_version", "0", "-write_xing", "0", "-f", muxer, "-y"] : ["-f", muxer, "-y"];

    private static async Task ComparePacketsAsync(string tool, Func<string, long, string, string[]> arguments)
    {
        using var folder = new TemporaryFolder();
        var source = await MakeAsync(folder, "aac");
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Grace=100ms", "Srs:DefaultVhost:Publish:NormalTimeout=20s");
        var url = $"http://127.0.0.1:{server.HttpPort}/live/posted.flv";
        var player = ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", url, "-c", "copy", "-f", "framemd5", "-"]);
        await Wait.UntilAsync(() => server.Sessions.Count == 1, "the player");

        (await ExternalTool.RunAsync(tool, arguments(source, new FileInfo(source).Length, url))).AssertSucceeded();

        var expected = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", source, "-c", "copy", "-f", "framemd5", "-"]);
        var (sent, played) = (Packets(expected.AssertSucceeded()), Packets((await player).AssertSucceeded()));
        Assert.Equal(sent["0"], played["0"]);

        // A player joins at the first key frame; encoders send a packet or two of sound before it.
        Assert.InRange(played["1"].Count, sent["1"].Count - 3, sent["1"].Count);
        Assert.Equal(sent["1"].TakeLast(played["1"].Count), played["1"]);
    }

    /// <summary>Size and hash of each packet by track.</summary>
    private static Dictionary<string, List<string>> Packets(ExternalToolResult result) =>
        Encoding.UTF8.GetString(result.Output).Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(',', StringSplitOptions.TrimEntries))
            .GroupBy(static fields => fields[0])
            .ToDictionary(static track => track.Key, static track => track.Select(static fields => $"{fields[4]} {fields[5]}").ToList());

    private static async Task<string> MakeAsync(TemporaryFolder folder, string audio)
    {
        var source = folder.Path("source.flv");
        (await ExternalTool.RunAsync("ffmpeg", ["-v", "error", .. Encode(audio), "-t", $"{Seconds}", "-f", "flv", source])).AssertSucceeded();
        return source;
    }

    private static async Task<List<string>> ProbeKindsAsync(SrsTestServer server, string[] encode)
    {
        await using var publisher = RunningTool.Start(
            "ffmpeg", ["-v", "error", "-re", .. encode, "-f", "flv", $"rtmp://127.0.0.1:{server.RtmpPort}/live/probed"]);
        var result = await ExternalTool.RunAsync(
            "ffprobe", ["-v", "error", "-of", "csv=p=0", "-show_entries", "stream=codec_type", $"http://127.0.0.1:{server.HttpPort}/live/probed.flv"]);
        return [.. Encoding.UTF8.GetString(result.AssertSucceeded().Output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static k => k.Trim()).Where(static k => k != "data").Order()];
    }

    private static void AssertSame(byte[] expected, byte[] actual, string player) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"{player} got {actual.Length} bytes, equal up to {expected.AsSpan().CommonPrefixLength(actual)} of {expected.Length}.");

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("srs-http-");

        public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
