using System.Globalization;
using Srs.Media.Containers.Flv;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>What Chromium publishes by WHIP, watched by everything else.</summary>
[Trait("Category", "Interop")]
public sealed class RtcPublishInteropTests
{
    /// <summary>Longest time between flash and beep that viewers take for none.</summary>
    private const double InSync = 0.040;

    private static readonly string[] On =
    [
        "Srs:RtcServer:Enabled=true", "Srs:RtcServer:Listen=127.0.0.1:0", "Srs:DefaultVhost:Rtc:Enabled=true", "Srs:DefaultVhost:Rtc:StunTimeout=00:02:00",
        "Srs:DefaultVhost:Rtc:RtcToRtmp=true", "Srs:DefaultVhost:Rtc:PliForRtmp=1s", "Srs:DefaultVhost:Hls:HlsFragment=1s",
    ];

    /// <summary>Viewers who come before the publisher, and those who come right after it.</summary>
    [RequiresToolFact("chromium")]
    public async Task Chromium_WatchedByEverything_HasBothTracksFromTheFirstSecond()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var page = await RtcPage.OpenAsync(server);
        var (rtmp, http) = ($"rtmp://127.0.0.1:{server.RtmpPort}/live/cam", $"http://127.0.0.1:{server.HttpPort}/live/cam");
        var early = new[] { rtmp, http + ".flv", http + ".ts" }.Select(static address => (Address: address, Recording: RecordAsync(address, 5))).ToArray();
        await Wait.UntilAsync(() => server.Sessions.Count == early.Length, "the viewers");
        await page.PublishAsync("cam", "H264", "opus");
        await WaitForTracksAsync(server);
        var late = new[] { rtmp, http + ".flv", http + ".ts", http + ".m3u8" }.Select(static address => (Address: address, Recording: RecordAsync(address, 4))).ToArray();
        await AssertBeginsWithKeyFrameAsync(server);

        foreach (var (address, recording) in early.Concat(late))
        {
            await AssertHasBothTracksAsync(address, await recording);
        }

        Assert.Empty(page.Faults);
    }

    [RequiresToolFact("chromium")]
    public async Task FlashesAndBeeps_RecordedOverRtmpAndFlv_AreInSync()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var page = await RtcPage.OpenAsync(server);
        await page.PublishAsync("cam", "H264", "opus", hasFlashes: true);
        await WaitForTracksAsync(server);

        string[] addresses = [$"rtmp://127.0.0.1:{server.RtmpPort}/live/cam", $"http://127.0.0.1:{server.HttpPort}/live/cam.flv"];
        var recordings = await Task.WhenAll(addresses.Select(static address => RecordAsync(address, 8)));

        foreach (var (address, recording) in addresses.Zip(recordings))
        {
            var file = Path.GetTempFileName();
            try
            {
                await File.WriteAllBytesAsync(file, recording);
                var offsets = await FlashAndBeep.GetOffsetsAsync(file);
                TestContext.Current.TestOutputHelper?.WriteLine($"{address}: {string.Join(' ', offsets.Select(static offset => (offset * 1000).ToString("F0", CultureInfo.InvariantCulture)))} ms from flash to beep");
                Assert.InRange(offsets.Count, 4, 9);
                Assert.InRange(offsets.Order().ElementAt(offsets.Count / 2), -InSync, InSync);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    private static Task WaitForTracksAsync(SrsTestServer server) => Wait.UntilAsync(
        () => server.Streams.Find(new StreamKey(VhostTable.DefaultName, "live", "cam"))?.Headers is { HasAudio: true, HasVideo: true }, "both tracks");

    private static async Task AssertBeginsWithKeyFrameAsync(SrsTestServer server)
    {
        await using var viewer = await FlvTestClient.GetAsync(server.HttpPort, "/live/cam.flv");
        FlvReceived? tag;
        do
        {
            tag = await viewer.ReadAsync();
        }
        while (tag is { Type: FlvTagType.Script } or { IsSequenceHeader: true });

        Assert.Equal((FlvTagType.Video, 1), (tag!.Type, tag.Body[0] >> 4));
    }

    private static async Task AssertHasBothTracksAsync(string address, byte[] recording)
    {
        var streams = await Ffprobe.GetStreamsAsync(recording);
        Assert.Equal(["aac", "h264"], streams.Select(static stream => stream.GetProperty("codec_name").GetString()!).Order());
        var packets = await Ffprobe.GetPacketsAsync(recording);
        var (video, audio) = (TimesOf(packets, "video"), TimesOf(packets, "audio"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{address}: {video.Count} pictures from {video[0]} to {video[^1]} ms, {audio.Count} frames of sound from {audio[0]} to {audio[^1]} ms"));
        Assert.True(packets.First(static packet => packet.Kind == "video").IsKeyFrame);
        Assert.InRange(Math.Abs(audio[0] - video[0]), 0, 1500);
        Assert.InRange(Math.Abs(audio[^1] - video[^1]), 0, 1000);
        Assert.InRange(video.Count, 4 * 20 / 2, 5 * 20 * 3 / 2);
        Assert.InRange(audio.Count, 4 * 47 / 2, 5 * 47 * 3 / 2);
        Assert.All(audio.Zip(audio.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, 1, 200));
        Assert.InRange(await LevelOfAsync(recording), -30, -6);
    }

    /// <summary>Some seconds of an address, as FLV.</summary>
    private static async Task<byte[]> RecordAsync(string address, int seconds)
    {
        var result = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-i", address, "-t", seconds.ToString(CultureInfo.InvariantCulture), "-c", "copy", "-f", "flv", "-"], limit: TimeSpan.FromSeconds(60));
        return result.AssertSucceeded().Output;
    }

    private static List<long> TimesOf(List<Ffprobe.Packet> packets, string kind) =>
        [.. packets.Where(packet => packet.Kind == kind && packet.Size > 0).Select(static packet => packet.Dts)];

    /// <summary>Root mean square of the sound in decibels below full scale.</summary>
    private static async Task<double> LevelOfAsync(byte[] recording)
    {
        var adts = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-vn", "-c", "copy", "-f", "adts", "-"], recording);
        return (await Transcoding.Tone.ListenAsync("aac", adts.AssertSucceeded().Output)).Decibels;
    }
}
