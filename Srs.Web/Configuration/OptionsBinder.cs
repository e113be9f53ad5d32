using System.Collections;
using System.Globalization;

namespace Srs.Web.Configuration;

/// <summary>Makes option records of a configuration, and tells every key that is unknown or ill-typed.</summary>
/// <remarks>
/// Unlike the framework's binder it reports all faults at once and names what was meant; a list from a later source replaces the
/// earlier one instead of being merged index by index.
/// </remarks>
/// <param name="errors">Takes a sentence for each fault.</param>
/// <param name="entry">What each entry of a section of names that is of its type begins with; null for the defaults of the type.</param>
internal sealed class OptionsBinder(List<string> errors, object? entry = null)
{
    private static readonly string[] TimeFormats = [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss"];

    /// <summary>Binds a section over <paramref name="defaults"/>.</summary>
    public T Bind<T>(SettingNode section, T defaults)
        where T : class => (T)BindRecord(typeof(T), section, defaults);

    private object BindRecord(Type type, SettingNode node, object defaults)
    {
        var properties = OptionProperties.Of(type);
        var copy = Activator.CreateInstance(type)!;
        foreach (var property in properties)
        {
            property.SetValue(copy, property.GetValue(defaults));
        }

        // What stands there is not repeated: it may be a secret that was meant for one of the settings.
        if (node.Value is { Length: > 0 })
        {
            errors.Add($"{node.Path} has a value, but is a section; its settings are {string.Join(", ", properties.Select(static p => p.Name))}.");
        }

        foreach (var child in node.Children)
        {
            var property = Array.Find(properties, p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                errors.Add($"{child.Path} is not a known setting{Suggest(child.Key, properties.Select(static p => p.Name))}");
            }
            else if (TryBind(property.PropertyType, child, property.GetValue(defaults), out var value))
            {
                property.SetValue(copy, value);
            }
        }

        return copy;
    }

    private bool TryBind(Type type, SettingNode node, object? defaults, out object? value)
    {
        if (OptionProperties.IsDictionary(type))
        {
            value = BindDictionary(type.GetGenericArguments()[1], node);
            return true;
        }

        if (!OptionProperties.IsValue(type))
        {
            value = BindRecord(type, node, defaults ?? Activator.CreateInstance(type)!);
            return true;
        }

        value = null;
        foreach (var child in node.Children.Where(static child => !int.TryParse(child.Key, out _)))
        {
            errors.Add($"{child.Path} is not a known setting.");
            return false;
        }

        var text = node.Text;
        var plain = Nullable.GetUnderlyingType(type);
        if (plain is not null && text is null or "" or "auto")
        {
            return true;
        }

        if (TryConvert(plain ?? type, text ?? "", out value, out var expected))
        {
            return true;
        }

        errors.Add($"{node.Path} is \"{text}\", but has to be {expected}.");
        return false;
    }

    private object BindDictionary(Type valueType, SettingNode node)
    {
        if (node.Value is { Length: > 0 })
        {
            errors.Add($"{node.Path} has a value, but is a section of names.");
        }

        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        var defaults = entry?.GetType() == valueType ? entry : Activator.CreateInstance(valueType)!;
        foreach (var child in node.Children)
        {
            dictionary.Add(child.Key, BindRecord(valueType, child, defaults));
        }

        return dictionary;
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
