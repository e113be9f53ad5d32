using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Srs.Web.Configuration;

/// <summary>Makes option records of a configuration, and tells every key that is unknown or ill-typed.</summary>
/// <remarks>
/// Unlike the framework's binder it reports all faults at once and names what was meant; a list from a later source replaces the
/// earlier one instead of being merged index by index.
/// </remarks>
internal sealed class OptionsBinder(IConfiguration configuration, List<string> errors)
{
    private static readonly string[] TimeFormats = [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss"];

    /// <summary>Binds the section at <paramref name="path"/> over <paramref name="defaults"/>.</summary>
    public T Bind<T>(string path, T defaults)
        where T : class => (T)BindRecord(typeof(T), path, defaults);

    private object BindRecord(Type type, string path, object defaults)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite).ToList();
        var copy = Activator.CreateInstance(type)!;
        foreach (var property in properties)
        {
            property.SetValue(copy, property.GetValue(defaults));
        }

        // What stands there is not repeated: it may be a secret that was meant for one of the settings.
        if (configuration[path] is { Length: > 0 })
        {
            errors.Add($"{path} has a value, but is a section; its settings are {string.Join(", ", properties.Select(static p => p.Name))}.");
        }

        foreach (var child in configuration.GetSection(path).GetChildren())
        {
            var property = properties.Find(p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                errors.Add($"{child.Path} is not a known setting{Suggest(child.Key, properties.Select(static p => p.Name))}");
            }
            else if (TryBind(property.PropertyType, child.Path, property.GetValue(defaults), out var value))
            {
                property.SetValue(copy, value);
            }
        }

        return copy;
    }

    private bool TryBind(Type type, string path, object? defaults, out object? value)
    {
        if (typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string))
        {
            value = BindDictionary(type.GetGenericArguments()[1], path);
            return true;
        }

        if (type.IsClass && type != typeof(string))
        {
            value = BindRecord(type, path, defaults ?? Activator.CreateInstance(type)!);
            return true;
        }

        value = null;
        foreach (var child in configuration.GetSection(path).GetChildren().Where(static child => !int.TryParse(child.Key, out _)))
        {
            errors.Add($"{child.Path} is not a known setting.");
            return false;
        }

        var text = ReadText(path);
        var plain = Nullable.GetUnderlyingType(type);
        if (plain is not null && text is null or "" or "auto")
        {
            return true;
        }

        if (TryConvert(plain ?? type, text ?? "", out value, out var expected))
        {
            return true;
        }

        errors.Add($"{path} is \"{text}\", but has to be {expected}.");
        return false;
    }

    private object BindDictionary(Type valueType, string path)
    {
        if (configuration[path] is { Length: > 0 })
        {
            errors.Add($"{path} has a value, but is a section of names.");
        }

        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        foreach (var child in configuration.GetSection(path).GetChildren())
        {
            dictionary.Add(child.Key, BindRecord(valueType, child.Path, Activator.CreateInstance(valueType)!));
        }

        return dictionary;
    }

    /// <summary>The text at a key, a list being joined with spaces, from the last source that has it.</summary>
    private string? ReadText(string path)
    {
        if (configuration is IConfigurationRoot root)
        {
            foreach (var provider in root.Providers.Reverse())
            {
                if (provider.TryGet(path, out var text))
                {
                    return text;
                }

                var items = provider.GetChildKeys([], path).Distinct().ToList();
                if (items.Count > 0)
                {
                    return string.Join(' ', items.Select(item => provider.TryGet($"{path}:{item}", out var element) ? element : null));
                }
            }
        }

        return configuration[path];
    }

    private static bool TryConvert(Type type, string text, out object? value, out string expected)
    {
        value = null;
        expected = "";
        if (type == typeof(string))
        {
            value = text;
        }
        else if (type == typeof(int))
        {
            expected = "a whole number";
            value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        else if (type == typeof(double))
        {
            expected = "a number such as 2.5";
            value = double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
        }
        else if (type == typeof(bool))
        {
            expected = "true or false";
            value = text.ToUpperInvariant() switch { "TRUE" or "ON" => true, "FALSE" or "OFF" => false, _ => null };
        }
        else if (type == typeof(TimeSpan))
        {
            expected = "a time such as 5s, 500ms, 2m or 00:00:05";
            value = ParseTime(text);
        }
        else if (type.IsEnum)
        {
            expected = string.Join(" or ", Enum.GetNames(type).Select(static name => name.ToLowerInvariant()));
            value = !text.Any(char.IsDigit) && Enum.TryParse(type, text, ignoreCase: true, out var member) ? member : null;
        }
        else
        {
            throw new NotSupportedException($"Options of type {type} cannot be bound.");
        }

        return value is not null;
    }

    /// <summary>A number with a unit, or hours:minutes:seconds; a bare number would be days to .NET, so it is refused.</summary>
    private static TimeSpan? ParseTime(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            // Exactly, or 24:00:00 would be 24 days and 0:10 ten minutes.
            return TimeSpan.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, out var time) ? time : null;
        }

        foreach (var (unit, milliseconds) in new[] { ("ms", 1.0), ("s", 1000.0), ("m", 60_000.0), ("h", 3_600_000.0) })
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return number * milliseconds < TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(number * milliseconds) : null;
            }
        }

        return null;
    }

    /// <summary>Ends a sentence about an unknown name with the nearest known one, if any is near.</summary>
    public static string Suggest(string name, IEnumerable<string> known) =>
        FindNearest(name, known, Math.Max(2, name.Length / 3)) is { } nearest ? $"; did you mean {nearest}?" : ".";

    /// <summary>Finds the known name that differs least, in any case of its letters.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What may be.</param>
    /// <param name="most">Most letters to change.</param>
    public static string? FindNearest(string name, IEnumerable<string> known, int most)
    {
        var upper = name.ToUpperInvariant();
        return known.Where(k => Math.Abs(k.Length - name.Length) <= most)
            .Select(k => (Name: k, Distance: Distance(upper, k.ToUpperInvariant())))
            .Where(k => k.Distance <= most)
            .OrderBy(static k => k.Distance)
            .Select(static k => k.Name)
            .FirstOrDefault();
    }

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
