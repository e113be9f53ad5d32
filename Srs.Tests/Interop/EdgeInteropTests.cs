using System.Globalization;
using System.Text;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>An encoder of others publishes to an origin; players of others play from an edge.</summary>
[Trait("Category", "Interop")]
[Collection(AloneCollection.Name)]
public sealed class EdgeInteropTests
{
    private const int Packets = 300;

    [RequiresToolFact("ffmpeg")]
    public async Task Edge_OfAnOriginFedByFfmpeg_PlaysEveryFrameOverRtmpAndFlv()
    {
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:Cluster:Mode=remote", $"Srs:DefaultVhost:Cluster:Origin=127.0.0.1:{origin.RtmpPort}");
        await using var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{origin.RtmpPort}/live/livestream");
        await Wait.UntilAsync(() => origin.Describe("livestream")?.Headers is { HasAudio: true, HasVideo: true }, "the publisher");

        var rtmp = ProbeAsync($"rtmp://127.0.0.1:{edge.RtmpPort}/live/livestream");
        var flv = ProbeAsync($"http://127.0.0.1:{edge.HttpPort}/live/livestream.flv");
        AssertWhole(await rtmp);
        AssertWhole(await flv);

        await Wait.UntilAsync(() => origin.Describe("livestream")!.ClientCount == 1, "the end of the pull");
        Assert.Single(edge.Log.Lines, static line => line.EventId == 5000);
    }

    private static async Task<IReadOnlyList<(string Kind, double Time, bool IsKey)>> ProbeAsync(string url)
    {
        var result = await ExternalTool.RunAsync(
            "ffprobe",
            [
                "-v", "error", "-rw_timeout", "15000000", "-of", "csv=p=0", "-show_entries", "packet=codec_type,dts_time,flags",
                "-read_intervals", $"%+#{Packets}", url,
            ]);
        return
        [
            .. Encoding.UTF8.GetString(result.AssertSucceeded().Output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line.Split(','))
                .Where(static fields => fields[0] is "audio" or "video")
                .Select(static fields => (fields[0], double.Parse(fields[1], CultureInfo.InvariantCulture), fields[2].StartsWith('K'))),
        ];
    }

    private static void AssertWhole(IReadOnlyList<(string Kind, double Time, bool IsKey)> packets)
    {
        Assert.True(packets.First(static packet => packet.Kind == "video").IsKey, "A player starts with a key frame.");
        foreach (var (kind, longest) in new[] { ("video", 0.079), ("audio", 0.047) })
        {
            var times = packets.Where(packet => packet.Kind == kind).Select(static packet => packet.Time).ToList();
            Assert.InRange(times.Count, Packets / 4, Packets);
            for (var i = 1; i < times.Count; i++)
            {
                Assert.InRange(times[i] - times[i - 1], 0.001, longest);
            }
        }
    }
}
