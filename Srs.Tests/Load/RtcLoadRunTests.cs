using Srs.Load.Measuring;
using Srs.Load.Publishing;
using Srs.Load.Rtc;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Load;

[Trait("Category", "Loopback")]
public sealed class RtcLoadRunTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData]
    [InlineData("--gro")]
    [InlineData("--transport-cc", "--packet-delays")]
    public async Task Whep_OfWhip_AllViewersGetAllOfIt(params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The generator needs Linux.");
        await using var server = await RtcTestServer.StartAsync();
        using var stopping = new CancellationTokenSource();
        var whip = WhipOptions.Read(["--url", Url(server, "whip"), "--bitrate", "500", "--pace", "2.5", "--streams", "2"]);
        var publishing = Task.Run(() => new WhipRun(whip).Run(TextWriter.Null, stopping.Token), CancellationToken.None);
        await Wait.UntilAsync(() => server.Describe("s1") != null);

        var result = await WatchAsync(server, options);

        Assert.True(result.Delay.P50 > 0 && result.Packets > 0 && result.CpuSeconds > 0, result.ToText());
        await stopping.CancelAsync();
        Assert.True(await publishing);
    }

    /// <summary>Viewers come in the middle of a group of pictures, so they get the past first.</summary>
    [Fact]
    public async Task Whep_OfRtmp_AllViewersGetAllOfIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The generator needs Linux.");
        await File.WriteAllBytesAsync(_file, [.. TestFlv.Start(), .. TestFlv.Frames(0, 50)], TestContext.Current.CancellationToken);
        await using var server = await RtcTestServer.StartAsync("Srs:DefaultVhost:Rtc:RtmpToRtc=true");
        using var stopping = new CancellationTokenSource();
        var publish = PublishOptions.Read(["--url", $"rtmp://127.0.0.1:{server.RtmpPort}/live/s{{i}}", "--streams", "2", "--file", _file]);
        var media = await PublishMedia.ReadAsync(_file);
        var publishing = Task.Run(() => new PublishRun(publish, media).RunAsync(TextWriter.Null, stopping.Token), CancellationToken.None);
        await Wait.UntilAsync(() => server.Describe("s1") != null);

        await WatchAsync(server);

        await stopping.CancelAsync();
        Assert.True(await publishing);
    }

    [Fact]
    public async Task Whep_HandshakesOnly_NeedsNoPublisher()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The generator needs Linux.");
        await using var server = await RtcTestServer.StartAsync();

        var result = await WatchAsync(server, "--handshakes");

        Assert.True(result.JoinsPerSecond > 0, result.ToText());
    }

    [Fact]
    public async Task Whep_WebRtcIsOff_TellsWhy()
    {
        await using var server = await SrsTestServer.StartAsync();
        var options = WhepOptions.Read(["--url", Url(server, "whep"), "--viewers", "1", "--seconds", "0.1", "--warmup", "0", "--ramp", "0"]);

        using var run = new WhepRun(options);
        var result = await Task.Run(run.Run, TestContext.Current.CancellationToken);

        Assert.False(result.IsGood);
        Assert.StartsWith("The server answers 503: ", result.FirstFailure, StringComparison.Ordinal);
    }

    private static string Url(SrsTestServer server, string kind) => $"http://127.0.0.1:{server.HttpPort}/rtc/v1/{kind}?app=live&stream=s{{i}}";

    private static async Task<PlayResult> WatchAsync(SrsTestServer server, params string[] more)
    {
        var options = WhepOptions.Read(
            ["--url", Url(server, "whep"), "--streams", "2", "--viewers", "8", "--probes", "2", "--seconds", "1", "--warmup", "0.2", "--ramp", "0.1",
             "--timeout", "60", "--stall-ms", "60000", "--pid", $"{Environment.ProcessId}", .. more]);
        using var run = new WhepRun(options);
        var result = await Task.Run(run.Run, TestContext.Current.CancellationToken);

        Assert.Equal("", result.FirstFailure);
        Assert.True(result.Joined == 8 && result.ClosedEarly == 0 && result.LostPackets == 0, result.ToText());
        return result;
    }
}
