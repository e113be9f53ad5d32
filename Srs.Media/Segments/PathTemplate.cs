using System.Globalization;
using System.Text;

namespace Srs.Media.Segments;

/// <summary>A name of files with variables: <c>[vhost]</c>, <c>[app]</c>, <c>[stream]</c>, <c>[seq]</c>, <c>[duration]</c>, parts of the date, <c>[timestamp]</c>.</summary>
/// <remarks>
/// The date is written as in Go: <c>[2006]</c> year, <c>[01]</c> month, <c>[02]</c> day, <c>[15]</c> hour, <c>[04]</c> minute, <c>[05]</c> second,
/// <c>[999]</c> millisecond. What a variable stands for is never looked into for variables again.
/// </remarks>
public static class PathTemplate
{
    /// <summary>Longest level of a path that file systems take, in bytes of UTF-8.</summary>
    private const int MaxLevelBytes = 255;

    /// <summary>Longest path that the system takes, in bytes of UTF-8, with room for a suffix while it is being written.</summary>
    private const int MaxPathBytes = 4000;

    /// <summary>Fills the variables in; brackets around anything else stay.</summary>
    /// <param name="template">The name.</param>
    /// <param name="values">What the variables stand for.</param>
    public static string Fill(string template, in PathValues values)
    {
        var path = new StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('[', at);
            var close = open < 0 ? -1 : template.IndexOf(']', open);
            if (close < 0)
            {
                path.Append(template, at, template.Length - at);
                break;
            }

            path.Append(template, at, open - at);
            var name = template.AsSpan(open + 1, close - open - 1);
            if (Find(name, values) is { } value)
            {
                path.Append(value);
                at = close + 1;
            }
            else
            {
                path.Append('[');
                at = open + 1;
            }
        }

        return path.ToString();
    }

    /// <summary>Joins a folder and a path below it that has been made of strangers' names.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="path">Relative path, with or without a leading slash.</param>
    /// <param name="full">The full path.</param>
    /// <param name="fault">What is wrong with it, as a clause, when the result is false.</param>
    public static bool TryJoin(string root, string path, out string full, out string fault)
    {
        full = "";
        fault = "";
        var levels = path.TrimStart('/').Split('/');
        foreach (var level in levels)
        {
            if (level.Length == 0 || level.All(static c => c is '.' or ' '))
            {
                fault = "it has an empty level, or one of dots only";
                return false;
            }

            if (level.Any(static c => c is '\\' || char.IsControl(c)))
            {
                fault = "it has a character that cannot be in the name of a file";
                return false;
            }

            if (Encoding.UTF8.GetByteCount(level) > MaxLevelBytes)
            {
                fault = $"a level has more than {MaxLevelBytes} bytes";
                return false;
            }
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        full = Path.GetFullPath(Path.Combine([folder, .. levels]));
        if (!full.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            fault = "it leaves its folder";
            return false;
        }

        if (Encoding.UTF8.GetByteCount(full) > MaxPathBytes)
        {
            fault = $"it has more than {MaxPathBytes} bytes";
            return false;
        }

        return true;
    }

    private static string? Find(ReadOnlySpan<char> name, in PathValues values) => name switch
    {
        "vhost" => values.Stream.Vhost,
        "app" => values.Stream.App,
        "stream" => values.Stream.Stream,
        "seq" => Number(values.Sequence),
        "duration" => Number(values.Duration is { } duration ? (long)duration.TotalMilliseconds : null),
        "timestamp" => Number(values.Timestamp),
        "2006" => Date(values, "yyyy"),
        "01" => Date(values, "MM"),
        "02" => Date(values, "dd"),
        "15" => Date(values, "HH"),
        "04" => Date(values, "mm"),
        "05" => Date(values, "ss"),
        "999" => Date(values, "fff"),
        _ => null,
    };

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Date(in PathValues values, string format) => values.Time.ToString(format, CultureInfo.InvariantCulture);
}
