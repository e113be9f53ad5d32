using System.Globalization;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>aiortc publishes and plays, through the server, alone and with others.</summary>
[Trait("Category", "Interop")]
public sealed class RtcAiortcTests
{
    private static readonly string[] On =
    [
        "Srs:RtcServer:Enabled=true", "Srs:RtcServer:Listen=127.0.0.1:0", "Srs:DefaultVhost:Rtc:Enabled=true", "Srs:DefaultVhost:Rtc:StunTimeout=00:02:00",
        "Srs:DefaultVhost:Rtc:RtmpToRtc=true", "Srs:DefaultVhost:Rtc:RtcToRtmp=true",
    ];

    [RequiresToolFact("chromium")]
    public async Task Aiortc_PublishesH264AndVp8_PlayedByItselfAndChromium()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var first = await AiortcPeer.PublishAsync(server, "H264", "H264");
        await using var second = await AiortcPeer.PublishAsync(server, "VP8", "VP8");
        await Wait.UntilAsync(() => new[] { "H264", "VP8" }.All(name => server.Describe(name) is { PublisherId: not null }), "the publishers");
        await using var page = await RtcPage.OpenAsync(server);
        await Task.WhenAll(page.PlayAsync("player-H264", "H264"), page.PlayAsync("player-VP8", "VP8"));

        var seen = await Task.WhenAll(AiortcPeer.PlayAsync(server, "H264", 3), AiortcPeer.PlayAsync(server, "VP8", 3));

        Assert.All(seen, AssertWhole);
        await page.MeasureUntilAsync(
            static peers => peers.Values.All(static player => player is { State: "connected", Lost: 0, Level: > 0.02 } && Math.Abs(player.Rate - 20) < 4), "player-H264", "player-VP8");
        Assert.Empty(page.Faults);
    }

    /// <summary>Three B-frames in a row, as x264 makes them by default: aiortc's decoder puts pictures in order, though not their times.</summary>
    [RequiresToolFact("ffmpeg")]
    public async Task RtmpWithBFrames_PlayedByAiortc_HasAllPictures()
    {
        await using var server = await SrsTestServer.StartAsync([.. On, "Srs:DefaultVhost:Rtc:KeepBframe=true"]);
        await using var encoder = RunningTool.PublishWithBFrames($"rtmp://127.0.0.1:{server.RtmpPort}/live/cam");
        await Wait.UntilAsync(() => server.Describe("cam") is { PublisherId: not null }, "the publisher");

        var seen = await AiortcPeer.PlayAsync(server, "cam", 4);

        Print("B-frames kept", seen);
        Assert.InRange(seen.Rate, 20, 30);
        Assert.Equal("connected", seen.State);
    }

    private static void AssertWhole(AiortcPeer.Seen seen)
    {
        Print("aiortc", seen);
        Assert.InRange(seen.Rate, 15, 25);
        Assert.Equal(0, seen.Disorder);
        Assert.Equal(320, seen.Width);
        Assert.InRange(seen.Level, -21, -9);
        Assert.Equal("connected", seen.State);
    }

    private static void Print(string what, AiortcPeer.Seen seen) => TestContext.Current.TestOutputHelper?.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{what}: {seen.Pictures} pictures, {seen.Rate:F1} a second, the first after {seen.FirstPicture * 1000:F0} ms; sound at {seen.Level:F1} dB"));
}
