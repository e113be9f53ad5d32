using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Chromium publishes to Chromium through the server: all codecs, by UDP and by TCP.</summary>
[Trait("Category", "Interop")]
public sealed class RtcChromiumTests
{
    /// <summary>A fifth of full scale at least, where silence would be 0.</summary>
    private const double Audible = 0.02;

    private static readonly (string Video, string Audio)[] Codecs = [("H264", "opus"), ("VP8", "PCMU"), ("VP9", "opus"), ("AV1", "PCMU")];

    private static readonly string[] On =
    [
        "Srs:RtcServer:Enabled=true", "Srs:RtcServer:Listen=127.0.0.1:0", "Srs:DefaultVhost:Rtc:Enabled=true", "Srs:DefaultVhost:Rtc:StunTimeout=00:02:00",
    ];

    [RequiresToolFact("chromium")]
    public Task AllCodecs_ByUdp_PlaySteadily() => AssertPlaySteadilyAsync("udp");

    [RequiresToolFact("chromium")]
    public Task AllCodecs_ByTcpOnly_PlaySteadily() =>
        AssertPlaySteadilyAsync("tcp", "Srs:RtcServer:Protocol=tcp", "Srs:RtcServer:Tcp:Enabled=true", "Srs:RtcServer:Tcp:Listen=127.0.0.1:0");

    /// <summary>The first m-line carries the transport of all, and there is nothing for it.</summary>
    [RequiresToolFact("chromium")]
    public async Task StreamsOfOneKind_AskedForBoth_ArePlayed()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var page = await RtcPage.OpenAsync(server);
        await page.PublishAsync("picture", "VP8", audio: null);
        await page.PublishAsync("sound", video: null, "opus");

        await page.PlayAsync("watches", "picture", "audio", "video");
        await page.PlayAsync("listens", "sound", "video", "audio");

        var seen = await page.MeasureUntilAsync(
            static seen => seen["watches"].Frames > 5 && seen["listens"].Level > Audible, "watches", "listens");
        Assert.Equal("video/VP8", seen["watches"].Codecs);
        Assert.Equal("audio/opus", seen["listens"].Codecs);
        Assert.Empty(page.Faults);
    }

    private static async Task AssertPlaySteadilyAsync(string protocol, params string[] settings)
    {
        await using var server = await SrsTestServer.StartAsync([.. On, .. settings]);
        await using var page = await RtcPage.OpenAsync(server);
        await Task.WhenAll(Codecs.Select(codec => page.PublishAsync(codec.Video, codec.Video, codec.Audio)));
        await Task.WhenAll(Codecs.Select(codec => page.PlayAsync("player-" + codec.Video, codec.Video)));
        await page.WaitForPicturesAsync([.. Codecs.Select(static codec => "player-" + codec.Video)]);

        var seen = await page.MeasureUntilAsync(
            static seen => Codecs.All(codec => IsSteady(seen["player-" + codec.Video], seen[codec.Video])),
            [.. Codecs.SelectMany(static codec => new[] { codec.Video, "player-" + codec.Video })]);

        foreach (var (video, audio) in Codecs)
        {
            var player = seen["player-" + video];
            Assert.Equal($"audio/{audio} video/{video}", player.Codecs);
            Assert.Equal((protocol, protocol), (player.Protocol, seen[video].Protocol));
            TestContext.Current.TestOutputHelper?.WriteLine($"{protocol} {video}: first picture after {player.FirstFrame:F0} ms, {player.Rate:F1} of {seen[video].Rate:F1} pictures a second, sound {player.Level:F2}");
        }

        Assert.Empty(page.Faults);
    }

    /// <summary>As many pictures as are sent, none of them late, nothing lost, and the tone.</summary>
    private static bool IsSteady(RtcPage.Seen player, RtcPage.Seen publisher) =>
        player is { State: "connected", Freezes: 0, Lost: 0, Level: > Audible } && publisher.Frames > 10 && Math.Abs(player.Frames - publisher.Frames) <= 3 + (publisher.Frames / 5);
}
