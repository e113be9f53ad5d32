using Srs.Load.Measuring;
using Srs.Load.Publishing;
using Srs.Load.Viewing;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Load;

[Trait("Category", "Loopback")]
public sealed class LoadRunTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task PublishAndPlay_EachProtocol_AllViewersGetAllOfIt()
    {
        await File.WriteAllBytesAsync(_file, [.. TestFlv.Start(), .. TestFlv.Frames(0, 50)], TestContext.Current.CancellationToken);
        await using var server = await SrsTestServer.StartAsync("Srs:Tls:SelfSigned=true", "Srs:DefaultVhost:Play:MwLatency=0s");
        using var stopping = new CancellationTokenSource();
        var publish = PublishOptions.Read(["--url", $"rtmp://127.0.0.1:{server.RtmpPort}/live/s{{i}}", "--streams", "2", "--file", _file]);
        var media = await PublishMedia.ReadAsync(_file);
        var publishing = Task.Run(() => new PublishRun(publish, media).RunAsync(TextWriter.Null, stopping.Token), CancellationToken.None);
        await Wait.UntilAsync(() => server.Describe("s1") != null);

        string[] urls =
        [
            $"rtmp://127.0.0.1:{server.RtmpPort}/live/s{{i}}", $"rtmps://127.0.0.1:{server.RtmpsPort}/live/s{{i}}",
            $"http://127.0.0.1:{server.HttpPort}/live/s{{i}}.flv", $"https://127.0.0.1:{server.HttpsPort}/live/s{{i}}.flv",
            $"ws://127.0.0.1:{server.HttpPort}/live/s{{i}}.flv", $"wss://127.0.0.1:{server.HttpsPort}/live/s{{i}}.flv",
        ];
        foreach (var url in urls)
        {
            var options = PlayOptions.Read(
                ["--url", url, "--streams", "2", "--viewers", "8", "--probes", "2", "--seconds", "0.3", "--warmup", "0.1", "--ramp", "0.1",
                 "--timeout", "60", "--stall-ms", "60000", "--pid", $"{Environment.ProcessId}"]);

            // On a busy machine a window may pass in which nothing comes; then once more.
            var result = await PlayAsync(options);
            for (var again = 0; again < 20 && result.Delay.Count == 0; again++)
            {
                result = await PlayAsync(options);
            }

            Assert.Equal("", result.FirstFailure);
            Assert.True(result.IsGood, result.ToText());
            Assert.Equal(8, result.Join.Count);
            Assert.True(result.Bytes > 0 && result.CpuSeconds > 0 && result.Delay.P50 > 0, result.ToText());
        }

        await stopping.CancelAsync();
        Assert.True(await publishing);
    }

    [Fact]
    public async Task Play_NobodyPublishes_TellsWhy()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:WaitForPublisher=0s");
        var options = PlayOptions.Read(
            ["--url", $"http://127.0.0.1:{server.HttpPort}/live/none.flv", "--viewers", "1", "--seconds", "0.1", "--warmup", "0", "--ramp", "0"]);

        var result = await PlayAsync(options);

        Assert.False(result.IsGood);
        Assert.Equal("The server answers HTTP/1.1 404 Not Found.", result.FirstFailure);
    }

    private static Task<PlayResult> PlayAsync(PlayOptions options) =>
        Task.Run(() => new PlayRun(options).Run(), TestContext.Current.CancellationToken);
}
