using Microsoft.Playwright;

namespace Srs.Tests.TestSupport;

/// <summary>Chromium, one process for all tests; it ends with them.</summary>
internal static class TestBrowser
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run",

        // A camera that shows a clock and a microphone that beeps, without asking; WebRTC on the loopback address.
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns",
    ];

    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    /// <summary>Opens the browser as somebody new: with no cookies, caches or credentials of other tests.</summary>
    public static async Task<IBrowserContext> OpenAsync() => await (await Shared.Value).NewContextAsync(new() { IgnoreHTTPSErrors = true });

    /// <summary>A page, and what goes wrong in it: script errors, refused content, failed requests.</summary>
    public static async Task<(IPage Page, List<string> Faults)> NewPageAsync(IBrowserContext browser)
    {
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout((float)Wait.Limit.TotalMilliseconds);
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
            {
                faults.Add(message.Text);
            }
        };
        return (page, faults);
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ExternalTool.Find("chromium"), Args = Arguments });
    }
}
