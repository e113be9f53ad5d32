using System.Globalization;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Streams;
using Srs.Tests.Protocols.Rtc.Dtls;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;
using Srs.Web.Hosting;

namespace Srs.Tests.Hostile;

/// <summary>Peers that ask for sessions and never come, or stop in the middle of coming: bounded, and no obstacle to others.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HalfOpenRtcTests
{
    /// <summary>What a session may take that waits for its peer, in bytes; most of it is the answer, and what the test logs.</summary>
    private const int MaxBytesOfSession = 32_000;

    [Fact]
    public async Task TenThousandPeers_NeverCome_AreBoundedAndOthersConnect()
    {
        var most = new RtcServerSettings().MaxOpening;
        await using var server = await RtcTestServer.StartAsync("Srs:DefaultVhost:Rtc:StunTimeout=00:05:00");
        await using var good = await RtcGoodStream.StartAsync(server);
        var rtc = server.Get<RtcHost>().Server!;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        const int Publishers = 1000;
        await OpenAsync(server, AccessAction.Publish, Publishers);
        var published = GC.GetTotalMemory(forceFullCollection: true);
        await OpenAsync(server, AccessAction.Play, most - Publishers);
        var played = GC.GetTotalMemory(forceFullCollection: true);
        var (publisher, player) = ((published - before) / Publishers, (played - published) / (most - Publishers));
        TestContext.Current.TestOutputHelper?.WriteLine($"A publisher takes {publisher} bytes, a player {player}.");
        Assert.InRange(publisher, 0, MaxBytesOfSession);
        Assert.InRange(player, 0, MaxBytesOfSession);
        Assert.Equal(most, rtc.OpeningCount);

        // One more than there may be: the oldest makes room, and whoever means it gets through.
        await using var real = await RtcTestPlayer.PlayAsync(server, new RtcTestOptions { Stream = "good" });
        await real.WaitForAsync(good.Publisher.Last);
        Assert.Equal(most - 1, rtc.OpeningCount);
        Assert.True(server.Log.Contains("too many others ask for sessions"));

        await good.AssertUnharmedAsync();
        real.AssertWhole();
    }

    [Fact]
    public async Task Peers_NeverCome_Expire()
    {
        await using var server = await RtcTestServer.StartAsync("Srs:DefaultVhost:Rtc:StunTimeout=00:00:02");
        await using var good = await RtcGoodStream.StartAsync(server);
        await OpenAsync(server, AccessAction.Publish, 200);
        await OpenAsync(server, AccessAction.Play, 200);

        await Wait.UntilAsync(() => server.Sessions.Count == 2, "the end of those that never came");
        var rtc = server.Get<RtcHost>().Server!;
        Assert.Equal((0, 2), (rtc.OpeningCount, rtc.SessionCount));
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Handshakes_Stall_OthersConnect()
    {
        await using var server = await RtcTestServer.StartAsync("Srs:DefaultVhost:Rtc:StunTimeout=00:00:02");
        await using var good = await RtcGoodStream.StartAsync(server);
        var stalled = new List<RtcTestPeer>();
        for (var i = 0; i < 60; i++)
        {
            // Half of them wait for us to begin, the others have us wait.
            var peer = await RtcTestPeer.OpenAsync(server, isPublisher: false, new RtcTestOptions { Stream = "good", Setup = i % 2 == 0 ? "actpass" : "passive" });
            peer.ShakesHands = false;
            peer.Start();
            stalled.Add(peer);
        }

        await Wait.UntilAsync(() => stalled.TrueForAll(static peer => peer.Answers > 0), "answers to all checks");
        await using var real = await RtcTestPlayer.PlayAsync(server, new RtcTestOptions { Stream = "good" });
        await real.WaitForAsync(good.Publisher.Last + 5);
        Assert.Equal(60, server.Get<RtcHost>().Server!.OpeningCount);

        foreach (var peer in stalled)
        {
            await peer.DisposeAsync();
        }

        await Wait.UntilAsync(() => server.Sessions.Count == 3, "the end of those that stalled");
        await good.AssertUnharmedAsync();
        Assert.Equal(DtlsState.Connected, real.State);
    }

    private static async Task OpenAsync(SrsTestServer server, AccessAction action, int count)
    {
        var sessions = server.Get<RtcHost>().Sessions!;
        var (_, vhost) = server.Get<StreamBroker>().ResolveVhost("127.0.0.1");
        var offer = RtcTestOffer.Write(action == AccessAction.Publish, "peer", "actpass", DtlsContexts.Client.Certificate.Sha256);
        await Parallel.ForAsync(0, count, TestContext.Current.CancellationToken, async (i, cancellationToken) =>
        {
            var request = new RtcRequest
            {
                Access = new AccessRequest
                {
                    Host = "127.0.0.1",
                    App = "live",
                    Stream = action == AccessAction.Publish ? string.Create(CultureInfo.InvariantCulture, $"half{i}") : "good",
                    Action = action,
                },
                Vhost = vhost,
                Offer = new string(offer),
                Candidates = [],
            };
            _ = action == AccessAction.Publish
                ? await sessions.PublishAsync(request, cancellationToken)
                : await sessions.PlayAsync(request, cancellationToken);
        });
    }
}
