using Microsoft.AspNetCore.Http;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>What programs of others see when a callback refuses them.</summary>
[Trait("Category", "Interop")]
[Collection(AloneCollection.Name)]
public sealed class CallbackInteropTests
{
    [RequiresToolFact("ffmpeg")]
    public async Task Publish_RefusedOrLetIn_FfmpegTells()
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, call) => context.Response.WriteAsync(call["param"] == "?token=good" ? "0" : "{\"code\":1}");
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks("Srs:DefaultVhost:HttpHooks:OnConnect=", "Srs:DefaultVhost:HttpHooks:OnClose="));

        Assert.NotEqual(0, (await PublishAsync(server, "?token=bad")).ExitCode);
        Assert.Equal(["on_publish"], hooks.Actions);
        (await PublishAsync(server, "?token=good")).AssertSucceeded();
        await hooks.WaitForAsync("on_unpublish");
        Assert.Equal(("live", "x", "?token=good"), (hooks.Received[1]["app"], hooks.Received[1]["stream"], hooks.Received[1]["param"]));
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Play_Refused_FfprobeTells()
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, call) => context.Response.WriteAsync(call.Action == "on_play" ? "1" : "0");
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        await using var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/x");
        await Wait.UntilAsync(() => server.Describe("x") is { Tracks.Length: 2 });

        Assert.NotEqual(0, (await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-rw_timeout", "10000000", $"rtmp://127.0.0.1:{server.RtmpPort}/live/x"])).ExitCode);
        await hooks.WaitForAsync("on_play");
    }

    [RequiresToolFact("curl")]
    public async Task Play_Refused_CurlGets403WithTheReason()
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, _) => context.Response.WriteAsync("1");
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());

        var result = (await ExternalTool.RunAsync("curl", ["-s", "-w", "\n%{http_code} %{content_type}", $"http://127.0.0.1:{server.HttpPort}/live/x.flv"])).AssertSucceeded();

        Assert.Equal("The callback on_play refuses it. (code 3064)\n403 text/plain; charset=utf-8", result.OutputText);
    }

    [RequiresToolFact("openssl")]
    public async Task Signature_IsWhatOpensslComputes()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks("Srs:DefaultVhost:HttpHooks:Secret=change me"));
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        var call = await hooks.WaitForAsync("on_publish");

        var signed = System.Text.Encoding.UTF8.GetBytes($"{call.Headers["X-Srs-Timestamp"]}.{call.Body}");
        var result = (await ExternalTool.RunAsync("openssl", ["dgst", "-sha256", "-hmac", "change me", "-r"], signed)).AssertSucceeded();

        Assert.Equal("sha256=" + result.OutputText.Split(' ')[0], call.Headers["X-Srs-Signature"]);
    }

    private static Task<ExternalToolResult> PublishAsync(SrsTestServer server, string query) => ExternalTool.RunAsync(
        "ffmpeg",
        ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=1", "-c:v", "libx264", "-preset", "ultrafast", "-f", "flv", $"rtmp://127.0.0.1:{server.RtmpPort}/live/x{query}"]);
}
