using System.Globalization;
using System.Text.RegularExpressions;

namespace Srs.Tests.TestSupport;

/// <summary>When a recording flashes and when it beeps, as ffmpeg decodes it.</summary>
internal static partial class FlashAndBeep
{
    private const double Bright = 128;
    private const double LoudDecibels = -30;

    /// <summary>Seconds from each flash to its beep; negative when the beep comes first.</summary>
    /// <param name="file">The recording.</param>
    public static async Task<List<double>> GetOffsetsAsync(string file)
    {
        // One number for each picture, and one for each 2 ms of sound.
        var flashes = await FindBeginningsAsync(file, Bright, Brightness(), "-vf", "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-");
        var beeps = await FindBeginningsAsync(
            file, LoudDecibels, Loudness(), "-af", "aresample=48000,asetnsamples=96,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-");
        return
        [
            .. flashes.Select(flash => beeps.Select(beep => beep - flash).OrderBy(Math.Abs).FirstOrDefault(double.NaN))
                .Where(static offset => Math.Abs(offset) < 0.5),
        ];
    }

    /// <summary>Times at which a value rises above a limit.</summary>
    private static async Task<List<double>> FindBeginningsAsync(string file, double limit, Regex value, params string[] filter)
    {
        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", file, .. filter, "-f", "null", "-"]);
        var beginnings = new List<double>();
        bool? wasAbove = null;
        foreach (Match match in value.Matches(result.AssertSucceeded().OutputText))
        {
            var isAbove = match.Groups[2].Value != "-inf" && double.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) > limit;
            if (isAbove && wasAbove == false)
            {
                beginnings.Add(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }

            wasAbove = isAbove;
        }

        return beginnings;
    }

    [GeneratedRegex(@"pts_time:([\d.]+)\s+lavfi\.signalstats\.YAVG=([\d.]+)")]
    private static partial Regex Brightness();

    [GeneratedRegex(@"pts_time:([\d.]+)\s+lavfi\.astats\.Overall\.RMS_level=(-?[\d.]+|-inf|nan)")]
    private static partial Regex Loudness();
}
