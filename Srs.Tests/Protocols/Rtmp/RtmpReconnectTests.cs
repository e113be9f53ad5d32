using Srs.Media.Protocols.Rtmp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>Clients that are asked to connect again, before the server stops or by its operator.</summary>
public sealed class RtmpReconnectTests
{
    private const string Request = "NetConnection.Connect.ReconnectRequest";

    [Theory]
    [InlineData("idle")]
    [InlineData("publisher")]
    [InlineData("player")]
    [InlineData("paused")]
    public async Task RequestReconnect_Capable_IsToldAndStays(string role)
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 5, "other");
        await using var client = await host.ConnectEnhancedAsync(("capsEx", 1));
        await BeginAsync(client, role);
        var session = host.Sessions.Sessions.OfType<RtmpConnection>().Single(session => session.RequestReconnect("rtmp://192.0.2.9/live", "Moved."));

        var request = (await client.ReadStatusAsync(Request)).Command!.Argument(0);
        await client.CallAsync("_checkbw", 9, 0);
        await client.ReadUntilAsync(static r => r.Command?.TransactionId == 9);

        Assert.Equal(("rtmp://192.0.2.9/live", "Moved."), (request["tcUrl"].AsString(), request["description"].AsString()));
        Assert.NotNull(host.Sessions.Find(session.Id));
        await host.Log.WaitForAsync("was asked to connect again, to rtmp://192.0.2.9/live");
    }

    [Fact]
    public async Task RequestReconnect_NotCapable_IsFalseAndSendsNothing()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectEnhancedAsync(("capsEx", 14));

        Assert.False(Assert.Single(host.Sessions.Sessions).RequestReconnect(null, null));

        await client.CallAsync("_checkbw", 9, 0);
        await client.ReadUntilAsync(static r => r.Command?.TransactionId == 9);
        Assert.DoesNotContain(client.Received, static r => r.StatusCode == Request);
    }

    [Fact]
    public async Task Stop_CapablePublisher_IsToldAndServedUntilTheWaitIsOver()
    {
        await using var host = new RtmpTestHost();
        await using var player = await host.ConnectEnhancedAsync(("capsEx", 1));
        await player.PlayAsync();
        await using var publisher = await host.ConnectEnhancedAsync(("capsEx", 1));
        await publisher.PublishAsync();
        await using var old = await host.ConnectAsync();

        host.Stop();
        await old.ReadToEndAsync();
        Assert.Null((await publisher.ReadStatusAsync(Request)).Command!.Argument(0)["tcUrl"].AsString());
        await player.ReadStatusAsync(Request);
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(3);
        await player.ReadUntilAsync(static r => r.IsMedia && !r.IsSequenceHeader && TestMedia.NumberOf(r.Payload) == 2);

        host.Pass(TimeSpan.FromSeconds(3) - TimeSpan.FromTicks(1));
        Assert.Equal(2, host.Sessions.Count);
        host.Pass(TimeSpan.FromTicks(1));
        await publisher.ReadToEndAsync();
        await player.ReadToEndAsync();
        await host.Log.WaitForAsync("ended: ServerShutdown");
    }

    [Fact]
    public async Task Stop_CapableClientThatLeaves_EndsAtOnce()
    {
        await using var host = new RtmpTestHost();
        var client = await host.ConnectEnhancedAsync(("capsEx", 1));
        host.Stop();
        await client.ReadStatusAsync(Request);

        await client.DisposeAsync();

        await Wait.UntilAsync(() => host.Sessions.Count == 0, "the session's end");
        await host.Log.WaitForAsync("ended: PeerClosed");
    }

    [Fact]
    public async Task Stop_NoWait_EndsAtOnce()
    {
        await using var host = new RtmpTestHost(options: new RtmpOptions { ReconnectWait = TimeSpan.Zero });
        await using var client = await host.ConnectEnhancedAsync(("capsEx", 1));

        host.Stop();

        await client.ReadToEndAsync();
        Assert.DoesNotContain(client.Received, static r => r.StatusCode == Request);
    }

    private static async Task BeginAsync(RtmpTestClient client, string role)
    {
        switch (role)
        {
            case "publisher":
                await client.PublishAsync();
                break;
            case "player" or "paused":
                var id = await client.PlayAsync("other");
                if (role == "paused")
                {
                    await client.CallAsync("pause", 0, id, true, 0);
                    await client.ReadUntilAsync(static r => r.Label == "StreamEof");
                }

                break;
        }
    }
}
