using System.Net;
using System.Text;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Tests.Protocols.Rtc.Dtls;
using Srs.Tests.Protocols.Rtc.Sdp;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Hostile;

/// <summary>Offers that are damaged, ask for what is not there, or lie: answered by a refusal that helps, and a good stream beside does not notice.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileWhipTests
{
    private const int MutationsOfEach = 10;

    [Fact]
    public async Task Offers_Mutated_AreAnsweredOrRefusedWithAReason()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var good = await RtcGoodStream.StartAsync(server);
        var statuses = new List<HttpStatusCode>();
        foreach (var name in SdpTestSupport.Offers)
        {
            var offer = SdpTestSupport.ReadOffer(name);
            var bytes = Mutations.Of(Encoding.UTF8.GetBytes(offer), MutationsOfEach, seed: name.Length).Select(Encoding.UTF8.GetString);
            foreach (var changed in bytes.Concat(SdpTestSupport.ChangeLines(offer, MutationsOfEach, seed: name.Length)))
            {
                statuses.Add(await OfferAsync(server, SdpTestSupport.IsPublish(name), changed));
            }
        }

        Assert.Contains(HttpStatusCode.Created, statuses);
        Assert.Contains(HttpStatusCode.BadRequest, statuses);
        await good.AssertUnharmedAsync();
        await Wait.UntilAsync(() => server.Sessions.Count == 2, "the end of all but the good sessions");
    }

    [Fact]
    public async Task Offer_CannotBeTaken_IsRefusedWithAReason()
    {
        (string Name, string Old, string Changed, string Reason)[] faults =
        [
            ("no BUNDLE", "a=group:BUNDLE 0 1\r\n", "", "max-bundle"),
            ("no rtcp-mux", "a=rtcp-mux\r\n", "", "rtcpMuxPolicy"),
            ("unknown codecs", "VP8/90000", "FOO/90000", "H264"),
            ("all m-lines off", " 9 UDP", " 0 UDP", "is off in the offer"),
            ("no security", "UDP/TLS/RTP/SAVPF", "RTP/AVP", "UDP/TLS/RTP/SAVPF"),
            ("no fingerprint", "a=fingerprint", "a=footprint", "fingerprint"),
            ("no credentials", "a=ice-", "a=rice-", "ice-ufrag"),
            ("short password", "a=ice-pwd:0123456789abcdef0123456789", "a=ice-pwd:0123", "ice-pwd"),
            ("two of one mid", "a=mid:1", "a=mid:0", "a=mid:0"),
            ("no v-line", "v=0\r\n", "", "v=0"),
        ];
        await using var server = await RtcTestServer.StartAsync();
        foreach (var (name, old, changed, reason) in faults)
        {
            foreach (var isPublisher in new[] { true, false })
            {
                var offer = RtcTestOffer.Write(isPublisher, "peer", "actpass", DtlsContexts.Client.Certificate.Sha256);
                Assert.Contains(old, offer, StringComparison.Ordinal);
                using var response = await RtcTestPeer.PostAsync(server.HttpPort, isPublisher, "&stream=cam", offer.Replace(old, changed, StringComparison.Ordinal));
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

                Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{name}: {response.StatusCode} {text}");
                Assert.Contains(reason, text, StringComparison.Ordinal);
            }
        }

        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the end of all sessions");
    }

    [Fact]
    public async Task Query_IsOdd_IsAnsweredOrRefused()
    {
        string[] queries =
        [
            "", "&ice-ufrag=ab", "&ice-ufrag=abcd%0d%0aa=x&ice-pwd=0123456789abcdef0123456789", "&eip=;;;,,%00%ff:99999", "&stream=a%0d%0aa=setup:holdconn",
            "&app=..%2f..&stream=..%2f..%2fetc", "&vhost=%00%00&codec=,,,h264", $"&stream={new string('a', 4000)}",
        ];
        await using var server = await RtcTestServer.StartAsync();
        foreach (var query in queries)
        {
            var offer = RtcTestOffer.Write(isPublisher: true, "peer", "actpass", DtlsContexts.Client.Certificate.Sha256);
            using var response = await RtcTestPeer.PostAsync(server.HttpPort, isPublisher: true, query, offer);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.InRange((int)response.StatusCode, 200, 499);
            Assert.DoesNotContain("holdconn\r\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Body_EmptyOrEndless_IsRefused()
    {
        await using var server = await RtcTestServer.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await OfferAsync(server, isPublisher: true, ""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await OfferAsync(server, isPublisher: true, new string('a', 1 << 20)));
        Assert.Equal(HttpStatusCode.BadRequest, await OfferAsync(server, isPublisher: true, "v=0\r\n" + new string('a', 200_000)));
    }

    /// <summary>Who knows another's user fragment cannot end its session by asking for the same one.</summary>
    [Fact]
    public async Task UserFragment_IsInUse_IsRefusedAndTheOtherGoesOn()
    {
        const string Wished = "&ice-ufrag=chosen123";
        await using var server = await RtcTestServer.StartAsync("Srs:DefaultVhost:Rtc:StunTimeout=00:00:02");
        await using var publisher = await RtcTestPublisher.PublishAsync(server, new RtcTestOptions { Query = Wished });
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(publisher.Last);

        for (var i = 0; i < 3; i++)
        {
            var offer = RtcTestOffer.Write(isPublisher: false, "peer", "actpass", DtlsContexts.Client.Certificate.Sha256);
            using var response = await RtcTestPeer.PostAsync(server.HttpPort, isPublisher: false, "&stream=cam" + Wished, offer);
            Assert.InRange((int)response.StatusCode, 400, 499);
        }

        var answers = publisher.Answers;
        await Wait.UntilAsync(() => publisher.Answers >= answers + 12, "answers to checks");
        await player.WaitForAsync(publisher.Last + 5);
        player.AssertWhole();
        await publisher.DeleteAsync();
        await Wait.UntilAsync(() => publisher.State == DtlsState.Closed, "the publisher's end");
    }

    private static async Task<HttpStatusCode> OfferAsync(SrsTestServer server, bool isPublisher, string offer)
    {
        using var response = await RtcTestPeer.PostAsync(server.HttpPort, isPublisher, "&stream=bad", offer);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.Created)
        {
            using var http = new HttpClient();
            using var deleted = await http.DeleteAsync(response.Headers.Location, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
            await Wait.UntilAsync(() => server.Sessions.Count <= 2, "the session's end");
            return response.StatusCode;
        }

        Assert.InRange((int)response.StatusCode, 400, 499);
        if (response.StatusCode != HttpStatusCode.RequestEntityTooLarge)
        {
            Assert.Matches("^[0-9]+: [A-Za-z]+\n.+\n$", text);
        }

        return response.StatusCode;
    }
}
