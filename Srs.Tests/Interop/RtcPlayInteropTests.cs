using System.Globalization;
using Srs.Media.Codecs.Nal;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>What encoders publish by RTMP, watched by Chromium by WHEP.</summary>
[Trait("Category", "Interop")]
public sealed class RtcPlayInteropTests
{
    private const double Audible = 0.02;

    private static readonly string[] On =
    [
        "Srs:RtcServer:Enabled=true", "Srs:RtcServer:Listen=127.0.0.1:0", "Srs:DefaultVhost:Rtc:Enabled=true", "Srs:DefaultVhost:Rtc:StunTimeout=00:02:00",
        "Srs:DefaultVhost:Rtc:RtmpToRtc=true", "Srs:DefaultVhost:Rtc:RtcToRtmp=true",
    ];

    [RequiresToolFact("chromium")]
    public async Task RtmpWithAac_PlayedByChromium_HasAllPicturesAndSound()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var encoder = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/cam");
        await Wait.UntilAsync(() => HeadersOf(server) is { HasAudio: true, HasVideo: true }, "the publisher");
        await using var page = await RtcPage.OpenAsync(server);

        // The first viewer starts the bridge, the others join it at different distances from a key frame.
        string[] names = ["first", "second", "third"];
        foreach (var name in names)
        {
            await page.PlayAsync(name, "cam");
            await page.WaitForPicturesAsync(name);
        }

        var seen = await page.MeasureUntilAsync(static seen => seen.Values.All(IsSteady), names);

        Assert.All(seen.Values, static player =>
        {
            Assert.Equal("audio/opus video/H264", player.Codecs);
            Assert.InRange(player.FirstFrame!.Value, 0, 20_000);
            Print(player);
        });
        Assert.Empty(page.Faults);
    }

    /// <summary>Chromium's decoder does not reorder pictures, so that not all can be shown; but some are, with the sound, and nothing ends.</summary>
    [RequiresToolFact("chromium")]
    public async Task RtmpWithBFrames_PlayedByChromium_GoesOn()
    {
        await using var server = await SrsTestServer.StartAsync([.. On, "Srs:Vhosts:kept.test:Rtc:Enabled=true", "Srs:Vhosts:kept.test:Rtc:RtmpToRtc=true", "Srs:Vhosts:kept.test:Rtc:KeepBframe=true"]);
        await using var encoder = RunningTool.PublishWithBFrames($"rtmp://127.0.0.1:{server.RtmpPort}/live/cam");
        await using var other = RunningTool.PublishWithBFrames($"rtmp://127.0.0.1:{server.RtmpPort}/live?vhost=kept.test/cam");
        await Wait.UntilAsync(() => server.Describe("cam") is { PublisherId: not null } && server.Describe("cam", vhost: "kept.test") is { PublisherId: not null }, "the publishers");
        await using var page = await RtcPage.OpenAsync(server);

        await page.PlayAsync("dropped", "cam");
        await page.PlayAsync("kept", "cam&vhost=kept.test");
        await page.WaitForPicturesAsync("dropped", "kept");

        var seen = await page.MeasureUntilAsync(
            static seen => seen.Values.All(static player => player is { State: "connected", Frames: > 0, Level: > Audible, Lost: 0 }), "dropped", "kept");
        Assert.All(seen.Values, Print);
        Assert.Equal(2, server.Sessions.Sessions.Count(static session => session.Describe()?.Type == "rtc-play"));
        Assert.Single(server.Log.Lines, static line => line.Text.Contains("B-frames", StringComparison.Ordinal) && line.Text.Contains("kept.test", StringComparison.Ordinal));
    }

    /// <summary>Not every Chromium can decode H.265; one that cannot is told why.</summary>
    [RequiresToolFact("chromium")]
    public async Task RtmpWithHevc_PlayedByChromium_IsShownOrRefusedWithTheReason()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        var stream = await ElementaryMedia.MakeVideoAsync("hevc", "-g", "25", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:bframes=0");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var publishing = PublishHevcAsync(stream, $"rtmp://127.0.0.1:{server.RtmpPort}/live/cam", stop.Token);
        await Wait.UntilAsync(() => HeadersOf(server) is { HasVideo: true }, "the publisher");
        await using var page = await RtcPage.OpenAsync(server);

        if (await page.EvaluateAsync<bool>("() => RTCRtpReceiver.getCapabilities('video').codecs.some(codec => codec.mimeType === 'video/H265')"))
        {
            await page.PlayAsync("player", "cam");
            await page.MeasureUntilAsync(static seen => seen["player"].Rate > 20, "player");
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<Microsoft.Playwright.PlaywrightException>(() => page.PlayAsync("player", "cam"));
            Assert.Contains("The stream's video is H265, and the player takes", refusal.Message, StringComparison.Ordinal);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
    }

    /// <summary>Publishes the access units of a stream again and again, 25 a second.</summary>
    private static async Task PublishHevcAsync(byte[] stream, string url, CancellationToken cancellationToken)
    {
        await using var client = await RtmpClient.ConnectAsync(url, cancellationToken: cancellationToken);
        await client.PublishAsync(cancellationToken);
        var writer = new FlvAccessUnitWriter(client.WriteAsync);
        var number = 0;
        while (true)
        {
            var reader = new AnnexBReader(new MemoryStream(stream), MediaCodec.H265);
            while (await reader.ReadAsync(cancellationToken) is { } unit)
            {
                using (unit)
                {
                    await writer.WriteH265Async(unit.Memory, TimeSpan.FromMilliseconds(40 * number++), cancellationToken: cancellationToken);
                    await Task.Delay(40, cancellationToken);
                }
            }
        }
    }

    private static bool IsSteady(RtcPage.Seen player) =>
        player is { State: "connected", Freezes: 0, Lost: 0, Level: > Audible } && Math.Abs(player.Rate - 25) < 4;

    private static void Print(RtcPage.Seen player) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{player.Name}: connected after {player.Connected:F0} ms, first picture after {player.FirstFrame:F0} ms, {player.Rate:F1} pictures a second, sound {player.Level:F2}, {player.KeyFrameRequests} key frames asked for"));

    private static StreamHeaders? HeadersOf(SrsTestServer server) => server.Streams.Find(new StreamKey(VhostTable.DefaultName, "live", "cam"))?.Headers;
}
