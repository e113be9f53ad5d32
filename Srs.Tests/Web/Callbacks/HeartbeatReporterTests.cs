using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Srs.Tests.TestSupport;
using Srs.Web.Api;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

[Trait("Category", "Loopback")]
public sealed class HeartbeatReporterTests
{
    [Fact]
    public async Task Heartbeat_Plain_HasTheFiveKeysOfSrs()
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, _) => context.Response.WriteAsync("Thanks, whatever this is.");
        await using var server = await SrsTestServer.StartAsync("Srs:Heartbeat:Enabled=true", $"Srs:Heartbeat:Url={hooks.Url}/api/v1/servers", "Srs:Heartbeat:DeviceId=my-srs", "Srs:Heartbeat:Interval=1s");
        await hooks.WaitForAsync(2);

        var beat = hooks.Received[0];
        var identity = server.Get<ServerIdentity>();
        Assert.Equal(["device_id", "ip", "server", "service", "pid"], beat.Keys);
        Assert.Equal(("my-srs", identity.ServerId, identity.ServiceId, identity.Pid), (beat["device_id"], beat["server"], beat["service"], beat["pid"]));
        Assert.True(System.Net.IPAddress.TryParse(beat["ip"], out _), beat["ip"]);
        Assert.Equal(0, Assert.Single(server.Get<CallbackHistory>().Records).Describe().Failed);
        Assert.Equal(("POST", "/api/v1/servers", "application/json"), (beat.Method, beat.Path, beat.Headers["Content-Type"]));
    }

    [Fact]
    public async Task Heartbeat_WithSummariesAndPorts_HasThemInOrder()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(
            "Srs:Heartbeat:Enabled=true", $"Srs:Heartbeat:Url={hooks.Url}", "Srs:Heartbeat:Summaries=true", "Srs:Heartbeat:Ports=true");
        await hooks.WaitForAsync(1);

        var beat = hooks.Received[0];
        Assert.Equal(["device_id", "ip", "server", "service", "pid", "summaries", "rtmp", "http", "api"], beat.Keys);
        using var json = JsonDocument.Parse(beat.Body);
        Assert.Equal(["ok", "now_ms", "self", "system"], json.RootElement.GetProperty("summaries").GetProperty("data").EnumerateObject().Select(static field => field.Name));
        Assert.Equal($"[\"{server.RtmpPort.ToString(CultureInfo.InvariantCulture)}\"]", beat["rtmp"]);
        Assert.Equal($"[\"{server.ApiPort.ToString(CultureInfo.InvariantCulture)}\"]", beat["api"]);
    }

    [Theory]
    [InlineData("Srs:HttpApi:Enabled=false", "rtmp http")]
    [InlineData("Srs:HttpServer:Enabled=false", "rtmp api")]
    public async Task Heartbeat_PartsSwitchedOff_HaveNoPorts(string setting, string expected)
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync("Srs:Heartbeat:Enabled=true", $"Srs:Heartbeat:Url={hooks.Url}", "Srs:Heartbeat:Ports=true", setting);
        await hooks.WaitForAsync(1);

        Assert.Equal(expected.Split(' '), hooks.Received[0].Keys.Skip(5));
    }

    [Fact]
    public async Task Heartbeat_ServerHangsOrIsForbidden_HarmsNothing()
    {
        await using var hanging = new HostileServer(static (_, stop) => Task.Delay(Timeout.Infinite, stop));
        await using var server = await SrsTestServer.StartAsync("Srs:Heartbeat:Enabled=true", $"Srs:Heartbeat:Url={hanging.Url}");
        await Wait.UntilAsync(() => hanging.Connections == 1);
        await using var forbidden = await SrsTestServer.StartAsync("Srs:Heartbeat:Enabled=true", "Srs:Heartbeat:Url=http://169.254.169.254/");

        await forbidden.Log.WaitForAsync("Callback heartbeat of the server to http://169.254.169.254/ failed: Callbacks may not go to 169.254.169.254");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
    }
}
