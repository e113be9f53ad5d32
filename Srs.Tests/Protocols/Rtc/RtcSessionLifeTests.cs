using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Protocols.Rtc;

/// <summary>What happens to WebRTC sessions while they live: addresses change, peers fall silent, publishers and servers come back.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class RtcSessionLifeTests
{
    [Fact]
    public async Task Address_PeersMove_NoPictureIsMissing()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var good = await RtcGoodStream.StartAsync(server);
        for (var i = 0; i < 4; i++)
        {
            var publisher = good.Publisher.Local.Port;
            good.Publisher.Move();
            Assert.NotEqual(publisher, good.Publisher.Local.Port);
            await good.Player.WaitForAsync(good.Publisher.Last + 10);
            good.Player.Move();
            await good.Player.WaitForAsync(good.Publisher.Last + 10);
        }

        await good.AssertUnharmedAsync();
        Assert.Equal(2, server.Sessions.Count);
    }

    [Fact]
    public async Task Address_NatForgetsPeers_NoPictureIsMissing()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var proxy = new ImpairmentProxy(server.RtcEndPoint);
        var options = new RtcTestOptions { Query = $"&eip=127.0.0.1:{proxy.Address.Port}" };
        await using var publisher = await RtcTestPublisher.PublishAsync(server, options);
        await using var player = await RtcTestPlayer.PlayAsync(server, options);
        await player.WaitForAsync(publisher.Last);
        for (var i = 0; i < 3; i++)
        {
            var mapped = proxy.Mapped;
            proxy.Forget();
            Assert.NotEqual(mapped, proxy.Mapped);
            await player.WaitForAsync(publisher.Last + 25);
        }

        player.AssertWhole();
        Assert.Equal(2, server.Sessions.Count);
    }

    [Fact]
    public async Task Consent_IsWithdrawn_EndsSessionAndStream()
    {
        await using var callbacks = await CallbackServer.StartAsync();
        await using var server = await RtcTestServer.StartAsync(callbacks.Hooks("Srs:DefaultVhost:Rtc:StunTimeout=00:00:02"));
        await using var good = await RtcGoodStream.StartAsync(server);
        Assert.NotNull(server.Describe("good")?.PublisherId);

        // Media and reports go on, which is no consent.
        good.Player.Consents = false;
        await callbacks.WaitForAsync("on_stop");
        await Wait.UntilAsync(() => server.Sessions.Count == 1, "the player's end");
        Assert.NotNull(server.Describe("good")?.PublisherId);
        Assert.Equal(DtlsState.Closed, good.Player.State);

        good.Publisher.Consents = false;
        await callbacks.WaitForAsync("on_unpublish");
        await Wait.UntilAsync(() => server.Sessions.Count == 0 && server.Describe("good")?.PublisherId is null, "the stream's end");
        Assert.True(server.Log.Contains("has not sent connectivity checks"));
    }

    [Fact]
    public async Task Publisher_ComesBack_ViewersGoOnWithoutANewSession()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var first = await RtcTestPublisher.PublishAsync(server);
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(first.Last + 10);
        await first.DeleteAsync();
        await Wait.UntilAsync(() => first.State == DtlsState.Closed, "the first publisher's end");

        await using var second = await RtcTestPublisher.PublishAsync(server, first: 1000, ssrc: 0x7777);
        await player.WaitForAsync(second.Last + 20);

        Assert.Equal(DtlsState.Connected, player.State);
        var numbers = player.Numbers;
        Assert.Equal(Enumerable.Range(1000, 20), numbers.SkipWhile(static number => number < 1000).Take(20));
        AssertContinues(player.Arrivals);
    }

    [Fact]
    public async Task Publisher_StartsOver_ViewersGoOnWithoutANewSession()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var publisher = await RtcTestPublisher.PublishAsync(server);
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(publisher.Last + 10);

        // Another source on the same m-line, as encoders that restart have it.
        publisher.StartOver(ssrc: 0x9999);
        await player.WaitForAsync(publisher.Last + 20);

        AssertContinues(player.Arrivals);
    }

    [Fact]
    public async Task Server_Stops_PeersAreTold()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var good = await RtcGoodStream.StartAsync(server);

        await server.StopAsync();

        await Wait.UntilAsync(() => good.Publisher.State == DtlsState.Closed && good.Player.State == DtlsState.Closed, "the end of both sessions");
    }

    [Fact]
    public async Task Server_IsKilledAndStartsAgain_PeersComeBackByNewSessions()
    {
        var http = LoopbackPort.Free();
        string[] settings =
        [
            "Srs:RtcServer:Enabled=true", $"Srs:RtcServer:Listen=127.0.0.1:{LoopbackPort.Free()}", "Srs:DefaultVhost:Rtc:Enabled=true",
            $"Srs:HttpServer:Listen=127.0.0.1:{http}",
        ];
        await using var killed = await ServerProcess.StartAsync(settings);
        await using var old = await RtcTestPublisher.OpenAsync(http);
        await old.ConnectAsync();
        killed.Kill();
        await killed.WaitForExitAsync();
        var answers = old.Answers;

        await using var server = await ServerProcess.StartAsync(settings);
        await using var publisher = await RtcTestPublisher.OpenAsync(http);
        await publisher.ConnectAsync();
        await using var player = await RtcTestPlayer.OpenAsync(http);
        await player.ConnectAsync();
        await player.WaitForAsync(publisher.Last + 30);

        // The old peer goes on sending media and checks to a server that knows nothing of it.
        player.AssertWhole();
        Assert.Equal(answers, old.Answers);
        Assert.DoesNotContain(server.Lines, static line => line.Contains("fail:", StringComparison.Ordinal));
    }

    /// <summary>One source, each sequence number one more than the last, and timestamps that never step back nor leap.</summary>
    private static void AssertContinues(IReadOnlyList<(uint Ssrc, ushort Sequence, uint Timestamp)> packets)
    {
        const uint TenSeconds = 900_000;
        Assert.Single(packets.Select(static packet => packet.Ssrc).Distinct());
        var inOrder = packets.OrderBy(packet => (short)(packet.Sequence - packets[0].Sequence)).ToList();
        Assert.All(inOrder.Zip(inOrder.Skip(1)), static pair =>
        {
            Assert.Equal((ushort)(pair.First.Sequence + 1), pair.Second.Sequence);
            Assert.InRange(pair.Second.Timestamp - pair.First.Timestamp, 0u, TenSeconds);
        });
    }
}
