using System.Globalization;

namespace Srs.Web.Configuration;

/// <summary>How many files, connections included, the process may have open.</summary>
internal static class OpenFileLimit
{
    /// <summary>Files kept for everything but connections: the runtime, logs, static files; SRS keeps as many.</summary>
    public const int Reserve = 128;

    /// <summary>Connections taken where the system tells no limit.</summary>
    private const int Unlimited = 1_000_000;

    /// <summary>Most connections that the limit carries.</summary>
    public static int MaxConnections()
    {
        const string Limits = "/proc/self/limits";
        return File.Exists(Limits) ? Parse(File.ReadLines(Limits)) : Unlimited;
    }

    /// <summary>Reads the lines of <c>/proc/self/limits</c>; .NET raises its soft limit to the hard one, so the soft one counts.</summary>
    internal static int Parse(IEnumerable<string> lines)
    {
        const string Name = "Max open files";
        var line = lines.FirstOrDefault(static l => l.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files)
            ? Math.Max(1, Math.Min(files, Unlimited + Reserve) - Reserve)
            : Unlimited;
    }
}
