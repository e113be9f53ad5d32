using System.Net;
using Microsoft.Playwright;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Interop;

/// <summary>The pages that publish and watch by WebRTC, in a real browser with a made-up camera, against the real server.</summary>
[Trait("Category", "Interop")]
public sealed class RtcPagesTests
{
    private const string Whip = "players/whip.html?app=live&stream=cam";
    private const string Whep = "players/whep.html?app=live&stream=cam&autostart=true";

    /// <summary>Sessions whose page is gone end by its DELETE, and not because checks are missing.</summary>
    private static readonly string[] On =
    [
        "Srs:RtcServer:Enabled=true", "Srs:RtcServer:Listen=127.0.0.1:0", "Srs:DefaultVhost:Rtc:Enabled=true", "Srs:DefaultVhost:Rtc:StunTimeout=00:02:00",
    ];

    /// <summary>A browser that encodes and decodes on a machine full of other tests may take long for its first picture.</summary>
    private static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 60_000 };

    [RequiresToolFact("chromium")]
    public async Task Whip_Camera_IsWatchedByWhep()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (publisher, publisherFaults) = await OpenAsync(browser, server, Whip);
        var (viewer, viewerFaults) = await TestBrowser.NewPageAsync(browser);

        await PublishAsync(publisher);
        await viewer.GotoAsync(AddressOf(server, Whep));
        await AssertAdvancesAsync(viewer);

        foreach (var page in new[] { publisher, viewer })
        {
            await AssertFactsAsync(page, "H264", "opus", "UDP", "AEAD_AES", "Frames");
            await AssertNumberAsync(page, "rtc-kbps-text", 50);
            await AssertNumberAsync(page, "rtc-fps-text", 1);
            await AssertNumberAsync(page, "rtc-rttMs-text", 0);
            Assert.True(await page.Locator("[data-testid=rtc-kbps-chart] canvas").IsVisibleAsync());
        }

        await publisher.GetByTestId("whip-toggle").ClickAsync();
        await Wait.UntilAsync(() => !server.Sessions.Sessions.Any(static session => session.Describe() is { IsPublisher: true }), "the publisher's end");
        await viewer.GetByTestId("player-toggle").ClickAsync();
        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the viewer's end");
        Assert.Empty(publisherFaults);
        Assert.Empty(viewerFaults);
    }

    /// <summary>Browsers at the other end of a network that loses, repeats and disorders media, both ways.</summary>
    [RequiresToolFact("chromium")]
    public async Task Pages_NetworkIsBad_PictureAdvances()
    {
        // Who asks by loopback is told 127.0.0.1 and this port as well; nobody listens there.
        var listen = new IPEndPoint(IPAddress.Parse("127.0.0.2"), LoopbackPort.Free());
        await using var proxy = new ImpairmentProxy(listen);
        await using var server = await SrsTestServer.StartAsync(
        [
            .. On, $"Srs:RtcServer:Listen={listen}", $"Srs:RtcServer:Candidate=127.0.0.1:{proxy.Address.Port}",
            "Srs:RtcServer:ApiAsCandidates=false", "Srs:RtcServer:Protocol=udp",
        ]);
        proxy.ToServer = proxy.ToClient = new Impairment
        {
            Loss = 0.05,
            Duplication = 0.05,
            Reordering = 0.05,
            Delay = TimeSpan.FromMilliseconds(20),
            Kinds = [PacketKind.Rtp, PacketKind.Rtcp],
        };
        await using var browser = await TestBrowser.OpenAsync();
        var (publisher, publisherFaults) = await OpenAsync(browser, server, Whip);
        await PublishAsync(publisher);
        var (viewer, viewerFaults) = await OpenAsync(browser, server, Whep);

        await AssertAdvancesAsync(viewer);

        Assert.True(proxy.Lost > 0 && proxy.Repeated > 0 && proxy.Reordered > 0);
        Assert.Empty(publisherFaults);
        Assert.Empty(viewerFaults);
    }

    [RequiresToolFact("chromium")]
    public async Task Whip_CodecsAreChosen_AreSent()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await OpenAsync(browser, server, Whip);

        await page.GetByTestId("whip-video-codec").SelectOptionAsync("VP8");
        await page.GetByTestId("whip-audio-codec").SelectOptionAsync("PCMU");
        await PublishAsync(page);

        await AssertFactsAsync(page, "VP8", "PCMU");
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Whip_ScreenWithMicrophone_IsPublished()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await OpenAsync(browser, server, Whip);

        await page.Locator(".segments span", new() { HasText = "Screen" }).ClickAsync();
        await PublishAsync(page);

        await AssertFactsAsync(page, "H264", "opus");
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Whip_SoundOnly_IsHeardByWhep()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (publisher, _) = await OpenAsync(browser, server, Whip);
        await publisher.Locator(".segments span", new() { HasText = "Sound only" }).ClickAsync();
        await PublishAsync(publisher);

        var (viewer, faults) = await OpenAsync(browser, server, Whep);

        await viewer.WaitForFunctionAsync("() => document.querySelector('[data-testid=player-video]').currentTime >= 1", null, Patience);
        await AssertFactsAsync(viewer, "opus");
        Assert.Empty(faults);
    }

    /// <summary>One viewer comes before the publisher, one after; both by HTTP-FLV, with the sound as AAC.</summary>
    [RequiresToolFact("chromium")]
    public async Task Whip_Camera_IsWatchedByTheFlvPlayer()
    {
        const string Flv = "players/?app=live&stream=cam&autostart=true";
        await using var server = await SrsTestServer.StartAsync([.. On, "Srs:DefaultVhost:Rtc:RtcToRtmp=true"]);
        await using var browser = await TestBrowser.OpenAsync();
        var (early, earlyFaults) = await OpenAsync(browser, server, Flv);
        var (publisher, _) = await OpenAsync(browser, server, Whip);
        await PublishAsync(publisher);

        var (late, lateFaults) = await OpenAsync(browser, server, Flv);

        foreach (var viewer in new[] { early, late })
        {
            await AssertAdvancesAsync(viewer);
            Assert.True(await viewer.EvaluateAsync<bool>("() => document.querySelector('[data-testid=player-video]').webkitAudioDecodedByteCount > 0"));
        }

        Assert.Empty(earlyFaults);
        Assert.Empty(lateFaults);
    }

    [RequiresToolFact("chromium")]
    public async Task Pages_AreLeft_EndTheirSessions()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (publisher, _) = await OpenAsync(browser, server, Whip);
        await PublishAsync(publisher);
        var (viewer, _) = await OpenAsync(browser, server, Whep);
        await AssertAdvancesAsync(viewer);
        Assert.Equal(2, server.Sessions.Count);

        await viewer.GotoAsync("about:blank");
        await Wait.UntilAsync(() => server.Sessions.Count == 1, "the viewer's end");
        await publisher.GotoAsync("about:blank");
        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the publisher's end");
    }

    [RequiresToolFact("chromium")]
    public async Task Whep_ComesBeforeThePublisher_PlaysOnceItIsThere()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (viewer, faults) = await OpenAsync(browser, server, Whep);
        await viewer.GetByText("Playing begins when the stream is published").WaitForAsync();

        var (publisher, _) = await OpenAsync(browser, server, Whip);
        await PublishAsync(publisher);

        await AssertAdvancesAsync(viewer);
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Whip_StreamHasPublisher_SaysTheServersReason()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var other = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await other.PublishAsync("cam");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, _) = await OpenAsync(browser, server, Whip);

        await page.GetByTestId("whip-toggle").ClickAsync();

        await AssertFaultAsync(page, "publish");
        Assert.DoesNotContain(':', await page.GetByTestId("whip-fault").InnerTextAsync());
        Assert.Equal("Publish", await page.GetByTestId("whip-toggle").InnerTextAsync());
    }

    [RequiresToolFact("chromium")]
    public async Task Whip_CameraIsRefused_SaysWhatToDo()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);
        await page.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))");

        await page.GotoAsync(AddressOf(server, Whip));
        await page.GetByTestId("whip-toggle").ClickAsync();

        await AssertFaultAsync(page, "address bar");
        Assert.Equal(0, server.Sessions.Count);
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Whip_PageIsNotSecure_SaysWhatToDo()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var browser = await TestBrowser.OpenAsync();
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.AddInitScriptAsync("""
            Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
            Object.defineProperty(window, 'isSecureContext', { value: false });
            """);

        await page.GotoAsync(AddressOf(server, Whip));

        await AssertFaultAsync(page, "https://");
    }

    [RequiresToolFact("chromium")]
    public async Task Whep_WebRtcIsOff_SaysTheServersReason()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:RtcServer:Enabled=false");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, _) = await OpenAsync(browser, server, Whep);

        await page.GetByTestId("player-status").Filter(new() { HasText = "RtcServer:Enabled" }).WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    private static string AddressOf(SrsTestServer server, string path) => $"http://127.0.0.1:{server.HttpPort}/{path}";

    private static async Task<(IPage Page, List<string> Faults)> OpenAsync(IBrowserContext browser, SrsTestServer server, string path)
    {
        var (page, faults) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync(AddressOf(server, path));
        return (page, faults);
    }

    private static async Task PublishAsync(IPage page)
    {
        // Codecs and devices are there once the page's script has run.
        await page.WaitForFunctionAsync("() => document.querySelector('[data-testid=whip-sound]').value !== ''");
        await page.GetByTestId("whip-toggle").ClickAsync();
        try
        {
            await page.Locator("[data-testid=whip-status]:text-is('Live')").WaitForAsync(new() { Timeout = Patience.Timeout });
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"It is not live: {await page.Locator("#publisher").InnerTextAsync()}", exception);
        }
    }

    private static async Task AssertAdvancesAsync(IPage page)
    {
        const string Advanced = "least => (document.querySelector('[data-testid=player-video]')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) >= least";
        try
        {
            await page.WaitForFunctionAsync(Advanced, 1, Patience);
            await page.WaitForFunctionAsync(Advanced, 30, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The picture does not advance: {await page.Locator("main").InnerTextAsync()}", exception);
        }
    }

    private static async Task AssertFactsAsync(IPage page, params string[] texts)
    {
        foreach (var text in texts)
        {
            await page.GetByTestId("rtc-facts").Filter(new() { HasText = text }).WaitForAsync();
        }
    }

    /// <summary>Waits until a number of the statistics is large enough.</summary>
    private static Task<IJSHandle> AssertNumberAsync(IPage page, string testId, int least) => page.WaitForFunctionAsync(
        "([testId, least]) => parseFloat(document.querySelector(`[data-testid=${testId}]`).textContent) >= least", new object[] { testId, least }, Patience);

    private static Task AssertFaultAsync(IPage page, string text) =>
        page.GetByTestId("whip-fault").Filter(new() { HasText = text }).WaitForAsync();
}
