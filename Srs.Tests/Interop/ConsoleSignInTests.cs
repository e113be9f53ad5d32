using Microsoft.Playwright;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>The console in a real browser, when the API asks who calls.</summary>
[Trait("Category", "Interop")]
public sealed class ConsoleSignInTests
{
    [RequiresToolFact("chromium")]
    public async Task Console_ApiNeedsACredential_AsksForItAndKeepsIt()
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:HttpApi:Auth:Enabled=true", "Srs:HttpApi:Auth:Username=boss", "Srs:HttpApi:Auth:Password=pass-wörd-of-boss");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/console/");

        await SignInAsync(page, "boss", "wrong");
        await page.GetByTestId("sign-in-message").Filter(new() { HasText = "did not accept" }).WaitForAsync();
        await SignInAsync(page, "boss", "pass-wörd-of-boss");
        await page.GetByTestId("empty-state").WaitForAsync();
        Assert.Equal(0, await page.GetByTestId("sign-in-dialog").CountAsync());

        await page.ReloadAsync();
        await page.GetByTestId("empty-state").WaitForAsync();
        Assert.Equal(0, await page.GetByTestId("sign-in-dialog").CountAsync());

        // The browser itself reports each 401 of the first questions.
        Assert.DoesNotContain(faults, static fault => !fault.Contains("401", StringComparison.Ordinal));
    }

    [RequiresToolFact("chromium")]
    public async Task Console_QuestionIsCancelled_AsksAgainByTheButtonOnly()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:HttpApi:Keys:watcher:Key=watcher-key-0123456789");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/console/");

        await page.GetByTestId("sign-in-cancel").ClickAsync();
        await page.GetByTestId("connection").Filter(new() { HasText = "asks for a user name and password" }).WaitForAsync();
        Assert.Equal(0, await page.GetByTestId("sign-in-dialog").CountAsync());

        await page.GetByTestId("sign-in").ClickAsync();
        await SignInAsync(page, "watcher", "watcher-key-0123456789");
        await page.GetByTestId("empty-state").WaitForAsync();
    }

    [RequiresToolFact("chromium")]
    public async Task Console_KeyMayOnlyRead_SaysSoWhenAClientIsDisconnected()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:HttpApi:Keys:watcher:Key=watcher-key-0123456789");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var streamId = await publisher.PublishAsync();
        await publisher.SendHeadersAsync(streamId);
        await using var browser = await TestBrowser.OpenAsync();
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/console/");
        await SignInAsync(page, "watcher", "watcher-key-0123456789");

        var denied = await page.EvaluateAsync<string>("async () => { try { await (await import('/console/api.js')).kick('unknown1'); } catch (e) { return e.message; } return ''; }");

        Assert.Equal("This needs the role operate, and the key watcher has the role read.", denied);
    }

    private static async Task SignInAsync(IPage page, string name, string password)
    {
        await page.GetByTestId("sign-in-name").FillAsync(name);
        await page.GetByTestId("sign-in-password").FillAsync(password);
        await page.GetByTestId("sign-in-password").PressAsync("Enter");
    }
}
