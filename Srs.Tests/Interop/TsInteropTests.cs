using System.Globalization;
using Srs.Media.Containers.Flv;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Delivery;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Tests.Containers.MpegTs;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>
/// Transport streams of ffmpeg and GStreamer through our demuxer, the server and its live <c>.ts</c>, and what other players make of them: the same
/// pictures and sound at the same times, without a word of complaint.
/// </summary>
[Trait("Category", "Interop")]
public sealed class TsInteropTests
{
    private static readonly string[] Picture = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25"];
    private static readonly string[] Tone = ["-f", "lavfi", "-i", "sine=sample_rate=48000"];
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "25", "-bf", "3"];
    private static readonly string[] H265 = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-x265-params", "log-level=none:bframes=3:open-gop=0"];

    /// <summary>Pictures decoded, sound as it came: what a decoder of sound gives depends on what it had before.</summary>
    private static readonly string[] Digests = ["-c:a", "copy", "-fps_mode", "passthrough", "-f", "framemd5", "-"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [RequiresToolFact("ffmpeg")]
    public Task Live_H264WithBFramesAndAac_IsTheSource() => PlayAsync([.. Picture, .. Tone, .. H264, "-c:a", "aac"]);

    [RequiresToolFact("ffmpeg")]
    public Task Live_H265WithBFramesAndAac_IsTheSource() => PlayAsync([.. Picture, .. Tone, .. H265, "-c:a", "aac"]);

    [RequiresToolFact("ffmpeg")]
    public Task Live_H264AndMp3OfAHalfRate_IsTheSource() => PlayAsync([.. Picture, .. Tone, .. H264, "-c:a", "libmp3lame", "-ar", "22050"]);

    [RequiresToolFact("ffmpeg")]
    public Task Live_H264AndOpus_IsTheSource() => PlayAsync([.. Picture, .. Tone, .. H264, "-c:a", "libopus", "-ac", "2"]);

    [RequiresToolFact("ffmpeg")]
    public Task Live_H264AndAc3_IsTheSource() => PlayAsync([.. Picture, .. Tone, .. H264, "-c:a", "ac3", "-ac", "2"]);

    [RequiresToolFact("ffmpeg")]
    public Task Live_AacMonoAt8Kilohertz_IsTheSource() => PlayAsync([.. Tone, "-c:a", "aac", "-ac", "1", "-ar", "8000"]);

    [RequiresToolFact("ffmpeg")]
    public Task Live_H264Alone_IsTheSource() => PlayAsync([.. Picture, .. H264]);

    [RequiresToolFact("gst-launch-1.0")]
    public async Task Muxer_PlayedByGStreamer_IsTheSource()
    {
        var source = await MakeAsync([.. Picture, .. Tone, .. H264, "-c:a", "aac"]);
        var (results, muxer) = (TsSamples.Demux(source).Results, new TsMuxer());

        // gst-launch links each pad once, and a new version of the map makes new pads.
        muxer.SetTracks([.. results.Where(static r => r.Track is not null).Select(static r => r.Track!)]);
        var stream = TsSamples.Mux(results.Select(static r => r.Frame!), muxer);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, stream, Cancel);
        try
        {
            var pictures = await ExternalTool.RunAsync(
                "gst-launch-1.0",
                ["-q", "filesrc", $"location={file}", "!", "tsdemux", "name=d", "d.", "!", "video/x-h264", "!", "queue", "!", "h264parse", "!", "video/x-h264,stream-format=byte-stream,alignment=au", "!", "fdsink"]);
            var sound = await ExternalTool.RunAsync(
                "gst-launch-1.0", ["-q", "filesrc", $"location={file}", "!", "tsdemux", "name=d", "d.", "!", "audio/mpeg", "!", "queue", "!", "aacparse", "!", "audio/mpeg,stream-format=adts", "!", "fdsink"]);

            Assert.Equal(
                Hashes(await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-an", "-f", "framemd5", "-fps_mode", "passthrough", "-"], source))["0"],
                await ElementaryMedia.GetFrameDigestsAsync("h264", pictures.AssertSucceeded().Output));
            var expected = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-vn", "-c", "copy", "-f", "adts", "-"], source);

            // GStreamer leaves out a frame or two at the beginning.
            var played = sound.AssertSucceeded().Output;
            Assert.InRange(played.Length, expected.AssertSucceeded().Output.Length * 9 / 10, expected.Output.Length);
            Assert.True(expected.Output.AsSpan().EndsWith(played));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [RequiresToolFact("gst-launch-1.0")]
    public async Task Demuxer_ReadsWhatGStreamerWrites()
    {
        var made = await ExternalTool.RunAsync(
            "gst-launch-1.0",
            [
                "-q", "mpegtsmux", "name=m", "!", "fdsink",
                "videotestsrc", "num-buffers=75", "!", "video/x-raw,width=320,height=180,framerate=25/1", "!", "x264enc", "speed-preset=ultrafast", "key-int-max=25", "!", "h264parse", "!", "queue", "!", "m.",
                "audiotestsrc", "samplesperbuffer=960", "num-buffers=150", "!", "audio/x-raw,rate=48000,channels=2", "!", "audioconvert", "!", "opusenc", "!", "opusparse", "!", "queue", "!", "m.",
            ]);

        var (results, demuxer) = TsSamples.Demux(made.AssertSucceeded().Output, 1316);

        Assert.Equal((0L, 0L, 0L, 0L), (demuxer.Gaps, demuxer.DamagedPackets, demuxer.DamagedSections, demuxer.SkippedBytes));
        Assert.All(results, static r => Assert.Equal(TsDropReason.None, r.DropReason));
        var pictures = results.Where(static r => r.Frame!.Track.Codec == MediaCodec.H264).Select(static r => r.Frame!).ToList();
        var sound = results.Where(static r => r.Frame!.Track.Codec == MediaCodec.Opus).Select(static r => r.Frame!).ToList();
        Assert.Equal(75, pictures.Count);
        Assert.Equal([0, 25, 50], Enumerable.Range(0, 75).Where(i => pictures[i].IsKeyFrame));
        Assert.InRange(sound.Count, 149, 152);

        // Of the first one GStreamer leaves out what the encoder says is to be skipped.
        Assert.All(sound.Skip(1).Zip(sound.Skip(2)), static pair => Assert.InRange((pair.Second.EncoderTime - pair.First.EncoderTime).TotalMilliseconds, 19.9, 20.1));
        TsSamples.Describe(results);
    }

    /// <summary>Plays what a program encoded, with ffmpeg's decoders and as it comes.</summary>
    private static async Task PlayAsync(string[] encode)
    {
        var source = await MakeAsync(encode);
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Grace=100ms", "Srs:DefaultVhost:Publish:NormalTimeout=20s");
        var url = $"http://127.0.0.1:{server.HttpPort}/live/livestream.ts";
        var decoded = ExternalTool.RunAsync("ffmpeg", ["-v", "warning", "-xerror", "-i", url, .. Digests]);
        var copied = ExternalTool.RunAsync("curl", ["-sS", "--fail", url]);

        await PublishAsync(server, source, players: 2);

        var played = (await decoded).AssertSucceeded();
        Assert.Equal("", played.Error);
        var expected = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", .. Digests], source);
        AssertEndsAlike(Hashes(expected.AssertSucceeded()), Hashes(played));

        var stream = (await copied).AssertSucceeded().Output;
        TsSamples.AssertContinuous(TsSamples.Packets(stream));
        AssertSameTimes(await Ffprobe.GetPacketsAsync(source), await Ffprobe.GetPacketsAsync(stream));
    }

    private static async Task<byte[]> MakeAsync(string[] encode) =>
        (await ExternalTool.RunAsync("ffmpeg", ["-v", "error", .. encode, "-t", "4", "-f", "mpegts", "-"])).AssertSucceeded().Output;

    /// <summary>Publishes what our demuxer makes of a transport stream, over Enhanced RTMP; waits for the players once there is something to join.</summary>
    private static async Task PublishAsync(SrsTestServer server, byte[] source, int players)
    {
        await Wait.UntilAsync(() => server.Sessions.Count == players, "the players");
        await using var publisher = await RtmpClient.ConnectAsync($"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream", new RtmpClientOptions { CloseTimeout = Wait.Limit }, Cancel);
        await publisher.PublishAsync(Cancel);
        var writer = new FlvAccessUnitWriter(publisher.WriteAsync);
        var frames = TsSamples.Demux(source, 1316).Results.ConvertAll(static r => r.Frame!);

        // They come in the order in which PES packets end; a publisher sends in order of time.
        var start = frames.Min(static f => f.EncoderTime);
        var late = frames.Count / 3;
        foreach (var (number, frame) in frames.OrderBy(static f => f.EncoderTime).Index())
        {
            using (frame)
            {
                var dts = frame.EncoderTime - start;
                await writer.WriteFrameAsync(frame.Track, frame.Payload, frame.Flags, dts, dts + frame.CompositionOffset, Cancel);
            }

            if (number == late)
            {
                await Wait.UntilAsync(() => server.Sessions.Sessions.OfType<LivePlayer>().Count(static p => p.IsServed) == players, "the players to be served");
            }
        }
    }

    /// <summary>Hash of each frame by track.</summary>
    private static Dictionary<string, List<string>> Hashes(ExternalToolResult result) =>
        result.OutputText.Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(',', StringSplitOptions.TrimEntries))
            .GroupBy(static fields => fields[0])
            .ToDictionary(static track => track.Key, static track => track.Select(static fields => fields[5]).ToList());

    /// <summary>A player joins at a key frame, a third of the stream after its beginning at most; from there on all is the same.</summary>
    private static void AssertEndsAlike(Dictionary<string, List<string>> expected, Dictionary<string, List<string>> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (track, hashes) in actual)
        {
            Assert.InRange(hashes.Count, expected[track].Count / 2, expected[track].Count);
            Assert.Equal(expected[track].TakeLast(hashes.Count), hashes);
        }
    }

    /// <summary>Packets are as far from each other as in the source, to the millisecond that RTMP counts in.</summary>
    private static void AssertSameTimes(List<Ffprobe.Packet> expected, List<Ffprobe.Packet> actual)
    {
        foreach (var kind in actual.Select(static p => p.Kind).Distinct())
        {
            var found = actual.Where(p => p.Kind == kind).ToList();
            var wanted = expected.Where(p => p.Kind == kind).TakeLast(found.Count).ToList();
            var (shift, count) = (found[0].Dts - wanted[0].Dts, wanted.Count);
            Assert.Equal(count, found.Count);
            for (var i = 0; i < count; i++)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{kind} packet {i} of {count}: {wanted[i]} became {found[i]}");
                Assert.True(Math.Abs(found[i].Dts - wanted[i].Dts - shift) <= 181 && Math.Abs(found[i].Pts - wanted[i].Pts - shift) <= 181, text);
            }
        }
    }
}
