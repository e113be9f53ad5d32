using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Containers.Ivf;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Tests.TestSupport;
using Srs.Web.Hosting;

namespace Srs.Tests.Interop;

/// <summary>Console and players in a real browser, against the real server, with a real encoder.</summary>
[Trait("Category", "Interop")]
public sealed class ConsoleTests
{
    /// <summary>Without spaces, which RTMP addresses lose.</summary>
    private const string HostileName = "<u>\"hostile\"&amp;";

    /// <summary>A browser that decodes on a machine full of other tests may take long for its first picture.</summary>
    private static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 60_000 };

    [RequiresToolFact("chromium")]
    public async Task Console_StreamIsPublished_ListsAndPlaysIt()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/");
        await page.GetByTestId("stream-link").ClickAsync();
        await AssertAdvancesAsync(page);
        await AssertTextAsync(page, "stream-detail", "H264", "320×180", "AAC");
        Assert.EndsWith("/console/#/live/livestream", page.Url, StringComparison.Ordinal);
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Console_StreamHasHostileName_ShowsItAsText()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var streamId = await publisher.PublishAsync(HostileName);
        await publisher.SendMediaAsync(10, streamId: streamId);
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/console/");

        await page.GetByTestId("stream-link").Filter(new() { HasText = HostileName }).WaitForAsync();
        Assert.Equal(0, await page.Locator("u").CountAsync());
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Console_LibraryIsMissing_TellsWhatToInstall()
    {
        const string Reason = "OpenSSL 3 is missing. Install the package libssl3.";
        await using var server = await SrsTestServer.StartAsync(
            BufferPool.Shared, static services => services.AddSingleton(new NativeSupport { FindOpenSslAbsence = static () => Reason }), "Srs:RtcServer:Enabled=true");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/console/");

        await page.GetByTestId("missing-features").GetByText($"WebRTC is off: {Reason}").WaitForAsync();
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Console_NothingIsPublished_TellsHowToPublish()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/console/");

        await page.GetByTestId("empty-state").WaitForAsync();
        await AssertTextAsync(page, "empty-state", "rtmp://127.0.0.1");
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Console_ByHttps_ListsAndPlaysOverHttp2()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Tls:SelfSigned=true");
        await using var publisher = RunningTool.Publish($"rtmps://127.0.0.1:{server.RtmpsPort}/live/livestream");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"https://127.0.0.1:{server.HttpsPort}/");
        await page.GetByTestId("stream-link").ClickAsync();
        await AssertAdvancesAsync(page);
        Assert.Equal("h2", await page.EvaluateAsync<string>("() => performance.getEntriesByType('navigation')[0].nextHopProtocol"));
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Players_StreamIsPublished_PlayIt()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/?app=live&stream=livestream&autostart=true");
        await AssertAdvancesAsync(page);
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Players_HlsAddress_PlayItWhilePublishersChange()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Hls:HlsFragment=1s");
        var address = $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";
        var publisher = RunningTool.Publish(address);
        await Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null }, "the publisher");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/?app=live&stream=livestream.m3u8&autostart=true");
        await AssertAdvancesAsync(page);
        await publisher.DisposeAsync();
        await using var second = RunningTool.Publish(address);
        await page.WaitForFunctionAsync("() => document.querySelector('[data-testid=player-video]').currentTime >= 12", null, Patience);
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Players_WebSocketAddress_PlayIt()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);
        var sockets = new List<string>();
        page.WebSocket += (_, socket) => sockets.Add(socket.Url);
        var address = $"ws://127.0.0.1:{server.HttpPort}/live/livestream.flv";

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/?url={Uri.EscapeDataString(address)}&autostart=true");
        await AssertAdvancesAsync(page);
        Assert.All(sockets, url => Assert.Equal(address, url));
        Assert.NotEmpty(sockets);
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Players_TransportStream_PlayIt()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/?app=live&stream=livestream.ts&autostart=true");
        await AssertAdvancesAsync(page);
        Assert.Contains(server.Sessions.Sessions, static session => session.Describe()?.Name == "livestream.ts");
        Assert.Empty(faults);
    }

    [RequiresToolFact("chromium")]
    public async Task Players_Av1OverEnhancedRtmp_PlayIt()
    {
        await using var server = await SrsTestServer.StartAsync();
        var stream = await ElementaryMedia.MakeVideoAsync("ivf", "-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-b:v", "300k");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var publishing = PublishForeverAsync(stream, $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream", stop.Token);
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);

        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/?app=live&stream=livestream&autostart=true");
        await AssertAdvancesAsync(page);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
        Assert.Empty(faults);
    }

    /// <summary>Publishes the temporal units of an IVF file again and again, 25 a second.</summary>
    private static async Task PublishForeverAsync(byte[] ivf, string url, CancellationToken cancellationToken)
    {
        await using var client = await RtmpClient.ConnectAsync(url, cancellationToken: cancellationToken);
        await client.PublishAsync(cancellationToken);
        var writer = new FlvAccessUnitWriter(client.WriteAsync);
        var number = 0;
        while (true)
        {
            var reader = new IvfReader(new MemoryStream(ivf));
            while (await reader.ReadAsync(cancellationToken) is { Frame: { } unit })
            {
                using (unit)
                {
                    await writer.WriteAv1Async(unit.Memory, TimeSpan.FromMilliseconds(40 * number++), cancellationToken: cancellationToken);
                    await Task.Delay(40, cancellationToken);
                }
            }
        }
    }

    /// <summary>What a player that does not play says of itself.</summary>
    private const string PlayerState = """
        async () => {
            const server = await fetch('/api/v1/streams/').then(response => response.text());
            const video = document.querySelector('[data-testid=player-video]');
            const ranges = [...Array(video?.buffered.length ?? 0).keys()].map(i => [video.buffered.start(i), video.buffered.end(i)]);
            return JSON.stringify({
                status: document.querySelector('[data-testid=player-status]')?.textContent,
                time: video?.currentTime, ready: video?.readyState, network: video?.networkState, paused: video?.paused,
                seeking: video?.seeking, error: video?.error?.message, ranges, hidden: document.hidden, server,
            });
        }
        """;

    private static async Task AssertAdvancesAsync(IPage page)
    {
        const string Advanced = "least => (document.querySelector('[data-testid=player-video]')?.currentTime ?? 0) >= least";
        try
        {
            await page.WaitForFunctionAsync(Advanced, 1, Patience);
            await page.WaitForFunctionAsync(Advanced, 3, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The picture does not advance: {await page.EvaluateAsync<string>(PlayerState)}", exception);
        }
    }

    private static async Task AssertTextAsync(IPage page, string testId, params string[] texts)
    {
        foreach (var text in texts)
        {
            await page.GetByTestId(testId).Filter(new() { HasText = text }).First.WaitForAsync();
        }
    }
}
