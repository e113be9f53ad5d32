using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Players of others read what is cut, live, while the publisher comes and goes.</summary>
[Trait("Category", "Interop")]
[Collection(AloneCollection.Name)]
public sealed class DashInteropTests
{
    /// <summary>Plays an address with dash.js, and tells every so often how it goes.</summary>
    private const string StartPlayer = """
        async url => {
            const { MediaPlayer } = await import('/vendor/dash/dash.mediaplayer.min.js');
            const video = document.createElement('video');
            video.muted = true;
            document.body.append(video);
            const player = MediaPlayer().create();
            const state = window.dash = { errors: [], stalls: 0, latencies: [], periods: 0, hasPlayed: false };
            const events = MediaPlayer.events;
            player.on(events.ERROR, event => state.errors.push(`${event.error.code} ${event.error.message}`));
            player.on(events.PERIOD_SWITCH_COMPLETED, () => state.periods++);
            video.addEventListener('playing', () => state.hasPlayed = true);
            video.addEventListener('waiting', () => state.stalls += state.hasPlayed ? 1 : 0);
            player.updateSettings({ debug: { logLevel: 0 } });
            player.initialize(video, url, true);
            setInterval(() => {
                state.time = video.currentTime;
                if (state.hasPlayed) {
                    state.latencies.push(player.getCurrentLiveLatency());
                }
            }, 250);
        }
        """;

    private static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 60_000 };

    /// <summary>
    /// FFmpeg 5 takes the numbers of live segments for positions in the list and reads many of them again, those that it has written itself, too.
    /// </summary>
    [RequiresToolFact("ffmpeg")]
    public async Task Ffmpeg_PlaysLive_GetsEveryPictureInOrder()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", Url(server, "livestream.mpd"), "-t", "12", "-c", "copy", "-f", "framemd5", "-"]);

        result.AssertSucceeded();
        Assert.Equal("", result.Error);
        var pictures = result.OutputText.Split('\n').Where(static line => line.StartsWith("0,", StringComparison.Ordinal)).Select(static line => line.Split(','));
        var times = pictures.DistinctBy(static fields => fields[^1]).Select(static fields => long.Parse(fields[1], CultureInfo.InvariantCulture)).ToList();
        Assert.True(times.Count > 200, $"{times.Count} pictures");
        Assert.Single(times.Zip(times.Skip(1), static (a, b) => b - a).Distinct());
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Ffmpeg_PublisherRestarts_GoesOn()
    {
        await using var server = await SrsTestServer.StartAsync();
        var publisher = await PublishAsync(server);
        var player = ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", Url(server, "livestream.mpd"), "-t", "12", "-c", "copy", "-f", "framemd5", "-"]);
        await Wait.UntilAsync(() => server.Sessions.Sessions.Any(static session => session.Describe()?.Type == "dash-play"), "the player");
        await Task.Delay(6000, TestContext.Current.CancellationToken);
        await publisher.DisposeAsync();
        await using var second = RunningTool.Publish(Rtmp(server));

        var result = (await player).AssertSucceeded();

        var pictures = Encoding.UTF8.GetString(result.Output).Split('\n').Count(static line => line.StartsWith("0,", StringComparison.Ordinal));
        Assert.True(pictures > 200, $"{pictures} pictures");
    }

    [RequiresToolFact("ffprobe")]
    public async Task Segments_OfATrack_AreAnMp4FileWithoutTheOther()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        using var http = new HttpClient();
        foreach (var (name, kind) in new[] { ("video", "video"), ("audio", "audio") })
        {
            using var file = new MemoryStream();
            foreach (var part in new[] { "init.mp4", "1.m4s", "2.m4s" })
            {
                await Wait.UntilAsync(() => IsThere(http, $"{Url(server, "livestream")}/{name}-{part}"), part);
                file.Write(await http.GetByteArrayAsync(new Uri($"{Url(server, "livestream")}/{name}-{part}"), TestContext.Current.CancellationToken));
            }

            var result = await ExternalTool.RunAsync("ffprobe", ["-v", "warning", "-show_entries", "stream=codec_type", "-of", "csv=p=0", "-"], file.ToArray());
            result.AssertSucceeded();
            Assert.Equal((kind, ""), (Encoding.UTF8.GetString(result.Output).Trim(), result.Error));
        }
    }

    [RequiresToolFact("chromium")]
    public async Task DashJs_PlaysLive_NearTheEndWithoutStalls()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        // A player that comes when there is less than it wants to hold back stalls.
        using var http = new HttpClient();
        await Wait.UntilAsync(() => IsThere(http, Url(server, "livestream/video-4.m4s")), "four segments");
        var (latency, stalls) = await PlayAsync(server, "livestream.mpd", seconds: 12);

        // Three segments of 2 s, and what a busy machine adds.
        Assert.InRange(latency, 2, 12);
        Assert.InRange(stalls, 0, 2);
    }

    [RequiresToolFact("chromium")]
    public async Task DashJs_PlaysLowLatency_NearTheAimWithoutStalls()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        var (latency, stalls) = await PlayAsync(server, "livestream.ll.mpd", seconds: 15);

        Assert.InRange(latency, 0.5, 5);
        Assert.InRange(stalls, 0, 3);
    }

    [RequiresToolFact("chromium")]
    public Task DashJs_PublisherRestarts_GoesOn() => RestartAsync("livestream.mpd");

    [RequiresToolFact("chromium")]
    public Task DashJs_PublisherRestartsInLowLatency_GoesOn() => RestartAsync("livestream.ll.mpd");

    private static async Task RestartAsync(string manifest)
    {
        await using var server = await SrsTestServer.StartAsync();
        var publisher = await PublishAsync(server);
        await using var browser = await TestBrowser.OpenAsync();
        var page = await OpenAsync(browser, server, manifest);
        await page.WaitForFunctionAsync("() => window.dash.latencies.length > 8", null, Patience);
        await publisher.DisposeAsync();
        await using var second = RunningTool.Publish(Rtmp(server));
        await Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null }, "the second publisher");
        var time = await page.EvaluateAsync<double>("() => window.dash.time");

        await WaitAsync(page, string.Create(CultureInfo.InvariantCulture, $"() => window.dash.time >= {time + 12}"));
        Assert.True(await page.EvaluateAsync<int>("() => window.dash.periods") >= 1);
        Assert.Equal("", await page.EvaluateAsync<string>("() => window.dash.errors.join('; ')"));
    }

    private static async Task<(double Latency, int Stalls)> PlayAsync(SrsTestServer server, string manifest, int seconds)
    {
        await using var browser = await TestBrowser.OpenAsync();
        var page = await OpenAsync(browser, server, manifest);
        await WaitAsync(page, $"() => window.dash.latencies.length >= {seconds * 4}");
        Assert.Equal("", await page.EvaluateAsync<string>("() => window.dash.errors.join('; ')"));

        // The middle one of the last five seconds.
        var latency = await page.EvaluateAsync<double>("() => window.dash.latencies.slice(-20).sort((a, b) => a - b)[10]");
        var stalls = await page.EvaluateAsync<int>("() => window.dash.stalls");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{manifest}: latency {latency:F2} s, {stalls} stalls"));
        return (latency, stalls);
    }

    private static async Task<IPage> OpenAsync(IBrowserContext browser, SrsTestServer server, string manifest)
    {
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/");
        await page.EvaluateAsync(StartPlayer, $"/live/{manifest}");
        return page;
    }

    private static async Task WaitAsync(IPage page, string condition)
    {
        try
        {
            await page.WaitForFunctionAsync(condition, null, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The player does not get there: {await page.EvaluateAsync<string>("() => JSON.stringify(window.dash)")}", exception);
        }
    }

    private static async Task<RunningTool> PublishAsync(SrsTestServer server)
    {
        var publisher = RunningTool.Publish(Rtmp(server));
        await Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null }, "the publisher");
        return publisher;
    }

    private static bool IsThere(HttpClient http, string url)
    {
        using var answer = http.Send(new HttpRequestMessage(HttpMethod.Head, url));
        return answer.IsSuccessStatusCode && answer.Content.Headers.ContentLength > 0;
    }

    private static string Rtmp(SrsTestServer server) => $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";

    private static string Url(SrsTestServer server, string name) => $"http://127.0.0.1:{server.HttpPort}/live/{name}";
}
