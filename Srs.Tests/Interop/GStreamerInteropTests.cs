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

    /// <summary>All of it: video first.</summary>
    private const string Dash = $"dashdemux name=d d.video_00 {Show} d.audio_00 ! decodebin ! audio/x-raw ! fakesink sync=true";

    /// <summary>
    /// dashdemux on a young stream: when it looks for a place in the list, GStreamer 1.22 adds the time at which the list begins once more
    /// (gst_mpd_client_stream_seek), which is none only until the first segment leaves the window.
    /// </summary>
    [RequiresToolFact("gst-launch-1.0")]
    public async Task Players_OfEveryOutput_ShowEveryPictureOnce()
    {
        await using var outputs = await EveryOutput.StartAsync();
        await Wait.UntilAsync(() => outputs.Seconds >= 8, "four segments of DASH");
        var faults = await Task.WhenAll(
            PlayAsync(outputs.Url(EveryOutput.Plain, "livestream.m3u8"), $"hlsdemux {Show}"),
            PlayAsync(outputs.Url(EveryOutput.Plain, "livestream.ll.m3u8"), $"hlsdemux {Show}"),
            PlayAsync(outputs.Url(EveryOutput.Fmp4, "livestream.m3u8"), $"hlsdemux {Show}"),
            PlayAsync(outputs.Url(EveryOutput.Keys, "livestream.m3u8"), $"hlsdemux {Show}"),
            PlayAsync(outputs.Url(EveryOutput.Plain, "livestream.mpd"), Dash));

        Assert.True(Array.TrueForAll(faults, static fault => fault.Length == 0), string.Join('\n', faults));
    }

    /// <summary>Plays an address.</summary>
    /// <returns>What is wrong with it; empty for nothing.</returns>
    private static async Task<string> PlayAsync(string url, string pipeline)
    {
        // gst-launch ends only with the stream, so it is watched and ended.
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
        catch (TimeoutException)
        {
            // What has come till then is told.
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync().WaitAsync(Wait.Limit);
        }

        var steps = times.Zip(times.Skip(1), static (a, b) => (b - a).TotalMilliseconds).Where(static step => step is < 38 or > 42).ToList();
        return times.Count == Pictures && steps.Count == 0 ? "" : $"{url}: {times.Count} pictures, with steps of {string.Join(' ', steps)} ms; {output}";
    }

    [GeneratedRegex(@"identity0: last-message = chain .* pts: ([0-9:.]+),")]
    private static partial Regex Picture();
}
