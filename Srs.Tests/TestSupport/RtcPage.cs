using System.Text.Json;
using Microsoft.Playwright;

namespace Srs.Tests.TestSupport;

/// <summary>A page in Chromium with WebRTC publishers and players, as many as a test wants.</summary>
internal sealed class RtcPage : IAsyncDisposable
{
    /// <summary>A browser that encodes and decodes on a machine full of other tests may take long for its first picture.</summary>
    private const float Patience = 60_000;

    private readonly IBrowserContext _browser;
    private readonly IPage _page;
    private readonly int _port;

    private RtcPage(IBrowserContext browser, IPage page, List<string> faults, int port) => (_browser, _page, Faults, _port) = (browser, page, faults, port);

    /// <summary>What a peer did in some seconds, by the browser's statistics.</summary>
    /// <param name="Name">The test's name for it.</param>
    /// <param name="State">State of the connection.</param>
    /// <param name="Seconds">How long.</param>
    /// <param name="Frames">Pictures decoded, or sent.</param>
    /// <param name="Freezes">Times that the picture stood still.</param>
    /// <param name="Lost">Packets lost.</param>
    /// <param name="KeyFrameRequests">Picture loss indications since the beginning.</param>
    /// <param name="Level">Root mean square of the sound at the end, 0 to 1.</param>
    /// <param name="Connected">Milliseconds from the beginning of the offer to the end of the handshakes; null before it, and for publishers.</param>
    /// <param name="FirstFrame">The same to the first picture.</param>
    /// <param name="Codecs">MIME types in order of the alphabet, separated by spaces.</param>
    /// <param name="Protocol">Of the server's candidate: udp or tcp.</param>
    internal sealed record Seen(
        string Name, string State, double Seconds, int Frames, int Freezes, int Lost, int KeyFrameRequests, double Level, double? Connected, double? FirstFrame, string Codecs, string Protocol)
    {
        /// <summary>Pictures a second.</summary>
        public double Rate => Frames / Seconds;
    }

    /// <summary>Script errors and the like.</summary>
    public List<string> Faults { get; }

    /// <summary>Opens the page as one of the server's own.</summary>
    public static async Task<RtcPage> OpenAsync(SrsTestServer server)
    {
        var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);
        page.SetDefaultTimeout(Patience);
        await page.RouteAsync("**/test.html", static route => route.FulfillAsync(new() { Path = TestVectors.GetPath("pages/rtc.html"), ContentType = "text/html" }));
        await page.RouteAsync("**/favicon.ico", static route => route.FulfillAsync(new() { Status = 204 }));
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/test.html");
        return new RtcPage(browser, page, faults, server.HttpPort);
    }

    /// <summary>Publishes a moving picture with a tone by WHIP, and returns when it is connected.</summary>
    /// <param name="stream">Name of the stream, and of the peer.</param>
    /// <param name="video">Codec; null for no picture.</param>
    /// <param name="audio">Codec; null for no sound.</param>
    /// <param name="hasFlashes">Whether it is dark and silent, with a flash and a beep each second.</param>
    public Task PublishAsync(string stream, string? video, string? audio, bool hasFlashes = false) =>
        _page.EvaluateAsync("options => publish(options)", new { name = stream, url = Address("whip", stream), video, audio, flashes = hasFlashes });

    /// <summary>Plays by WHEP, and returns with the answer.</summary>
    /// <param name="name">Name for the peer.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="kinds">What it asks for, in the order of the m-lines.</param>
    public Task PlayAsync(string name, string stream, params string[] kinds) =>
        _page.EvaluateAsync("options => play(options)", new { name, url = Address("whep", stream), kinds = kinds.Length == 0 ? ["audio", "video"] : kinds });

    /// <summary>Waits until players have pictures.</summary>
    public async Task WaitForPicturesAsync(params string[] names) =>
        await _page.WaitForFunctionAsync("names => names.every(name => peers[name].firstFrame !== null)", names);

    /// <summary>Closes a peer; its session is left to the server.</summary>
    public Task CloseAsync(string name) => _page.EvaluateAsync("name => peers[name].peer.close()", name);

    /// <summary>Looks at peers for some seconds.</summary>
    public async Task<Dictionary<string, Seen>> MeasureAsync(double seconds, params string[] names)
    {
        var json = await _page.EvaluateAsync<string>("async options => JSON.stringify(await measure(options))", new { names, seconds });
        return JsonSerializer.Deserialize<Seen[]>(json, JsonSerializerOptions.Web)!.ToDictionary(static seen => seen.Name);
    }

    /// <summary>Looks at peers for two seconds at a time, until all is as it should be; a machine full of other tests has bad moments.</summary>
    /// <param name="isGood">Whether it is.</param>
    /// <param name="names">The peers.</param>
    public async Task<Dictionary<string, Seen>> MeasureUntilAsync(Func<IReadOnlyDictionary<string, Seen>, bool> isGood, params string[] names)
    {
        const int Tries = 6;
        for (var i = 1; ; i++)
        {
            var seen = await MeasureAsync(2, names);
            if (isGood(seen) || i == Tries)
            {
                Assert.True(isGood(seen), string.Join('\n', seen.Values));
                return seen;
            }
        }
    }

    /// <summary>Asks the page.</summary>
    public Task<T> EvaluateAsync<T>(string expression) => _page.EvaluateAsync<T>(expression);

    public async ValueTask DisposeAsync() => await _browser.CloseAsync();

    private string Address(string kind, string stream) => $"http://127.0.0.1:{_port}/rtc/v1/{kind}/?app=live&stream={stream}";
}
