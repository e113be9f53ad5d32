using System.Diagnostics;
using System.Net;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web;

/// <summary>What the process does when it gets a signal, with encoder and viewers there.</summary>
[Trait("Category", "Loopback")]
public sealed class ServerSignalsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("srs-signals").FullName;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task FastStop_WithViewers_EndsWithZeroLongBeforeTheHostWouldGiveUp(string signal)
    {
        await using var server = await ServerProcess.StartAsync();
        await using var publisher = await PublishAsync(server);
        await using var rtmp = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await rtmp.PlayAsync();
        await rtmp.ReadUntilAsync(static message => message.Type == Media.Protocols.Rtmp.Wire.RtmpMessageType.Video);
        await using var flv = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        await flv.ReadAsync();
        await using var waiting = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await waiting.PlayAsync("nobody");

        var time = Stopwatch.StartNew();
        await server.SignalAsync(signal);

        Assert.Equal(0, await server.WaitForExitAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"SIG{signal} took {time.ElapsedMilliseconds} ms.");
        await rtmp.ReadToEndAsync();
    }

    [Fact]
    public async Task GracefulStop_LetsSessionsEndThemselvesAndTakesNobodyNew()
    {
        await using var server = await ServerProcess.StartAsync("Srs:GraceStartWait=00:00:00.5", "Srs:GraceFinalWait=00:00:00.1");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };
        Assert.Equal("ok", await http.GetStringAsync("readyz", TestContext.Current.CancellationToken));
        await using var publisher = await PublishAsync(server);
        await using var viewer = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await viewer.PlayAsync();
        await using var late = await RtmpTestClient.ConnectAsync(server.RtmpPort);

        await server.SignalAsync("QUIT");
        await Wait.UntilAsync(() => LoopbackPort.IsRefused(server.RtmpPort) && LoopbackPort.IsRefused(server.HttpPort), "the ports to be closed");

        using var answer = await http.GetAsync("readyz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        await late.CallAsync("play", 0, await late.CreateStreamAsync(), "other");
        await late.ReadStatusAsync("NetStream.Play.Failed");
        Assert.False(server.HasExited);
        await publisher.SendMediaAsync(25, from: 5_000);
        await viewer.ReadUntilAsync(static message => message is { Type: Media.Protocols.Rtmp.Wire.RtmpMessageType.Video, Timestamp: > 2000 });

        await late.DisposeAsync();
        await viewer.DisposeAsync();
        await publisher.DisposeAsync();
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task GracefulStop_FastStopFollows_EndsTheWait()
    {
        await using var server = await ServerProcess.StartAsync("Srs:ForceGraceQuit=true");
        await using var publisher = await PublishAsync(server);

        await server.SignalAsync("TERM");
        await Wait.UntilAsync(() => server.Lines.Any(static line => line.Contains("graceful stop begins", StringComparison.Ordinal)), "the log line");
        await server.SignalAsync("INT");

        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Asprocess_ParentEnds_EndsTheServer()
    {
        await using var server = await ServerProcess.StartUnderShellAsync("Srs:Asprocess=true");
        await using var publisher = await PublishAsync(server);

        server.Kill();
        await publisher.ReadToEndAsync().WithinLimitAsync();

        await server.WaitForExitAsync();
        Assert.Contains(server.Lines, static line => line.Contains("The process that started the server has ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LogFile_RenamedAndSignalled_GoesOnInANewOneWithSrsLines()
    {
        var (log, rotated) = (Path.Combine(_folder, "logs", "srs.log"), Path.Combine(_folder, "srs.log.1"));
        await using var server = await ServerProcess.StartAsync("Srs:SrsLogTank=file", $"Srs:SrsLogFile={log}", "Srs:UtcTime=true");
        await using (var first = await RtmpTestClient.ConnectAsync(server.RtmpPort))
        {
            await Wait.UntilAsync(() => ReadAll(log).Contains("connected from", StringComparison.Ordinal), "the first client's line");
        }

        await Wait.UntilAsync(() => ReadAll(log).Contains("ended", StringComparison.Ordinal), "its end");
        File.Move(log, rotated);
        await server.SignalAsync("USR1");
        await Wait.UntilAsync(() => File.Exists(log), "the new file");
        await using (var second = await RtmpTestClient.ConnectAsync(server.RtmpPort))
        {
            await Wait.UntilAsync(() => ReadAll(log).Contains("connected from", StringComparison.Ordinal), "the second client's line");
        }

        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.WaitForExitAsync());

        var lines = ReadAll(rotated).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches($@"^\[\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{{3}}\]\[INFO\]\[{server.Id}\]\[[0-9a-z]{{8}}\] XCORE-SRS/7\.0\.18\(Srs\)$", lines[0]);
        var client = lines.First(static line => line.Contains("connected from", StringComparison.Ordinal));
        Assert.Matches($@"\]\[INFO\]\[{server.Id}\]\[([0-9a-z]{{8}})\] RTMP client \1 connected", client);
        Assert.DoesNotContain(server.Lines, static line => line.Contains("connected from", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<RtmpTestClient> PublishAsync(ServerProcess server)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(50);
        return publisher;
    }

    private static string ReadAll(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new StreamReader(stream).ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
