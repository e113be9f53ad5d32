using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>RTMPS, HTTPS and HTTP/2 with programs of other makers, which verify the certificate's chain up to a root of the test's own.</summary>
[Trait("Category", "Interop")]
public sealed class TlsInteropTests : IDisposable
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);

    private readonly TestCertificates _files = new();

    public TlsInteropTests()
    {
        var (root, chain, key) = TestCertificates.Chain();
        _files.Write("root.pem", root);
        _files.Write("chain.pem", chain);
        _files.Write("key.pem", key);
    }

    [RequiresToolFact("ffprobe")]
    public async Task Ffmpeg_PublishesByRtmps_PlaysByRtmpsAndHttps()
    {
        await using var server = await StartAsync();
        await using var publisher = RunningTool.Publish(Rtmps(server));

        await AssertPlaysAsync(Rtmps(server));
        await AssertPlaysAsync($"https://localhost:{server.HttpsPort}/live/livestream.flv");
    }

    [RequiresToolFact("ffprobe")]
    public async Task Ffprobe_WithoutTheRoot_RefusesTheServer()
    {
        await using var server = await StartAsync();

        var result = await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-tls_verify", "1", $"https://localhost:{server.HttpsPort}/api/v1/versions"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("certificate", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [RequiresToolFact("gst-launch-1.0")]
    public async Task Gstreamer_PublishesByRtmps()
    {
        await using var server = await StartAsync();
        await using var publisher = RunningTool.Start(
            "gst-launch-1.0",
            [
                "-q", "videotestsrc", "is-live=true", "!", "video/x-raw,width=320,height=180,framerate=25/1", "!",
                "x264enc", "speed-preset=ultrafast", "tune=zerolatency", "key-int-max=25", "!", "h264parse", "!",
                "flvmux", "streamable=true", "!", "rtmp2sink", $"location={Rtmps(server)}", "tls-validation-flags=0",
            ]);

        await AssertPlaysAsync(Rtmps(server), hasAudio: false);
    }

    [RequiresToolFact("curl")]
    public async Task Curl_Api_IsHttp2AndVerified()
    {
        await using var server = await StartAsync();
        foreach (var port in new[] { server.HttpsPort, server.HttpsApiPort })
        {
            var result = await CurlAsync($"https://localhost:{port}/api/v1/versions", "--http2", "--cacert", _files["root.pem"]);

            Assert.Equal("2 200", result.Error);
            Assert.Contains("\"major\":7", result.OutputText, StringComparison.Ordinal);
        }

        Assert.Equal(60, (await CurlAsync($"https://localhost:{server.HttpsPort}/api/v1/versions", "--http2")).ExitCode);
        Assert.Equal("1.1 200", (await CurlAsync($"https://localhost:{server.HttpsPort}/api/v1/versions", "-k", "--http1.1")).Error);
        Assert.Equal("2 200", (await CurlAsync($"https://localhost:{server.HttpsPort}/api/v1/versions", "-k", "--tlsv1.2", "--tls-max", "1.2", "--http2")).Error);
        Assert.Equal(35, (await CurlAsync($"https://localhost:{server.HttpsPort}/api/v1/versions", "-k", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")).ExitCode);
    }

    [RequiresToolFact("curl")]
    public async Task Curl_FlvByHttp2_IsWhatFfprobeReads()
    {
        await using var server = await StartAsync();
        await using var publisher = RunningTool.Publish(Rtmps(server));

        // Ends by its own limit of time, which is what an endless file is for.
        var result = await CurlAsync($"https://localhost:{server.HttpsPort}/live/livestream.flv", "--http2", "--cacert", _files["root.pem"], "-m", "8");

        Assert.Equal((28, "2 200"), (result.ExitCode, result.Error));
        var packets = await Ffprobe.GetPacketsAsync(WholeTags(result.Output));
        Assert.InRange(packets.Count(static packet => packet.Kind == "video"), 25, 8 * 25);
    }

    [RequiresToolFact("openssl")]
    public async Task Openssl_ComesBack_ResumesItsSession()
    {
        await using var server = await StartAsync();
        foreach (var version in new[] { "-tls1_2", "-tls1_3" })
        {
            var first = await OpensslAsync(server.HttpsPort, version, "-sess_out", _files["session.pem"]);
            var second = await OpensslAsync(server.HttpsPort, version, "-sess_in", _files["session.pem"]);

            Assert.Contains("Verification: OK", first, StringComparison.Ordinal);
            Assert.Contains("\nNew, TLS", first, StringComparison.Ordinal);
            Assert.Contains("\nReused, TLS", second, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _files.Dispose();

    private static string Rtmps(SrsTestServer server) => $"rtmps://localhost:{server.RtmpsPort}/live/livestream";

    private static Task<ExternalToolResult> CurlAsync(string url, params string[] arguments) =>
        ExternalTool.RunAsync("curl", ["-s", "-w", "%{stderr}%{http_version} %{http_code}", .. arguments, url]);

    /// <summary>Without the tag that the end has cut.</summary>
    private static byte[] WholeTags(byte[] file)
    {
        const int FileHeader = 13;
        const int TagHeader = 11;
        var end = FileHeader;
        while (end + TagHeader <= file.Length)
        {
            var length = TagHeader + (file[end + 1] << 16 | file[end + 2] << 8 | file[end + 3]) + sizeof(int);
            if (end + length > file.Length)
            {
                break;
            }

            end += length;
        }

        return file[..end];
    }

    private Task<SrsTestServer> StartAsync() => SrsTestServer.StartAsync($"Srs:Tls:Cert={_files["chain.pem"]}", $"Srs:Tls:Key={_files["key.pem"]}");

    private async Task<string> OpensslAsync(int port, params string[] arguments)
    {
        // Until the server ends it: the tickets of TLS 1.3 come after the handshake.
        var result = await ExternalTool.RunAsync(
            "openssl",
            ["s_client", "-connect", $"127.0.0.1:{port}", "-servername", "localhost", "-CAfile", _files["root.pem"], "-ign_eof", .. arguments],
            "GET /api/v1/versions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        return result.OutputText;
    }

    private async Task AssertPlaysAsync(string url, bool hasAudio = true)
    {
        var result = await ExternalTool.RunAsync(
            "ffprobe",
            [
                "-v", "error", "-rw_timeout", "15000000", "-tls_verify", "1", "-ca_file", _files["root.pem"], "-of", "csv=p=0",
                "-show_entries", "packet=codec_type", "-read_intervals", $"%+#{(int)(Watched.TotalSeconds * (hasAudio ? 68 : 25))}", url,
            ]);

        var packets = result.AssertSucceeded().OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.TrimEnd(',')).ToList();
        Assert.InRange(packets.Count(static kind => kind == "video"), (Watched.TotalSeconds - 1) * 25, (Watched.TotalSeconds + 1) * 25);
        Assert.Equal(hasAudio, packets.Contains("audio"));
    }
}
