using System.Text.Json.Nodes;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Changes of a running server's settings by signal, file and HTTP, seen with programs of other makers.</summary>
[Trait("Category", "Interop")]
public sealed class ReloadInteropTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("srs-reload").FullName;

    [RequiresToolFact("ffprobe")]
    public async Task Sighup_AnotherPort_EncoderGoesOnAndPlayersFindIt()
    {
        var (rtmp, http, api, now) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        WriteConf(rtmp, http, api);
        await using var server = await StartWithFileAsync();
        await using var encoder = RunningTool.Publish($"rtmp://127.0.0.1:{rtmp}/live/livestream");
        await ProbeAsync($"rtmp://127.0.0.1:{rtmp}/live/livestream");

        WriteConf(now, http, api);
        await server.SignalAsync("HUP");

        await Wait.UntilAsync(() => LoopbackPort.IsRefused(rtmp), "the old port to be closed");
        await ProbeAsync($"rtmp://127.0.0.1:{now}/live/livestream");
        Assert.Contains(server.Lines, line => line.Contains($"The server listens on 127.0.0.1:{now} for RTMP.", StringComparison.Ordinal));
        Assert.Contains(server.Lines, line => line.Contains($"The server does not listen on 127.0.0.1:{rtmp} any more", StringComparison.Ordinal));
    }

    [RequiresToolFact("curl")]
    public async Task Sighup_TakenPort_ChangesNothingAndSaysWhy()
    {
        var (rtmp, http, api, free) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        WriteConf(rtmp, http, api);
        await using var server = await StartWithFileAsync();
        var (taken, owner) = LoopbackPort.Taken();
        using (owner)
        {
            WriteConf(free, taken, api);
            await server.SignalAsync("HUP");

            var reason = $"Srs:HttpServer:Listen has 127.0.0.1:{taken} for HTTP (streams and console), but that is taken by another program";
            await Wait.UntilAsync(() => server.Lines.Any(line => line.Contains(reason, StringComparison.Ordinal)), "the reason in the log");
        }

        Assert.True(LoopbackPort.IsRefused(free));
        Assert.False(LoopbackPort.IsRefused(rtmp));
        Assert.Equal("ok", (await CurlAsync($"http://127.0.0.1:{http}/healthz")).Output);
    }

    [RequiresToolFact("openssl")]
    public async Task Patch_CertificateThenAnother_OpensslSeesEach()
    {
        using var files = new TestCertificates();
        var (first, second) = (WriteChain(files, "1"), WriteChain(files, "2"));
        await using var server = await ServerProcess.StartAsync("Srs:Rtmps:Listen=127.0.0.1:0", "Srs:HttpApi:Https:Listen=");
        var port = LoopbackPort.Free();

        await PatchAsync(server.HttpPort, $$$"""{"Tls":{"Cert":"{{{first.Chain}}}","Key":"{{{first.Key}}}"},"HttpServer":{"Https":{"Listen":"127.0.0.1:{{{port}}}"} } }""");
        Assert.Equal((true, false), (await VerifiesAsync(port, first.Root), await VerifiesAsync(port, second.Root)));
        await PatchAsync(server.HttpPort, $$$"""{"Tls":{"Cert":"{{{second.Chain}}}","Key":"{{{second.Key}}}"}}""");
        Assert.Equal((false, true), (await VerifiesAsync(port, first.Root), await VerifiesAsync(port, second.Root)));
        Assert.Equal("ok", (await CurlAsync("--cacert", second.Root, $"https://localhost:{port}/healthz")).Output);

        await PatchAsync(server.HttpPort, """{"HttpServer":{"Https":{"Enabled":false}}}""");
        Assert.Equal(7, (await CurlAsync("--cacert", second.Root, $"https://localhost:{port}/healthz")).ExitCode);
    }

    [RequiresToolFact("curl")]
    public async Task Watch_AppSettingsChanged_CountsWithoutAsking()
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(static f => Path.GetExtension(f) is ".dll" or ".json"))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        var settings = Path.Combine(_folder, "appsettings.json");
        var (rtmp, http, api, now) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        WriteSettings(rtmp, http, api);
        await using var server = await ServerProcess.StartAsync(ServerProcess.Command(_folder), []);
        Assert.Equal(7, (await CurlAsync($"http://127.0.0.1:{now}/healthz")).ExitCode);

        WriteSettings(rtmp, now, api);
        await Wait.UntilAsync(() => !LoopbackPort.IsRefused(now), "the new port to be open");

        Assert.Equal("ok", (await CurlAsync($"http://127.0.0.1:{now}/healthz")).Output);
        Assert.Contains("\"trigger\":\"a changed file\"", (await CurlAsync($"http://127.0.0.1:{api}/api/v1/config/history")).Output, StringComparison.Ordinal);
        File.WriteAllText(settings, "{ half");
        await Wait.UntilAsync(() => server.Lines.Any(static line => line.Contains("nothing was changed (a changed file)", StringComparison.Ordinal)), "the refusal in the log");
        Assert.Equal("ok", (await CurlAsync($"http://127.0.0.1:{now}/healthz")).Output);

        void WriteSettings(int rtmp, int http, int api)
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")))!;
            json["Srs"]!["RtcServer"]!["Enabled"] = false;
            json["Srs"]!["Rtmp"]!["Listen"] = $"127.0.0.1:{rtmp}";
            json["Srs"]!["HttpServer"]!["Listen"] = $"127.0.0.1:{http}";
            json["Srs"]!["HttpApi"]!["Listen"] = $"127.0.0.1:{api}";
            File.WriteAllText(settings, json.ToJsonString());
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (string Root, string Chain, string Key) WriteChain(TestCertificates files, string name)
    {
        var (root, chain, key) = TestCertificates.Chain();
        return (files.Write($"root{name}.pem", root), files.Write($"chain{name}.pem", chain), files.Write($"key{name}.pem", key));
    }

    private static async Task PatchAsync(int port, string body)
    {
        var (exitCode, output) = await CurlAsync("-X", "PATCH", "-H", "Content-Type: application/json", "-d", body, $"http://127.0.0.1:{port}/api/v1/config");
        Assert.True(exitCode == 0 && output.Contains("\"code\":0", StringComparison.Ordinal) && output.Contains("\"needs_restart\":[]", StringComparison.Ordinal), output);
    }

    private static async Task<(int ExitCode, string Output)> CurlAsync(params string[] arguments)
    {
        var result = await ExternalTool.RunAsync("curl", ["-s", .. arguments]);
        return (result.ExitCode, System.Text.Encoding.UTF8.GetString(result.Output));
    }

    private static async Task<bool> VerifiesAsync(int port, string root) =>
        (await ExternalTool.RunAsync("openssl", ["s_client", "-connect", $"127.0.0.1:{port}", "-CAfile", root, "-verify_return_error"])).ExitCode == 0;

    private static async Task ProbeAsync(string address)
    {
        var result = await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", address]);
        var codecs = System.Text.Encoding.UTF8.GetString(result.Output);
        Assert.True(codecs.Contains("aac", StringComparison.Ordinal) && codecs.Contains("h264", StringComparison.Ordinal), codecs + result.Error);
    }

    private void WriteConf(int rtmp, int http, int api) => File.WriteAllText(
        Path.Combine(_folder, "srs.conf"),
        $$"""
        listen 127.0.0.1:{{rtmp}}; daemon off; srs_log_tank console; pid {{_folder}}/srs.pid;
        http_server { enabled on; listen 127.0.0.1:{{http}}; }
        http_api { enabled on; listen 127.0.0.1:{{api}}; }
        vhost __defaultVhost__ { http_remux { enabled on; mount [vhost]/[app]/[stream].flv; } }

        """);

    private Task<ServerProcess> StartWithFileAsync() => ServerProcess.StartAsync(ServerProcess.Command(), ["-c", Path.Combine(_folder, "srs.conf")]);
}
