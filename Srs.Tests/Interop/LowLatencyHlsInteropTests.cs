using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Players of others read low-latency HLS, live, while the publisher comes and goes.</summary>
[Trait("Category", "Interop")]
[Collection(AloneCollection.Name)]
public sealed class LowLatencyHlsInteropTests
{
    /// <summary>Starts hls.js on a video of its own, and counts what happens to it.</summary>
    private const string Start = """
        async url => {
            const Hls = (await import('/vendor/hls/hls.mjs')).default;
            const video = document.createElement('video');
            video.muted = true;
            document.body.append(video);
            const hls = new Hls({ enableWorker: false, maxLiveSyncPlaybackRate: 1.1 });
            const probe = window.probe = { hls, video, waits: 0, parts: 0, deltas: 0, faults: [] };
            video.addEventListener('waiting', () => probe.waits += video.currentTime > 1 ? 1 : 0);
            hls.on(Hls.Events.ERROR, (_, data) => probe.faults.push(`${data.details} ${data.fatal ? 'fatal ' : ''}${data.response?.code ?? ''} ${data.error?.message ?? ''}`));
            hls.on(Hls.Events.FRAG_LOADED, (_, data) => probe.parts += data.part ? 1 : 0);
            hls.on(Hls.Events.LEVEL_LOADED, (_, data) => probe.deltas += data.details.skippedSegments > 0 ? 1 : 0);
            hls.loadSource(url);
            hls.attachMedia(video);
            await video.play();
        }
        """;

    private const string Read = """
        () => JSON.stringify({ time: probe.video.currentTime, latency: probe.hls.latency, target: probe.hls.targetLatency, waits: probe.waits, parts: probe.parts, deltas: probe.deltas, faults: probe.faults })
        """;

    private static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 90_000 };

    [RequiresToolFact("chromium")]
    public async Task HlsJs_ByHttp1AndHttp2_PlaysPartsCloseToTheEndAndGoesOnWithAnotherPublisher()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Hls:HlsFragment=1s", "Srs:Tls:SelfSigned=true");
        var publisher = RunningTool.Publish(Rtmp(server));
        await UntilPublishedAsync(server);
        await using var browser = await TestBrowser.OpenAsync();
        IPage[] pages = [await OpenAsync(browser, server, "http"), await OpenAsync(browser, server, "https")];

        foreach (var page in pages)
        {
            await PlayOnAsync(page, 20);
            var state = await ReadAsync(page);
            Assert.True(state.GetProperty("parts").GetInt32() > 50, $"{state}: parts are not used");
            Assert.True(state.GetProperty("deltas").GetInt32() > 10, $"{state}: delta updates are not used");
            Assert.True(state.GetProperty("latency").GetDouble() < 5, $"{state}: far behind");
            Assert.DoesNotContain("fatal", state.GetProperty("faults").ToString(), StringComparison.Ordinal);
        }

        await publisher.DisposeAsync();
        await Wait.UntilAsync(() => server.Describe("livestream") is not { PublisherId: not null }, "the end of the publisher");
        await using var second = RunningTool.Publish(Rtmp(server));
        await UntilPublishedAsync(server);

        foreach (var page in pages)
        {
            await PlayOnAsync(page, (await ReadAsync(page)).GetProperty("time").GetDouble() + 10);
            Assert.DoesNotContain("fatal", (await ReadAsync(page)).GetProperty("faults").ToString(), StringComparison.Ordinal);
        }
    }

    private static string Rtmp(SrsTestServer server) => $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";

    private static Task UntilPublishedAsync(SrsTestServer server) => Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null }, "the publisher");

    private static async Task<IPage> OpenAsync(IBrowserContext browser, SrsTestServer server, string scheme)
    {
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        var root = $"{scheme}://127.0.0.1:{(scheme == "https" ? server.HttpsPort : server.HttpPort)}";
        await page.GotoAsync($"{root}/console/");
        await page.EvaluateAsync(Start, $"{root}/live/livestream.ll.m3u8");
        return page;
    }

    private static async Task PlayOnAsync(IPage page, double seconds)
    {
        var least = seconds.ToString(CultureInfo.InvariantCulture);
        try
        {
            await page.WaitForFunctionAsync($"() => probe.video.currentTime > {least}", null, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"It does not play on: {await ReadAsync(page)}", exception);
        }
    }

    private static async Task<JsonElement> ReadAsync(IPage page)
    {
        var text = await page.EvaluateAsync<string>(Read);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        return JsonDocument.Parse(text).RootElement;
    }
}
