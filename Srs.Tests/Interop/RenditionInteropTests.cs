using System.Globalization;
using Microsoft.Playwright;
using Srs.Media.Protocols.Hls;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Players of others see the renditions of a stream, change between them, and go on when one leaves.</summary>
[Trait("Category", "Interop")]
public sealed class RenditionInteropTests
{
    private const string Suffixes = "Srs:DefaultVhost:Renditions:Suffixes=_360p _180p";

    /// <summary>Starts hls.js on a video of its own.</summary>
    private const string StartHls = """
        async ([url, lowLatencyMode]) => {
            const Hls = (await import('/vendor/hls/hls.mjs')).default;
            const video = document.createElement('video');
            video.muted = true;
            document.body.append(video);
            const hls = new Hls({ enableWorker: false, lowLatencyMode });
            const probe = window.probe = { hls, video, faults: [], levels: () => hls.levels.map(level => `${level.width}x${level.height}`) };
            probe.choose = height => { hls.nextLevel = hls.levels.findIndex(level => level.height === height); };
            hls.on(Hls.Events.ERROR, (_, data) => probe.faults.push(`${data.details} ${data.fatal ? 'fatal' : ''}`));
            hls.loadSource(url);
            hls.attachMedia(video);
            await video.play();
        }
        """;

    /// <summary>Starts dash.js, which chooses nothing by itself.</summary>
    private const string StartDash = """
        async ([url]) => {
            const { MediaPlayer } = await import('/vendor/dash/dash.mediaplayer.min.js');
            const video = document.createElement('video');
            video.muted = true;
            document.body.append(video);
            const player = MediaPlayer().create();
            const probe = window.probe = { player, video, faults: [] };
            probe.levels = () => player.getRepresentationsByType('video').map(level => `${level.width}x${level.height}`);
            probe.choose = height => player.setRepresentationForTypeById('video', player.getRepresentationsByType('video').find(level => level.height === height).id);
            player.on(MediaPlayer.events.ERROR, event => probe.faults.push(`fatal ${event.error.code} ${event.error.message}`));
            player.updateSettings({ debug: { logLevel: 0 }, streaming: { abr: { autoSwitchBitrate: { video: false } } } });
            player.initialize(video, url, true);
        }
        """;

    private const string State = "() => JSON.stringify({ time: probe.video.currentTime, size: probe.video.videoWidth, levels: probe.levels(), faults: probe.faults })";

    private static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 90_000 };

    [RequiresToolFact("chromium")]
    public async Task Players_OfHlsAndDash_ChangeRenditionsAndPlayOnWhenOneLeaves()
    {
        await using var server = await SrsTestServer.StartAsync(
            Suffixes, "Srs:DefaultVhost:Hls:HlsFragment=1s", "Srs:DefaultVhost:Dash:DashFragment=1s", "Srs:DefaultVhost:Publish:Grace=1s");
        await using var high = await PublishAsync(server, "movie_360p", "640x360");
        var low = await PublishAsync(server, "movie_180p", "320x180");
        await using var browser = await TestBrowser.OpenAsync();
        string[] names = ["movie.m3u8", "movie.ll.m3u8", "movie.mpd", "movie.ll.mpd"];
        var pages = await Task.WhenAll(names.Select(name => OpenAsync(browser, server, name)));

        await Task.WhenAll(pages.Select(ChangeAsync));
        Assert.Equal(2, server.Sessions.Sessions.Count(static session => session.Describe()?.Type is "hls-play"));

        // Viewers of DASH are told apart by their address.
        Assert.Single(server.Sessions.Sessions, static session => session.Describe()?.Type is "dash-play");

        await low.DisposeAsync();
        await Task.WhenAll(pages.Select(static page => PlayOnAsync(page, 12)));

        using var http = new HttpClient();
        foreach (var (page, name) in pages.Zip(names))
        {
            await AssertNotFatalAsync(page);
            var text = await http.GetStringAsync(new Uri(Url(server, name)), TestContext.Current.CancellationToken);
            var newest = text[Math.Max(0, text.LastIndexOf("<Period", StringComparison.Ordinal))..];
            Assert.Contains("movie_360p", newest, StringComparison.Ordinal);
            Assert.DoesNotContain("movie_180p", newest, StringComparison.Ordinal);
        }
    }

    [RequiresToolFact("ffprobe")]
    public async Task Ffprobe_Whole_SeesBothSizes()
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes, "Srs:DefaultVhost:Hls:HlsFragment=1s", "Srs:DefaultVhost:Dash:DashFragment=1s");
        await using var high = RunningTool.Publish(Rtmp(server, "movie_360p"), "640x360");
        await using var low = await PublishAsync(server, "movie_180p", "320x180");
        await UntilListedAsync(server, "movie_360p");

        await Task.WhenAll(new[] { "movie.m3u8", "movie.ll.m3u8", "movie.mpd" }.Select(async name =>
        {
            var result = await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-show_entries", "stream=width,height", "-select_streams", "v", "-of", "csv=p=0", Url(server, name)]);
            result.AssertSucceeded();
            var sizes = result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Trim(',', '\r')).ToHashSet();
            Assert.True(sizes.SetEquals(["640,360", "320,180"]), $"{name}: {string.Join(' ', sizes)}");
        }));
    }

    /// <summary>Lets a player change down, up and down again, and at last up.</summary>
    private static async Task ChangeAsync(IPage page)
    {
        foreach (var (height, width) in new[] { (180, 320), (360, 640), (180, 320), (360, 640) })
        {
            await page.EvaluateAsync("height => probe.choose(height)", height);
            await WaitAsync(page, $"() => probe.video.videoWidth === {width}");
            await PlayOnAsync(page, 3);
        }
    }

    private static async Task<IPage> OpenAsync(IBrowserContext browser, SrsTestServer server, string name)
    {
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/");
        await page.EvaluateAsync(name.EndsWith(".mpd", StringComparison.Ordinal) ? StartDash : StartHls, new object[] { $"/live/{name}", name.Contains(".ll.", StringComparison.Ordinal) });
        await WaitAsync(page, "() => probe.video.currentTime > 0 && probe.levels().length === 2");
        Assert.Equal("320x180,640x360", await page.EvaluateAsync<string>("() => probe.levels().sort().join()"));
        return page;
    }

    private static async Task PlayOnAsync(IPage page, double seconds)
    {
        var time = await page.EvaluateAsync<double>("() => probe.video.currentTime");
        await WaitAsync(page, string.Create(CultureInfo.InvariantCulture, $"() => probe.video.currentTime >= {time + seconds}"));
    }

    private static async Task AssertNotFatalAsync(IPage page)
    {
        var state = await page.EvaluateAsync<string>(State);
        TestContext.Current.TestOutputHelper?.WriteLine(state);
        Assert.DoesNotContain("fatal", state, StringComparison.Ordinal);
    }

    private static async Task WaitAsync(IPage page, string condition)
    {
        try
        {
            await page.WaitForFunctionAsync(condition, null, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The player does not get to {condition}: {await page.EvaluateAsync<string>(State)}", exception);
        }
    }

    private static async Task<RunningTool> PublishAsync(SrsTestServer server, string stream, string size)
    {
        var publisher = RunningTool.Publish(Rtmp(server, stream), size);
        await UntilListedAsync(server, stream);
        return publisher;
    }

    private static Task UntilListedAsync(SrsTestServer server, string stream) =>
        Wait.UntilAsync(() => server.Get<HlsService>().Find(HlsFixture.Key with { Stream = stream }) is { ListedSegments: >= 2 }, "the segments");

    private static string Rtmp(SrsTestServer server, string stream) => $"rtmp://127.0.0.1:{server.RtmpPort}/live/{stream}";

    private static string Url(SrsTestServer server, string name) => $"http://127.0.0.1:{server.HttpPort}/live/{name}";
}
