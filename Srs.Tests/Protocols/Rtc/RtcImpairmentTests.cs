using Srs.Media.Protocols.Rtc.Ice;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Protocols.Rtc;

/// <summary>WebRTC over bad networks, through the whole server: what is lost is repaired, and players see every picture.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class RtcImpairmentTests
{
    private static readonly PacketKind[] Media = [PacketKind.Rtp, PacketKind.Rtcp];

    private static readonly Impairment Bad = new()
    {
        Loss = 0.08,
        Duplication = 0.05,
        Reordering = 0.1,
        Corruption = 0.02,
        Delay = TimeSpan.FromMilliseconds(15),
        Kinds = Media,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Media_LossBothWays_PlayerGetsEveryPicture(bool hasRtx)
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var near = new ImpairmentProxy(server.RtcEndPoint, seed: 1);
        await using var far = new ImpairmentProxy(server.RtcEndPoint, seed: 2);
        await using var publisher = await RtcTestPublisher.PublishAsync(server, Through(near) with { HasRtx = hasRtx });
        await using var player = await RtcTestPlayer.PlayAsync(server, Through(far) with { HasRtx = hasRtx });
        await player.WaitForAsync(publisher.Last);
        (near.ToServer, near.ToClient, far.ToServer, far.ToClient) = (Bad, Bad, Bad, Bad);

        await player.WaitForAsync(publisher.Last + 100);

        player.AssertWhole();
        Assert.True(publisher.Resent > 5, $"The publisher was asked for {publisher.Resent} packets; {near.Lost} were lost.");
        Assert.True(player.Recovered > 5, $"The player got {player.Recovered} packets again; {far.Lost} were lost.");
        Assert.True(publisher.Feedback > 5);
        Assert.True(player.SenderReports > 0);
    }

    [Theory]
    [InlineData("loss")]
    [InlineData("reordering")]
    [InlineData("duplication")]
    [InlineData("delay")]
    [InlineData("corruption")]
    public async Task Media_OneImpairment_PlayerGetsEveryPicture(string name)
    {
        var impairment = (name switch
        {
            "loss" => new Impairment { Loss = 0.2 },
            "reordering" => new Impairment { Reordering = 0.5 },
            "duplication" => new Impairment { Duplication = 0.5 },
            "delay" => new Impairment { Delay = TimeSpan.FromMilliseconds(150) },
            _ => new Impairment { Corruption = 0.05 },
        }) with
        { Kinds = Media };
        await using var server = await RtcTestServer.StartAsync();
        await using var proxy = new ImpairmentProxy(server.RtcEndPoint) { ToServer = impairment, ToClient = impairment };
        await using var publisher = await RtcTestPublisher.PublishAsync(server, Through(proxy));
        await using var player = await RtcTestPlayer.PlayAsync(server, Through(proxy));

        await player.WaitForAsync(publisher.Last + 40);

        player.AssertWhole();
        Assert.Equal(name is "loss", proxy.Lost > 0);
        Assert.Equal(name is "reordering", proxy.Reordered > 0);
        Assert.Equal(name is "duplication", proxy.Repeated > 0);
        Assert.Equal(name is "corruption", proxy.Corrupted > 0);
    }

    [Fact]
    public async Task Media_LostForGood_KeyFrameIsAskedFor()
    {
        await using var server = await RtcTestServer.StartAsync("Srs:DefaultVhost:Rtc:Nack=false");
        await using var proxy = new ImpairmentProxy(server.RtcEndPoint);
        await using var publisher = await RtcTestPublisher.PublishAsync(server, Through(proxy));
        await using var player = await RtcTestPlayer.PlayAsync(server);
        player.MaxWait = TimeSpan.FromMilliseconds(100);
        await player.WaitForAsync(publisher.Last);
        var asked = publisher.KeyFrameRequests;

        proxy.ToServer = new Impairment { Loss = 1, Kinds = [PacketKind.Rtp] };
        await Wait.UntilAsync(() => proxy.Lost > 10);
        proxy.ToServer = Impairment.None;

        await player.WaitForAsync(publisher.Last + 1);
        Assert.True(publisher.KeyFrameRequests > asked);
        Assert.True(player.Numbers.Count < player.Last - player.Numbers[0] + 1);
        var resumed = player.Numbers.Count;
        await Wait.UntilAsync(() => player.Numbers.Count >= resumed + 20);
        Assert.Equal(Enumerable.Range(player.Numbers[resumed], 20), player.Numbers.Skip(resumed).Take(20));
    }

    [Theory]
    [InlineData("actpass", 1)]
    [InlineData("actpass", 2)]
    [InlineData("passive", 3)]
    [InlineData("passive", 4)]
    public async Task Handshake_LossDuplicationAndDisorder_Connects(string setup, int seed)
    {
        var impairment = new Impairment { Loss = 0.2, Duplication = 0.3, Reordering = 0.3, Delay = TimeSpan.FromMilliseconds(10) };
        await using var server = await RtcTestServer.StartAsync();
        await using var proxy = new ImpairmentProxy(server.RtcEndPoint, seed) { ToServer = impairment, ToClient = impairment };

        await using var publisher = await RtcTestPublisher.PublishAsync(server, Through(proxy) with { Setup = setup });

        Assert.True(proxy.Lost + proxy.Repeated + proxy.Reordered > 0);
        proxy.ToServer = proxy.ToClient = Impairment.None;
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(publisher.Last);
    }

    /// <summary>A handshake in the clear whose bytes were changed cannot always be saved, but it ends, and the next one succeeds.</summary>
    [Fact]
    public async Task Handshake_Corrupted_ConnectsOrEnds()
    {
        var impairment = new Impairment { Corruption = 0.15, Kinds = [PacketKind.Dtls] };
        await using var server = await RtcTestServer.StartAsync("Srs:DefaultVhost:Rtc:StunTimeout=00:00:02");
        await using var proxy = new ImpairmentProxy(server.RtcEndPoint, seed: 5) { ToServer = impairment, ToClient = impairment };
        var peers = new List<RtcTestPeer>();
        for (var i = 0; i < 8; i++)
        {
            var peer = await RtcTestPeer.OpenAsync(server, isPublisher: true, Through(proxy) with { Stream = $"cam{i}" });
            peers.Add(peer);
            peer.Start();
        }

        await Wait.UntilAsync(() => peers.TrueForAll(static peer => peer.IsConnected || peer.Reason is not null), "the end of all handshakes");
        Assert.True(proxy.Corrupted > 0);
        Assert.Contains(peers, static peer => peer.IsConnected);
        foreach (var peer in peers)
        {
            await peer.DisposeAsync();
        }

        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the end of all sessions");
    }

    private static RtcTestOptions Through(ImpairmentProxy proxy) => new() { Query = $"&eip=127.0.0.1:{proxy.Address.Port}" };
}
