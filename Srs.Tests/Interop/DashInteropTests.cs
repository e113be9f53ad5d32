using System.Globalization;
using Microsoft.Playwright;
using Srs.Media.Protocols.Dash;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>dash.js plays what is cut, live, while the publisher comes and goes.</summary>
[Trait("Category", "Interop")]
[Collection(AloneCollection.Name)]
public sealed class DashInteropTests
{
    /// <summary>Plays an address with dash.js, and tells every so often how it goes.</summary>
    private const string StartPlayer = """
        async ([name, url]) => {
            const { MediaPlayer } = await import('/vendor/dash/dash.mediaplayer.min.js');
            const video = document.createElement('video');
            video.muted = true;
            document.body.append(video);
            const player = MediaPlayer().create();
            const state = (window.dash ??= {})[name] = { errors: [], stalls: 0, latencies: [], periods: 0, hasPlayed: false };
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

    /// <summary>Seconds that are measured.</summary>
    private const int Measured = 15;

    private static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 60_000 };

    [RequiresToolFact("chromium")]
    public async Task DashJs_NormalAndLowLatency_PlayNearTheEndAndGoOnWithAnotherPublisher()
    {
        await using var server = await SrsTestServer.StartAsync();
        var publisher = await PublishAsync(server);

        // A player that comes when there is less than it wants to hold back stalls.
        await Wait.UntilAsync(() => server.Get<DashService>().Find(new StreamKey(VhostTable.DefaultName, "live", "livestream")) is { NextNumber: > 4 }, "four segments");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/");
        foreach (var (player, manifest) in new[] { ("normal", "livestream.mpd"), ("low", "livestream.ll.mpd") })
        {
            await page.EvaluateAsync(StartPlayer, new[] { player, $"/live/{manifest}" });
        }

        await WaitAsync(page, $"() => Object.values(dash).every(state => state.latencies.length >= {Measured * 4})");

        // Three segments of 2 s, and what a busy machine adds.
        await AssertNearAsync(page, "normal", (2, 12), mostStalls: 2);
        await AssertNearAsync(page, "low", (0.5, 5), mostStalls: 3);

        await publisher.DisposeAsync();
        await using var second = await PublishAsync(server);
        await page.EvaluateAsync("() => Object.values(dash).forEach(state => { state.aim = state.time + 12; })");
        await WaitAsync(page, "() => Object.values(dash).every(state => state.time >= state.aim)");
        Assert.True(await page.EvaluateAsync<bool>("() => Object.values(dash).every(state => state.periods >= 1)"));
        Assert.Equal("", await page.EvaluateAsync<string>("() => Object.values(dash).flatMap(state => state.errors).join('; ')"));
    }

    private static async Task AssertNearAsync(IPage page, string player, (double Least, double Most) latency, int mostStalls)
    {
        // The middle one of the last five seconds.
        var measured = await page.EvaluateAsync<double>("player => dash[player].latencies.slice(-20).sort((a, b) => a - b)[10]", player);
        var stalls = await page.EvaluateAsync<int>("player => dash[player].stalls", player);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{player}: latency {measured:F2} s, {stalls} stalls"));
        Assert.InRange(measured, latency.Least, latency.Most);
        Assert.InRange(stalls, 0, mostStalls);
    }

    private static async Task WaitAsync(IPage page, string condition)
    {
        try
        {
            await page.WaitForFunctionAsync(condition, null, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The players do not get there: {await page.EvaluateAsync<string>("() => JSON.stringify(dash)")}", exception);
        }
    }

    private static async Task<RunningTool> PublishAsync(SrsTestServer server)
    {
        var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream");
        await Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null }, "the publisher");
        return publisher;
    }
}
