using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web;

/// <summary>The process itself: what it says on its streams, and its exit code.</summary>
[Trait("Category", "Loopback")]
public sealed class ServerProgramTests
{
    private static readonly string[] FreeTls =
        ["--Srs:Rtmps:Listen=127.0.0.1:0", "--Srs:HttpServer:Https:Listen=127.0.0.1:0", "--Srs:HttpApi:Https:Listen=127.0.0.1:0",
         "--Srs:RtcServer:Listen=127.0.0.1:0", "--Srs:RtcServer:Tcp:Listen=127.0.0.1:0"];

    [Theory]
    [InlineData("Srs:Rtmp:Listen", "RTMP")]
    [InlineData("Srs:HttpServer:Listen", "HTTP (streams and console)")]
    [InlineData("Srs:HttpApi:Listen", "HTTP API")]
    [InlineData("Srs:Rtmps:Listen", "RTMPS")]
    [InlineData("Srs:HttpServer:Https:Listen", "HTTPS (streams and console)")]
    [InlineData("Srs:HttpApi:Https:Listen", "HTTPS API")]
    public async Task Start_TakenPort_OneLineAndExitCodeOfSrs(string setting, string purpose)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var (exitCode, output, error) = await RunAsync("--Srs:Tls:SelfSigned=true", $"--{setting}=127.0.0.1:{port}");

        Assert.Equal(
            $"Configuration: {setting} has 127.0.0.1:{port} for {purpose}, but that is taken by another program; free it, or set another one.", error.Trim());
        Assert.Equal("", output);
        Assert.Equal(234, exitCode);
    }

    [Fact]
    public async Task Start_ForeignAddress_SaysSo()
    {
        var (exitCode, _, error) = await RunAsync("--Srs:Rtmp:Listen=192.0.2.1:1935");

        Assert.Equal(
            "Configuration: Srs:Rtmp:Listen has 192.0.2.1:1935 for RTMP, but that is not an address of this machine; set another one.", error.Trim());
        Assert.Equal(234, exitCode);
    }

    [Fact]
    public async Task HealthCheck_CertificateIsBeingRenewed_AsksTheServerAllTheSame()
    {
        await using var server = await SrsTestServer.StartAsync();

        var (exitCode, _, error) = await RunAsync("--healthcheck", $"--Srs:HttpServer:Listen=127.0.0.1:{server.HttpPort}", "--Srs:Tls:Cert=missing.pem");

        Assert.Equal(("", 0), (error, exitCode));
    }

    [Fact]
    public async Task Start_WrongSettings_TellsEachInALine()
    {
        var (exitCode, output, error) = await RunAsync("--Srs:Rtmp:ChunkSize=1", "--Srs:Rtmp:Lissten=1");

        Assert.Equal(2, error.Trim().Split('\n').Length);
        Assert.All(error.Trim().Split('\n'), static line => Assert.StartsWith("Configuration: Srs:Rtmp:", line, StringComparison.Ordinal));
        Assert.Equal("", output);
        Assert.Equal(255, exitCode);
    }

    [Fact]
    public async Task Start_BrokenSettingsFile_OneLineAndExitCodeOfSrs()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "appsettings.Broken.json");
        try
        {
            await File.WriteAllTextAsync(file, "{ \"Srs\": { ", TestContext.Current.CancellationToken);

            var (exitCode, output, error) = await RunAsync("--environment=Broken");

            Assert.Contains("appsettings.Broken.json", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
            Assert.Equal("", output);
            Assert.Equal(255, exitCode);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Run_Interrupted_SaysWhereAndEndsWithZero()
    {
        using var process = Start(["--Srs:Rtmp:Listen=127.0.0.1:0", "--Srs:HttpServer:Listen=127.0.0.1:0", "--Srs:HttpApi:Listen=127.0.0.1:0", .. FreeTls, "--Srs:Tls:SelfSigned=true"]);
        try
        {
            var lines = new List<string>();
            while (!lines.Exists(static line => line.Contains("API", StringComparison.Ordinal)))
            {
                lines.Add(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync() ?? throw new EndOfStreamException());
            }

            // The log may have something to say before.
            lines = [.. lines.SkipWhile(static line => line != "Srs is ready.")];
            Assert.Contains("rtmp://127.0.0.1:", lines[1], StringComparison.Ordinal);
            Assert.Matches(@"^  By TLS   rtmps://127\.0\.0\.1:\d+/live/livestream  and  https://127\.0\.0\.1:\d+/console/  and  https://127\.0\.0\.1:\d+/api/v1/$", lines[^2]);
            Assert.DoesNotContain(":0/", string.Concat(lines), StringComparison.Ordinal);

            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] settings)
    {
        string[] free = ["--Srs:Rtmp:Listen=127.0.0.1:0", "--Srs:HttpServer:Listen=127.0.0.1:0", "--Srs:HttpApi:Listen=127.0.0.1:0", .. FreeTls];
        using var process = Start([.. free, .. settings]);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = ServerProcess.Command();
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
