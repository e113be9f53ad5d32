using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web;

/// <summary>HLS and what happens to a process and its disk: kill -9 in the middle of a segment, files that cannot be written.</summary>
[Trait("Category", "Loopback")]
public sealed partial class HlsProcessTests
{
    private const string Playlist = "/live/livestream.m3u8?hls_ctx=viewer01";

    private static readonly HttpClient Http = new() { Timeout = Wait.Limit };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_InMidSegment_NextRunGoesOnWithWholeSegments(bool hasFiles)
    {
        using var folder = new TemporaryFolder();
        string[] settings =
        [
            $"Srs:SegmentStore:Path={folder.Combine("store")}", .. hasFiles ? [$"Srs:DefaultVhost:Hls:HlsPath={folder.Combine("hls")}"] : Array.Empty<string>(),
        ];
        Dictionary<string, byte[]> before;
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            await using var publisher = await PublishAsync(server);
            await publisher.SendMediaAsync(226, group: 50);
            var text = await UntilAsync(server, static text => Segment().Count(text) == 4);
            before = await ReadAsync(server, text);
            await server.SignalAsync("KILL");
            await server.WaitForExitAsync();
        }

        // As if it had been writing then.
        var torn = Directory.GetDirectories(folder.Combine("store")).Single() + "/99-9.seg";
        await File.WriteAllBytesAsync(torn, new byte[1000], Cancel);
        await File.WriteAllBytesAsync(torn + ".tmp", new byte[1000], Cancel);

        await using var next = await ServerProcess.StartAsync(settings);
        await using var again = await PublishAsync(next);
        await again.SendMediaAsync(126, group: 50);
        var after = await UntilAsync(next, static text => Segment().Count(text) >= 6);
        var found = await ReadAsync(next, after);

        Assert.Equal(Enumerable.Range(0, found.Count).Select(static i => $"livestream-{i}.ts"), found.Keys);
        Assert.All(before, pair => Assert.Equal(pair.Value, found[pair.Key]));
        Assert.All(found.Values, static bytes => Assert.Equal((0x47, 0), ((int)bytes[0], bytes.Length % 188)));
        Assert.Matches("livestream-3[.]ts.*\n#EXT-X-DISCONTINUITY\n.*\nlivestream-4[.]ts", after);
        Assert.DoesNotContain(folder.Files(), file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.Contains("99-9", StringComparison.Ordinal));
    }

    [RequiresToolFact("prlimit")]
    public async Task Disk_IsFull_StatusSaysSoAndPlaybackGoesOnFromMemory()
    {
        using var folder = new TemporaryFolder();
        var program = ServerProcess.Command();

        // A write past the limit is to fail, as on a full disk, and not to end the process.
        var command = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec \"$@\"", "sh", program.FileName, .. program.ArgumentList]);
        await using var server = await ServerProcess.StartAsync(
            command,
            [
                "--Srs:Rtmp:Listen=127.0.0.1:0", "--Srs:HttpServer:Listen=127.0.0.1:0", "--Srs:HttpApi:Listen=127.0.0.1:0",
                "--Srs:CircuitBreaker:Enabled=false", "--Srs:RtcServer:Enabled=false", $"--Srs:SegmentStore:Path={folder.FullName}",
            ]);
        await using var publisher = await PublishAsync(server);
        var time = await publisher.SendMediaAsync(100, group: 50);
        await UntilAsync(server, static text => Segment().Count(text) == 1);
        Assert.Null(GetError(server));

        await LimitFilesAsync(server, "1000");
        time = await publisher.SendMediaAsync(100, time, group: 50);
        var text = await UntilAsync(server, static text => Segment().Count(text) == 3);
        await Wait.UntilAsync(() => GetError(server) is not null, "hls.error");
        Assert.Contains("cannot be written", GetError(server), StringComparison.Ordinal);
        Assert.Equal(3, (await ReadAsync(server, text)).Count);
        Assert.Single(server.Lines, static line => line.Contains("cannot be written", StringComparison.Ordinal));

        await LimitFilesAsync(server, "unlimited");
        await publisher.SendMediaAsync(100, time, group: 50);
        await UntilAsync(server, static text => Segment().Count(text) == 5);
        await Wait.UntilAsync(() => GetError(server) is null, "the end of hls.error");
        Assert.DoesNotContain(folder.Files(), static file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static async Task<RtmpTestClient> PublishAsync(ServerProcess server)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        return publisher;
    }

    /// <summary>Sets the length that files of the process may have.</summary>
    private static async Task LimitFilesAsync(ServerProcess server, string bytes)
    {
        var id = server.Id.ToString(CultureInfo.InvariantCulture);
        (await ExternalTool.RunAsync("prlimit", ["--pid", id, $"--fsize={bytes}:unlimited"])).AssertSucceeded();
    }

    private static Uri Url(ServerProcess server, string path) => new($"http://127.0.0.1:{server.HttpPort}{path}");

    private static async Task<string> UntilAsync(ServerProcess server, Func<string, bool> isGood)
    {
        var text = "";
        await Wait.UntilAsync(
            () =>
            {
                using var answer = Http.Send(new HttpRequestMessage(HttpMethod.Get, Url(server, Playlist)), Cancel);
                text = answer.Content.ReadAsStringAsync(Cancel).GetAwaiter().GetResult();
                return answer.IsSuccessStatusCode && isGood(text);
            },
            "the playlist");
        return text;
    }

    /// <summary>The segments of a playlist by name, in order.</summary>
    private static async Task<Dictionary<string, byte[]>> ReadAsync(ServerProcess server, string playlist)
    {
        var found = new Dictionary<string, byte[]>();
        foreach (Match segment in Segment().Matches(playlist))
        {
            found.Add(segment.Groups[1].Value, await Http.GetByteArrayAsync(Url(server, "/live/" + segment.Value), Cancel));
        }

        return found;
    }

    /// <summary>What the stream's status says of HLS.</summary>
    private static string? GetError(ServerProcess server)
    {
        using var answer = Http.Send(new HttpRequestMessage(HttpMethod.Get, Url(server, "/api/v1/streams/")), Cancel);
        using var json = JsonDocument.Parse(answer.Content.ReadAsStream(Cancel));
        var hls = json.RootElement.GetProperty("streams")[0].GetProperty("hls");
        return hls.TryGetProperty("error", out var error) ? error.GetString() : null;
    }

    [GeneratedRegex("^(livestream-[0-9]+[.]ts).*$", RegexOptions.Multiline)]
    private static partial Regex Segment();
}
