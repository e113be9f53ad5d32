using Srs.Media.Configuration;
using Srs.Media.Segments;

namespace Srs.Web.Configuration;

/// <summary>Checks HLS and where its segments are kept.</summary>
internal static class HlsCheck
{
    private static readonly TimeSpan ShortestFragment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestFragment = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestPast = TimeSpan.FromDays(30);

    /// <summary>Most bytes that are read of the answer to on_hls_notify: a large segment.</summary>
    private const int MostNotified = 16 * 1024 * 1024;

    /// <summary>Variables that tell one segment from the next as well.</summary>
    private static readonly string[] Moments = ["[timestamp]", "[05]"];

    /// <summary>Adds a sentence for each fault, its key first.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        CheckStore(options.SegmentStore, errors);
        CheckVhost("Srs:DefaultVhost:Hls", options.DefaultVhost.Hls, errors);
        foreach (var (name, vhost) in options.Vhosts)
        {
            CheckVhost($"Srs:Vhosts:{name}:Hls", vhost.Hls, errors);
        }
    }

    private static void CheckStore(SegmentStoreOptions store, List<string> errors)
    {
        if (!ByteSize.TryParse(store.MaxMemory, long.MaxValue / 2, out _))
        {
            errors.Add($"Srs:SegmentStore:MaxMemory is \"{store.MaxMemory}\", but has to be a size such as 512MB or 4GB, or a share of the machine's memory such as 25%.");
        }

        CheckTime("Srs:SegmentStore:Past", store.Past, TimeSpan.Zero, LongestPast, errors);
        CheckTime("Srs:SegmentStore:PastOnDisk", store.PastOnDisk, TimeSpan.Zero, LongestPast, errors);
    }

    private static void CheckVhost(string path, HlsOptions hls, List<string> errors)
    {
        if (!hls.Enabled)
        {
            return;
        }

        CheckTime($"{path}:HlsFragment", hls.HlsFragment, ShortestFragment, LongestFragment, errors);
        CheckTime($"{path}:HlsWindow", hls.HlsWindow, ShortestFragment, LongestWindow, errors);
        CheckTime($"{path}:HlsDispose", hls.HlsDispose, TimeSpan.Zero, LongestPast, errors);
        CheckRatio($"{path}:HlsTdRatio", hls.HlsTdRatio, errors);
        CheckRatio($"{path}:HlsAofRatio", hls.HlsAofRatio, errors);
        if (hls.HlsOnError is not ("ignore" or "continue" or "disconnect"))
        {
            errors.Add($"{path}:HlsOnError is \"{hls.HlsOnError}\", but has to be ignore, continue or disconnect.");
        }

        if (hls.HlsFragmentsPerKey is < 1 or > 100_000)
        {
            errors.Add($"{path}:HlsFragmentsPerKey is {hls.HlsFragmentsPerKey}, but has to be from 1 to 100000.");
        }

        if (hls.HlsNbNotify is < 0 or > MostNotified)
        {
            errors.Add($"{path}:HlsNbNotify is {hls.HlsNbNotify}, but has to be from 0 to {MostNotified} bytes.");
        }

        CheckName($"{path}:HlsM3u8File", hls.HlsM3u8File, [".m3u8"], "[stream]", "[app]/[stream].m3u8", errors);
        if (hls.HlsUseFmp4)
        {
            CheckName($"{path}:HlsFmp4File", hls.HlsFmp4File, [".m4s", ".mp4"], "[seq]", "[app]/[stream]-[seq].m4s", errors);
            CheckName($"{path}:HlsInitFile", hls.HlsInitFile, [".mp4"], "[stream]", "[app]/[stream]/init.mp4", errors);
        }
        else
        {
            CheckName($"{path}:HlsTsFile", hls.HlsTsFile, [".ts"], "[seq]", "[app]/[stream]-[seq].ts", errors);
        }

        if (hls.HlsKeys)
        {
            CheckName($"{path}:HlsKeyFile", hls.HlsKeyFile, [".key"], "[seq]", "[app]/[stream]-[seq].key", errors);
        }
    }

    private static void CheckTime(string key, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{key} is {value}, but has to be from {least} to {most}.");
        }
    }

    private static void CheckRatio(string key, double value, List<string> errors)
    {
        if (value is < 0.1 or > 100)
        {
            errors.Add(FormattableString.Invariant($"{key} is {value}, but has to be from 0.1 to 100."));
        }
    }

    /// <summary>Names of segments need what tells one from the next, those of playlists what tells streams apart.</summary>
    private static void CheckName(string key, string name, string[] extensions, string variable, string example, List<string> errors)
    {
        var isUnique = name.Contains(variable, StringComparison.Ordinal) || (variable == "[seq]" && Array.Exists(Moments, moment => name.Contains(moment, StringComparison.Ordinal)));
        var levels = name.Split('/');
        if (!isUnique || !Array.Exists(extensions, extension => name.EndsWith(extension, StringComparison.Ordinal))
            || name.Contains('\\', StringComparison.Ordinal) || levels.Contains(".."))
        {
            errors.Add($"{key} is \"{name}\", but has to be a name below HlsPath that contains {variable} and ends in {string.Join(" or ", extensions)}, such as {example}.");
        }
    }
}
