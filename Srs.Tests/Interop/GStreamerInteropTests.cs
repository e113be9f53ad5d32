using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>GStreamer's demultiplexers play what is cut, live: every picture, once, in order.</summary>
[Trait("Category", "Interop")]
public sealed partial class GStreamerInteropTests
{
    /// <summary>Pictures that have to come: more than are there when the player starts.</summary>
    private const int Pictures = 150;

    private const string Show = "! decodebin ! video/x-raw ! identity silent=false ! fakesink sync=true";

    private static readonly string[] OneSecond = ["Srs:DefaultVhost:Hls:HlsFragment=1s", "Srs:DefaultVhost:Dash:DashFragment=1s"];

    [RequiresToolFact("gst-launch-1.0")]
    public Task Hls_TransportStream_EveryPictureOnce() => PlayAsync("livestream.m3u8", $"hlsdemux {Show}");

    [RequiresToolFact("gst-launch-1.0")]
    public Task Hls_FragmentedMp4_EveryPictureOnce() => PlayAsync("livestream.m3u8", $"hlsdemux {Show}", "Srs:DefaultVhost:Hls:HlsUseFmp4=true");

    [RequiresToolFact("gst-launch-1.0")]
    public Task Hls_Encrypted_EveryPictureOnce() => PlayAsync("livestream.m3u8", $"hlsdemux {Show}", "Srs:DefaultVhost:Hls:HlsKeys=true");

    [RequiresToolFact("gst-launch-1.0")]
    public Task Hls_LowLatencyPlaylist_EveryPictureOnce() => PlayAsync("livestream.ll.m3u8", $"hlsdemux {Show}");

    /// <summary>A young stream: in one older than its time shift GStreamer 1.22 looks for the end at the wrong place.</summary>
    [RequiresToolFact("gst-launch-1.0")]
    public Task Dash_EveryPictureOnce() => PlayAsync("livestream.mpd", $"dashdemux name=d d.video_00 {Show} d.audio_00 ! decodebin ! audio/x-raw ! fakesink sync=true");

    private static async Task PlayAsync(string name, string pipeline, params string[] settings)
    {
        await using var server = await SrsTestServer.StartAsync([.. OneSecond, .. settings]);
        await using var publisher = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream");
        using var http = new HttpClient { Timeout = Wait.Limit };
        await Wait.UntilAsync(() => HasSegments(http, server), "four segments");

        // gst-launch ends only with the stream, so it is watched and ended.
        var url = $"http://127.0.0.1:{server.HttpPort}/live/{name}";
        var start = new ProcessStartInfo("gst-launch-1.0", ["-v", "souphttpsrc", $"location={url}", "!", .. pipeline.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var (output, times) = (new StringBuilder(), new List<TimeSpan>());
        using var process = Process.Start(start)!;
        try
        {
            process.ErrorDataReceived += (_, line) => output.AppendLine(line.Data);
            process.BeginErrorReadLine();
            while (times.Count < Pictures && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync() is { } line)
            {
                if (Picture().Match(line) is { Success: true } match)
                {
                    times.Add(TimeSpan.Parse(match.Groups[1].ValueSpan[..^2], CultureInfo.InvariantCulture));
                }
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync().WaitAsync(Wait.Limit);
        }

        Assert.True(times.Count == Pictures, $"{times.Count} pictures: {output}");
        var steps = times.Zip(times.Skip(1), static (a, b) => b - a).ToList();
        Assert.All(steps, static step => Assert.InRange(step.TotalMilliseconds, 38, 42));
    }

    private static bool HasSegments(HttpClient http, SrsTestServer server)
    {
        using var answer = http.Send(new HttpRequestMessage(HttpMethod.Head, new Uri($"http://127.0.0.1:{server.HttpPort}/live/livestream/video-4.m4s")));
        return answer.IsSuccessStatusCode && answer.Content.Headers.ContentLength > 0;
    }

    [GeneratedRegex(@"identity0: last-message = chain .* pts: ([0-9:.]+),")]
    private static partial Regex Picture();
}
