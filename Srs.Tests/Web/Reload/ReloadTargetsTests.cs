using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Reload;

/// <summary>Parts of the server that hold settings of their own, and sessions that a change ends.</summary>
[Trait("Category", "Loopback")]
public sealed class ReloadTargetsTests
{
    private const string Route = "/api/v1/config";

    [Fact]
    public async Task Heartbeat_SwitchedOnAndChanged_IsSentByTheNewSettings()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        await using var hooks = await CallbackServer.StartAsync();

        await fixture.SendAsync(HttpMethod.Patch, Route, $$$"""{"Heartbeat":{"Enabled":true,"Url":"{{{hooks.Url}}}/one","DeviceId":"first","Interval":"1s"}}""");
        await hooks.WaitForAsync(1);
        Assert.Equal(("/one", "first"), (hooks.Received[0].Path, hooks.Received[0]["device_id"]));
        await fixture.SendAsync(HttpMethod.Patch, Route, $$$"""{"Heartbeat":{"Url":"{{{hooks.Url}}}/two","DeviceId":"second"}}""");

        await Wait.UntilAsync(() => hooks.Received.Any(static beat => beat.Path == "/two" && beat["device_id"] == "second"), "a heartbeat by the new settings");
        await hooks.WaitForAsync(hooks.Received.Count + 1);
        Assert.Equal("/two", hooks.Received[^1].Path);
    }

    [Fact]
    public async Task AllowAddresses_Changed_CountsForTheNextCallback()
    {
        // Forbidden as a rule, and this machine to a client.
        await using var hooks = await CallbackServer.StartAsync("http://0.0.0.0:0");
        var url = $"http://0.0.0.0:{new Uri(hooks.Url.Replace("[::]", "0.0.0.0", StringComparison.Ordinal)).Port}/publish";
        await using var fixture = await ReloadFixture.StartAsync();
        await fixture.SendAsync(HttpMethod.Patch, Route, $$$"""{"DefaultVhost":{"HttpHooks":{"Enabled":true,"OnPublish":"{{{url}}}"} } }""");

        await using (var refused = await RtmpTestClient.ConnectAsync(fixture.Server.RtmpPort))
        {
            await refused.CallAsync("publish", 0, await refused.CreateStreamAsync(), "s", "live");
            await refused.ReadToEndAsync();
        }

        Assert.Empty(hooks.Received);
        await fixture.SendAsync(HttpMethod.Patch, Route, """{"Callbacks":{"AllowAddresses":"0.0.0.0"}}""");
        await using var publisher = await RtmpTestClient.ConnectAsync(fixture.Server.RtmpPort);
        await publisher.PublishAsync("s");
        await hooks.WaitForAsync("on_publish");
    }

    [Fact]
    public async Task Vhost_Removed_EndsItsViewersAndNoOthers()
    {
        await using var fixture = await ReloadFixture.StartAsync("vhost other.example { http_remux { enabled on; mount [vhost]/[app]/[stream].flv; } }");
        await using var stays = await GoodStream.StartAsync(fixture.Server);
        await using var publisher = await ConnectAsync(fixture.Server, "other.example");
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(25);
        await using var rtmp = await ConnectAsync(fixture.Server, "other.example");
        await rtmp.PlayAsync();
        await rtmp.ReadUntilAsync(static message => message.Type == Media.Protocols.Rtmp.Wire.RtmpMessageType.Video);
        await using var http = await FlvTestClient.GetAsync(fixture.Server.HttpPort, "/live/livestream.flv", host: "other.example");
        await http.ReadAsync();

        var (status, answer) = await fixture.SendAsync(HttpMethod.Patch, Route, """{"Vhosts":{"other.example":null}}""");

        Assert.Equal((200, 3), (status, answer.GetProperty("ended").GetInt32()));
        await rtmp.ReadToEndAsync();
        Assert.True(rtmp.EndedWhole);
        await http.ReadToEndAsync();
        await stays.AssertUnharmedAsync();
        await Wait.UntilAsync(() => fixture.Server.Describe("livestream", vhost: "other.example")?.PublisherId is null, "the stream to be gone");
    }

    private static async Task<RtmpTestClient> ConnectAsync(SrsTestServer server, string vhost)
    {
        var client = await RtmpTestClient.OpenAsync(server.RtmpPort);
        await client.ShakeHandsAsync();
        await client.ConnectAsync("live", $"rtmp://{vhost}/live");
        return client;
    }
}
