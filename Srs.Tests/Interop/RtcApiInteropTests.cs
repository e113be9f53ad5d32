using System.Globalization;
using Microsoft.Playwright;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Interop;

/// <summary>SRS's JSON API as the pages of SRS use it: from another port of the same host, with transceivers first and tracks after, without trickle.</summary>
[Trait("Category", "Interop")]
public sealed class RtcApiInteropTests
{
    /// <summary>Asks as SRS's SDK does: the query of the stream URL goes to the API, too.</summary>
    private const string Open = """
        async ([action, port, stream]) => {
          const pc = new RTCPeerConnection(null);
          const isPublisher = action === 'publish';
          for (const kind of ['audio', 'video']) {
            pc.addTransceiver(kind, { direction: isPublisher ? 'sendonly' : 'recvonly' });
          }
          if (isPublisher) {
            const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: { ideal: 320, max: 576 } } });
            media.getTracks().forEach(track => pc.addTrack(track));
          }
          const offer = await pc.createOffer();
          await pc.setLocalDescription(offer);
          const api = `http://${location.hostname}:${port}/rtc/v1/${action}/?a=b`;
          const body = { api, tid: '3f2a1bc', streamurl: `webrtc://${location.hostname}/live/${stream}?a=b`, clientip: null, sdp: offer.sdp };
          const response = await fetch(api, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
          const answer = await response.json();
          if (answer.code) {
            return `code ${answer.code}`;
          }
          await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
          window.pc = pc;
          return answer.sessionid;
        }
        """;

    private const string HasDecoded = """
        async () => {
          const reports = [...(await window.pc.getStats()).values()].filter(report => report.type === 'inbound-rtp');
          return reports.some(report => report.framesDecoded >= 10) && reports.some(report => report.kind === 'audio' && report.packetsReceived >= 10);
        }
        """;

    [RequiresToolFact("chromium")]
    public async Task Api_OfSrsPages_PublishesAndPlays()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        await using var browser = await TestBrowser.OpenAsync();
        var publisher = await OpenAsync(browser, server);
        var player = await OpenAsync(browser, server);

        Assert.Contains(':', await AskAsync(publisher, server, "publish"));
        Assert.Contains(':', await AskAsync(player, server, "play"));
        await player.WaitForFunctionAsync(HasDecoded, null, new PageWaitForFunctionOptions { Timeout = 60_000, PollingInterval = 250 });

        Assert.Equal("code 400", await AskAsync(await OpenAsync(browser, server), server, "publish"));
        Assert.Equal(["rtc-play", "rtc-publish"], server.Sessions.Sessions.Select(static session => session.Describe()!.Type).Order());
    }

    private static async Task<IPage> OpenAsync(IBrowserContext browser, SrsTestServer server)
    {
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/");
        return page;
    }

    private static Task<string> AskAsync(IPage page, SrsTestServer server, string action) =>
        page.EvaluateAsync<string>(Open, new[] { action, server.ApiPort.ToString(CultureInfo.InvariantCulture), "cam" });
}
