using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <summary>Checks DASH.</summary>
internal static class DashCheck
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestFragment = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTimeshift = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestLatency = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDispose = TimeSpan.FromDays(30);

    /// <summary>Adds a sentence for each fault, its key first.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        CheckVhost("Srs:DefaultVhost:Dash", options.DefaultVhost.Dash, errors);
        foreach (var (name, vhost) in options.Vhosts)
        {
            CheckVhost($"Srs:Vhosts:{name}:Dash", vhost.Dash, errors);
        }
    }

    private static void CheckVhost(string path, DashOptions dash, List<string> errors)
    {
        if (!dash.Enabled)
        {
            return;
        }

        CheckTime($"{path}:DashFragment", dash.DashFragment, Shortest, LongestFragment, errors);
        CheckTime($"{path}:DashUpdatePeriod", dash.DashUpdatePeriod, Shortest, LongestFragment, errors);
        CheckTime($"{path}:DashTimeshift", dash.DashTimeshift, dash.DashFragment, LongestTimeshift, errors);
        CheckTime($"{path}:DashDispose", dash.DashDispose, TimeSpan.Zero, LongestDispose, errors);
        if (dash.DashLatency != TimeSpan.Zero)
        {
            CheckTime($"{path}:DashLatency", dash.DashLatency, Shortest, LongestLatency, errors);
        }

        if (dash.DashWindowSize is < 0 or > 10_000)
        {
            errors.Add($"{path}:DashWindowSize is {dash.DashWindowSize}, but has to be from 0 to 10000.");
        }

        var name = dash.DashMpdFile;
        if (!name.Contains("[stream]", StringComparison.Ordinal) || !name.EndsWith(".mpd", StringComparison.Ordinal)
            || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains(".."))
        {
            errors.Add($"{path}:DashMpdFile is \"{name}\", but has to be a name below DashPath that contains [stream] and ends in .mpd, such as [app]/[stream].mpd.");
        }
    }

    private static void CheckTime(string key, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{key} is {value}, but has to be from {least} to {most}.");
        }
    }
}
