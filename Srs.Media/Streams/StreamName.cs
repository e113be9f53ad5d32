using System.Globalization;
using System.Text;

namespace Srs.Media.Streams;

/// <summary>Which names of applications and streams are accepted from strangers.</summary>
/// <remarks>
/// Names end up in URLs, logs, file and object names. Whatever could leave a directory, hide itself or mean a device on some
/// platform is refused at the door, in plain, percent-encoded or look-alike spelling.
/// </remarks>
public static class StreamName
{
    /// <summary>Longest application or stream name in characters; twice what encoders' forms allow.</summary>
    public const int MaxLength = 512;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM", "LPT", "CONIN$", "CONOUT$"];

    /// <summary>Tells what is wrong with an application name, which may have several levels.</summary>
    /// <returns>Null when it is fine, else the reason in a few words.</returns>
    public static string? CheckApp(string app) => Check(app, levels: true);

    /// <summary>Tells what is wrong with a stream name.</summary>
    /// <returns>Null when it is fine, else the reason in a few words.</returns>
    public static string? CheckStream(string stream) => Check(stream, levels: false);

    private static string? Check(string name, bool levels)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name.Length > MaxLength)
        {
            return $"it has {name.Length} characters, the limit is {MaxLength}";
        }

        var plainest = name;
        foreach (var spelling in Spellings(name))
        {
            plainest = spelling;
            foreach (var level in levels ? spelling.Split('/') : [spelling])
            {
                if (CheckLevel(level) is { } reason)
                {
                    return reason;
                }
            }
        }

        return HasEscape(plainest) ? "it has a percent escape that is not UTF-8" : null;
    }

    /// <summary>The name itself, and what it becomes as escapes are decoded and look-alikes replaced, until nothing changes.</summary>
    private static IEnumerable<string> Spellings(string name)
    {
        // Ends, because every escape takes more characters than what it stands for.
        for (var spelling = name; ;)
        {
            yield return spelling;
            var plainer = Unify(Uri.UnescapeDataString(spelling));
            if (plainer == spelling)
            {
                yield break;
            }

            spelling = plainer;
        }
    }

    /// <summary>Replaces the characters that compatibility normalisation (NFKC), or a careless eye, takes for those that matter in paths.</summary>
    /// <remarks>By hand: without ICU, as this server runs, <see cref="string.Normalize()"/> leaves everything as it is.</remarks>
    private static string Unify(string name)
    {
        if (Ascii.IsValid(name))
        {
            return name;
        }

        var plain = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            _ = c switch
            {
                // Fullwidth forms of the whole ASCII range.
                >= '\uFF01' and <= '\uFF5E' => plain.Append((char)(c - '\uFF01' + '!')),
                '\u2024' or '\uFE52' => plain.Append('.'),
                '\u2025' or '\uFE30' => plain.Append(".."),
                '\u2026' or '\uFE19' => plain.Append("..."),
                '\u2215' or '\u2044' or '\u29F8' => plain.Append('/'),
                '\u2216' or '\u29F5' or '\u29F9' or '\uFE68' => plain.Append('\\'),
                '\uFE55' or '\uFE13' or '\u2236' => plain.Append(':'),
                '\uFE6A' => plain.Append('%'),
                '\u00A0' or '\u3000' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' => plain.Append(' '),
                '\u00B9' => plain.Append('1'),
                '\u00B2' => plain.Append('2'),
                '\u00B3' => plain.Append('3'),
                _ => plain.Append(c),
            };
        }

        return plain.ToString();
    }

    private static string? CheckLevel(string level)
    {
        if (level.Length == 0)
        {
            return "it has an empty level";
        }

        if (level.All(c => c is '.' or ' '))
        {
            return "it has a level of dots or spaces only";
        }

        foreach (var rune in level.EnumerateRunes())
        {
            if (IsInvisible(rune))
            {
                return "it has a control character";
            }

            if (rune.Value is '\\' or '/' or '\uFFFD')
            {
                return "it has a character that cannot be in a name";
            }
        }

        if (level.Length >= 2 && char.IsAsciiLetter(level[0]) && level[1] == ':')
        {
            return "it begins with a drive letter";
        }

        return IsDevice(level) ? "it is a device name on some platforms" : null;
    }

    /// <summary>Controls, line separators and what turns the direction of writing; joiners are part of ordinary words and emoji.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => rune.Value is not ('\u200C' or '\u200D'),
        _ => false,
    };

    /// <summary>Whether a byte above ASCII is left escaped, which only happens when it is not UTF-8; other decoders make something of it.</summary>
    private static bool HasEscape(string name)
    {
        for (var i = 0; i + 2 < name.Length; i++)
        {
            var isHigh = name[i + 1] is '8' or '9' or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
            if (name[i] == '%' && isHigh && char.IsAsciiHexDigit(name[i + 2]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDevice(string level)
    {
        var stem = level.AsSpan();
        var end = stem.IndexOfAny('.', ':');
        stem = (end < 0 ? stem : stem[..end]).TrimEnd(' ');
        foreach (var device in Devices)
        {
            if (stem.StartsWith(device, StringComparison.OrdinalIgnoreCase))
            {
                var rest = stem[device.Length..];
                var numbered = device is "COM" or "LPT";
                if (numbered ? rest.Length == 1 && char.IsAsciiDigit(rest[0]) : rest.IsEmpty)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
