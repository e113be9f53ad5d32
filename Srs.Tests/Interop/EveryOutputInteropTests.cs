using System.Globalization;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>ffmpeg reads everything that the server sends of a stream at once, while its publisher restarts, and complains of nothing.</summary>
/// <remarks>
/// 15 seconds of each; a longer run by hand:
/// <code>SRS_OUTPUT_SECONDS=60 dotnet test Srs.Tests -c Release --filter "FullyQualifiedName~EveryOutputInteropTests"</code>
/// </remarks>
[Trait("Category", "Interop")]
public sealed class EveryOutputInteropTests
{
    /// <summary>ffmpeg 5 reads an initialization segment again each time it reads the playlist, and warns of that; of its own as well.</summary>
    private const string MoovAgain = "Found duplicated MOOV Atom";

    private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("SRS_OUTPUT_SECONDS") ?? "15", CultureInfo.InvariantCulture);

    [RequiresToolFact("ffmpeg")]
    public async Task Ffmpeg_ReadsAllWhileThePublisherRestarts_WithoutAWarning()
    {
        await using var outputs = await EveryOutput.StartAsync();
        var (plain, renditions) = (EveryOutput.Plain, EveryOutput.Renditions);
        Task<string>[] readers =
        [
            ReadAsync(Seconds, outputs.Rtmp(plain, "livestream")),
            ReadAsync(Seconds, outputs.Url(plain, "livestream.flv")),
            ReadAsync(Seconds, outputs.Url(plain, "livestream.ts")),
            ReadAsync(Seconds, outputs.Url(plain, "livestream.m3u8")),
            ReadAsync(Seconds, outputs.Url(plain, "livestream.ll.m3u8"), MoovAgain),
            ReadAsync(Seconds, outputs.Url(EveryOutput.Fmp4, "livestream.m3u8"), MoovAgain),
            ReadAsync(Seconds, outputs.Url(EveryOutput.Keys, "livestream.m3u8")),
            ReadAsync(Seconds, outputs.Url(EveryOutput.Fmp4Keys, "livestream.m3u8"), MoovAgain),
        ];

        // FFmpeg compares whole seconds of DASH's times, and reads a last segment of less than that again; times of renditions may go back a little.
        Task<string>[] steady =
        [
            ReadAsync(Seconds / 2, outputs.Url(plain, "livestream.mpd")),
            ReadAsync(Seconds / 2, outputs.Url(plain, "livestream.ll.mpd")),
            ReadAsync(Seconds / 2, outputs.Url(renditions, "movie.m3u8")),
            ReadAsync(Seconds / 2, outputs.Url(renditions, "movie.ll.m3u8"), MoovAgain),
            ReadAsync(Seconds / 2, outputs.Url(renditions, "movie.mpd")),
            ReadAsync(Seconds / 2, outputs.Url(renditions, "movie.ll.mpd")),
        ];
        string[] before = await Task.WhenAll(steady);

        await outputs.RestartAsync();

        var faults = before.Concat(await Task.WhenAll(readers)).Where(static fault => fault.Length > 0).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>Reads one output.</summary>
    /// <param name="seconds">How much of it.</param>
    /// <param name="url">Its address.</param>
    /// <param name="known">Part of a warning that is the tool's own fault.</param>
    /// <returns>What is wrong with it; empty for nothing.</returns>
    private static async Task<string> ReadAsync(int seconds, string url, string known = "-")
    {
        var length = seconds.ToString(CultureInfo.InvariantCulture);
        var result = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "warning", "-xerror", "-i", url, "-t", length, "-c", "copy", "-f", "framemd5", "-"], limit: TimeSpan.FromSeconds(60 + (seconds * 2)));
        var faults = result.ErrorLinesWithout(known).ToList();
        if (result.ExitCode != 0)
        {
            return $"{url}: exit code {result.ExitCode}; {string.Join("; ", faults)}";
        }

        // 25 pictures a second, each once and in order, with one pause of a few seconds.
        var times = TimesOf(result.OutputText);
        var steps = times.Zip(times.Skip(1), static (a, b) => b - a).ToList();
        var pauses = steps.Where(static step => step is < 0.038 or > 0.042).ToList();
        if (pauses is not ([] or [> 0]) || pauses.Sum() + (times.Count * 0.04) < seconds - 0.5)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{times.Count} pictures, with steps of {string.Join(' ', pauses.Select(static step => step.ToString("F3", CultureInfo.InvariantCulture)))} s"));
        }

        return faults.Count == 0 ? "" : $"{url}: {string.Join("; ", faults)}";
    }

    /// <summary>Decoding times of the pictures, in seconds.</summary>
    private static List<double> TimesOf(string frames)
    {
        var lines = frames.Split('\n');
        var unit = lines.Single(static line => line.StartsWith("#tb 0:", StringComparison.Ordinal)).Split('/')[1];
        var scale = double.Parse(unit, CultureInfo.InvariantCulture);
        return [.. lines.Where(static line => line.StartsWith("0,", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(',')[1], CultureInfo.InvariantCulture) / scale)];
    }
}
