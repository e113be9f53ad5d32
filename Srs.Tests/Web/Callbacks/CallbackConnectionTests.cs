using Microsoft.AspNetCore.Http;
using Srs.Media.Streams;
using Srs.Tests.Access;
using Srs.Tests.TestSupport;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

/// <summary>Events of connections that want no stream, or leave while a callback server thinks.</summary>
[Trait("Category", "Loopback")]
public sealed class CallbackConnectionTests
{
    [Fact]
    public async Task Connection_WantsNoStream_IsToldOfItsEndOnly()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks("Srs:Vhosts:quiet.example:Enabled=true"));
        await using (var quiet = await RtmpTestClient.OpenAsync(server.RtmpPort))
        {
            await quiet.ShakeHandsAsync();
            await quiet.ConnectAsync("live", "rtmp://quiet.example/live");
        }

        await using (var early = await RtmpTestClient.OpenAsync(server.RtmpPort))
        {
            await early.ShakeHandsAsync();
        }

        await using (var client = await RtmpTestClient.ConnectAsync(server.RtmpPort))
        {
            await client.CreateStreamAsync();
        }

        var close = await hooks.WaitForAsync("on_close");
        await Wait.UntilAsync(() => server.Sessions.Count == 0);

        Assert.Equal(["on_close"], hooks.Actions);
        Assert.Equal(["server_id", "service_id", "action", "client_id", "ip", "vhost", "app", "send_bytes", "recv_bytes"], close.Keys);
        Assert.Equal(("127.0.0.1", "__defaultVhost__", "live"), (close["ip"], close["vhost"], close["app"]));
        Assert.Equal(8, close["client_id"].Length);
        Assert.True(int.Parse(close["recv_bytes"], System.Globalization.CultureInfo.InvariantCulture) > 3073);
    }

    [Fact]
    public async Task Connection_DeniedByAddress_IsAskedAboutBeforeAsInSrs()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks("Srs:DefaultVhost:Security:Enabled=true", "Srs:DefaultVhost:Security:Rules=deny publish all"));
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.CallAsync("publish", 5, await publisher.CreateStreamAsync(), "livestream", "live");
        await publisher.ReadStatusAsync("NetStream.Publish.BadName");
        await publisher.ReadToEndAsync();
        await hooks.WaitForAsync("on_close");

        Assert.Equal(["on_connect", "on_close"], hooks.Actions);
    }

    [Theory]
    [InlineData("on_connect", "publish", false)]
    [InlineData("on_publish", "publish", false)]
    [InlineData("on_publish", "publish", true)]
    [InlineData("on_play", "play", false)]
    [InlineData("on_play", "play", true)]
    public async Task Client_LeavesWhileItIsAskedAbout_IsGoneAtOnce(string action, string command, bool resets)
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = (context, call) => call.Action == action ? Task.Delay(Timeout.Infinite, context.RequestAborted) : context.Response.WriteAsync("0");
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks("Srs:DefaultVhost:HttpHooks:Timeout=00:05:00"));
        var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await client.CallAsync(command, 5, await client.CreateStreamAsync(), "livestream", "live");
        await hooks.WaitForAsync(action);
        if (resets)
        {
            client.Reset();
        }
        else
        {
            await client.DisposeAsync();
        }

        await hooks.WaitForAsync("on_close");
        Assert.Equal(0, server.Sessions.Count);
        Assert.DoesNotContain("on_unpublish", hooks.Actions);
        Assert.DoesNotContain("on_stop", hooks.Actions);
        await Wait.UntilAsync(() => server.Describe("livestream") is not { ClientCount: > 0 });
        hooks.Answer = static (context, _) => context.Response.WriteAsync("0");
        await using var next = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await next.PublishAsync();
    }

    [Fact]
    public async Task Client_SendsOnWhileItIsAskedAbout_LosesNothing()
    {
        await using var hooks = await CallbackServer.StartAsync();
        var answer = HoldPublish(hooks);
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var id = await publisher.CreateStreamAsync();
        await publisher.CallAsync("publish", 5, id, "livestream", "live");
        await hooks.WaitForAsync("on_publish");
        await publisher.SendHeadersAsync(id);
        await publisher.SendMediaAsync(20, streamId: id);
        answer.SetResult();
        await publisher.ReadStatusAsync("NetStream.Publish.Start");

        await Wait.UntilAsync(() => server.Describe("livestream")!.Tracks.Sum(static track => track.Frames) >= 40, "all that was sent before");
        await using var viewer = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        await viewer.ReadFrameAsync(19);
    }

    [Fact]
    public async Task Client_SendsMoreThanIsLookedAtWhileItIsAskedAbout_WaitsForTheServer()
    {
        await using var hooks = await CallbackServer.StartAsync();
        var answer = HoldPublish(hooks);
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var id = await publisher.CreateStreamAsync();
        await publisher.CallAsync("publish", 5, id, "livestream", "live");
        await hooks.WaitForAsync("on_publish");
        var sent = 0;
        var sending = SendAsync();
        var (before, looks) = (-1, 0);
        await Wait.UntilAsync(
            () =>
            {
                (looks, before) = (before == sent ? looks + 1 : 0, sent);
                return looks == 100;
            },
            "the server to take no more");
        Assert.InRange(sent, 0, 700);
        answer.SetResult();
        await sending.WithinLimitAsync();
        await Wait.UntilAsync(() => server.Describe("livestream")!.Tracks.Sum(static track => track.Frames) >= 800, "all that was sent");

        async Task SendAsync()
        {
            var sound = new byte[64 * 1024];
            (sound[0], sound[1]) = (0xAF, 1);
            await publisher.SendHeadersAsync(id);
            for (; sent < 800; sent++)
            {
                await publisher.SendAudioAsync(sound, (uint)(sent * 23), id);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_AcceptedAndNotAdmitted_EndIsToldOnlyOfOneThatLeft(bool leaves)
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        var rule = server.Get<IEnumerable<IAccessRule>>().OfType<CallbackRule>().Single();
        var options = server.Get<Srs.Web.Configuration.SrsOptions>().DefaultVhost;
        using var leaving = new CancellationTokenSource();
        foreach (var action in new[] { AccessAction.Publish, AccessAction.Play })
        {
            var part = await rule.AdmitAsync(AccessAttempts.Make(options, action), leaving.Token);
            if (leaves && action == AccessAction.Play)
            {
                await leaving.CancelAsync();
            }

            part!.Dispose();
        }

        await Wait.UntilAsync(() => server.Get<CallbackNotifier>().CountOf(VhostTable.DefaultName) == 0);
        Assert.Equal(leaves ? ["on_publish", "on_play", "on_stop"] : ["on_publish", "on_play"], hooks.Actions);
    }

    /// <summary>Has on_publish answered when the source is set, and everything else at once.</summary>
    private static TaskCompletionSource HoldPublish(CallbackServer hooks)
    {
        var answer = new TaskCompletionSource();
        hooks.Answer = async (context, call) =>
        {
            await (call.Action == "on_publish" ? answer.Task : Task.CompletedTask);
            await context.Response.WriteAsync("0");
        };
        return answer;
    }
}
