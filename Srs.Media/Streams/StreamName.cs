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

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];

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

        foreach (var spelling in Spellings(name))
        {
            foreach (var level in levels ? spelling.Split('/') : [spelling])
            {
                if (CheckLevel(level) is { } reason)
                {
                    return reason;
                }
            }
        }

        return null;
    }

    /// <summary>The name itself, percent-decoded once and twice, and with look-alike characters unified.</summary>
    private static IEnumerable<string> Spellings(string name)
    {
        yield return name;

        var decoded = name;
        for (var round = 0; round < 2 && decoded.Contains('%', StringComparison.Ordinal); round++)
        {
            decoded = Uri.UnescapeDataString(decoded);
            yield return decoded;
        }

        if (!Ascii.IsValid(decoded))
        {
            yield return Unify(decoded);
        }
    }

    private static string Unify(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKC)
                .Replace('\u2215', '/').Replace('\u2044', '/').Replace('\u29F8', '/').Replace('\u29F5', '\\').Replace('\u2216', '\\');
        }
        catch (ArgumentException)
        {
            // Unpaired surrogates cannot be normalised; a replacement character cannot be part of a good name either.
            return "\0";
        }
    }

    private static string? CheckLevel(string level)
    {
        if (level.Length == 0)
        {
            return "it has an empty level";
        }

        if (level.All(c => c == '.'))
        {
            return "it has a level of dots only";
        }

        foreach (var c in level)
        {
            if (char.IsControl(c))
            {
                return "it has a control character";
            }

            if (c is '\\' or '/' or '\uFFFD')
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

    private static bool IsDevice(string level)
    {
        var stem = level.AsSpan();
        var dot = stem.IndexOf('.');
        stem = (dot < 0 ? stem : stem[..dot]).TrimEnd(' ');
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
