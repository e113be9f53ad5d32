using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Srs.Media.Access;
using Srs.Web.Configuration;

namespace Srs.Web.Reload;

/// <summary>Settings as JSON, as <c>appsettings.json</c> has them: every key, with or without the secrets.</summary>
internal static class OptionsJson
{
    /// <summary>Stands for what is not shown.</summary>
    public const string Mask = SecretParameters.Hidden;

    /// <summary>Keys are found in any case, as .NET's configuration finds them.</summary>
    public static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Writes a record of options.</summary>
    /// <param name="options">The record.</param>
    /// <param name="isMasked">Whether <see cref="Mask"/> stands for secrets.</param>
    public static JsonObject Write(object options, bool isMasked)
    {
        var json = new JsonObject(AnyCase);
        foreach (var property in OptionProperties.Of(options.GetType()))
        {
            json[property.Name] = ToNode(property, property.GetValue(options), isMasked);
        }

        return json;
    }

    /// <summary>Makes the merge patch (RFC 7396) that turns one record of options into another, secrets included.</summary>
    public static JsonObject Between(object from, object to)
    {
        var patch = new JsonObject(AnyCase);
        foreach (var property in OptionProperties.Of(from.GetType()))
        {
            var (old, value) = (property.GetValue(from), property.GetValue(to));
            if (Equals(old, value))
            {
                continue;
            }

            if (old is IDictionary names)
            {
                AddBetween(patch, property.Name, BetweenNames(names, (IDictionary)value!));
            }
            else if (OptionProperties.IsValue(property.PropertyType))
            {
                patch[property.Name] = ToNode(property, value, isMasked: false);
            }
            else
            {
                AddBetween(patch, property.Name, Between(old!, value!));
            }
        }

        return patch;
    }

    /// <summary>The value of a setting as its text, secrets masked; null for none.</summary>
    public static string? Show(PropertyInfo property, object? value) => value switch
    {
        null => null,
        string text => Show(property, text),
        bool flag => flag ? "true" : "false",
        _ => TextOf(value),
    };

    /// <summary>Puts the secrets back that stand masked in what a client sends, where they are those that it was shown.</summary>
    /// <param name="json">What was sent; changed.</param>
    /// <param name="running">The options that were shown.</param>
    /// <param name="path">Their key.</param>
    /// <param name="errors">Takes a sentence for each mask that nothing stands behind.</param>
    public static void Unmask(JsonObject json, object running, string path, List<string> errors)
    {
        foreach (var property in OptionProperties.Of(running.GetType()))
        {
            if (!json.TryGetPropertyValue(property.Name, out var node) || node is null)
            {
                continue;
            }

            var (value, key) = (property.GetValue(running), $"{path}:{property.Name}");
            if (property.PropertyType == typeof(string))
            {
                UnmaskText(json, property, node, (string?)value ?? "", key, errors);
            }
            else if (node is JsonObject section && value is IDictionary names)
            {
                var entry = property.PropertyType.GetGenericArguments()[1];
                foreach (var (name, inner) in section.ToList())
                {
                    if (inner is JsonObject there)
                    {
                        Unmask(there, Find(names, name) ?? Activator.CreateInstance(entry)!, $"{key}:{name}", errors);
                    }
                }
            }
            else if (node is JsonObject inner && value is not null)
            {
                Unmask(inner, value, key, errors);
            }
        }
    }

    private static JsonNode? ToNode(PropertyInfo property, object? value, bool isMasked) => value switch
    {
        null => null,
        string text => isMasked ? Show(property, text) : text,
        bool flag => flag,
        int number => number,
        double number => number,
        IDictionary names => WriteNames(names, isMasked),
        ValueType plain => TextOf(plain),
        var section => Write(section, isMasked),
    };

    private static JsonObject BetweenNames(IDictionary from, IDictionary to)
    {
        var patch = new JsonObject(AnyCase);
        foreach (DictionaryEntry entry in from)
        {
            if (!to.Contains(entry.Key))
            {
                patch[(string)entry.Key] = null;
            }
        }

        foreach (DictionaryEntry entry in to)
        {
            if (from[entry.Key] is not { } old)
            {
                patch[(string)entry.Key] = Write(entry.Value!, isMasked: false);
            }
            else if (!old.Equals(entry.Value))
            {
                AddBetween(patch, (string)entry.Key, Between(old, entry.Value!));
            }
        }

        return patch;
    }

    private static void AddBetween(JsonObject patch, string name, JsonObject inner)
    {
        if (inner.Count > 0)
        {
            patch[name] = inner;
        }
    }

    private static JsonObject WriteNames(IDictionary names, bool isMasked)
    {
        var json = new JsonObject(AnyCase);
        foreach (DictionaryEntry entry in names)
        {
            json[(string)entry.Key] = Write(entry.Value!, isMasked);
        }

        return json;
    }

    private static object? Find(IDictionary names, string name)
    {
        foreach (DictionaryEntry entry in names)
        {
            if (name.Equals((string)entry.Key, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Value;
            }
        }

        return null;
    }

    private static void UnmaskText(JsonObject json, PropertyInfo property, JsonNode node, string running, string key, List<string> errors)
    {
        var text = node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
        if (running != text && running.Length > 0 && text == Show(property, running))
        {
            json[property.Name] = running;
        }
        else if (text.Split(' ').Any(static part => part == Mask || part.Contains($"://{Mask}@", StringComparison.Ordinal) || part.EndsWith("?" + Mask, StringComparison.Ordinal) || part.EndsWith("#" + Mask, StringComparison.Ordinal)))
        {
            errors.Add($"{key} has {Mask}, which stands for a secret that is not shown, and there is none here so far; write the secret itself.");
        }
    }

    private static string Show(PropertyInfo property, string text) =>
        text.Length == 0 ? text
        : property.IsDefined(typeof(SecretAttribute)) ? Mask
        : text.Contains("://", StringComparison.Ordinal) ? string.Join(' ', text.Split(' ').Select(SecretParameters.MaskAll))
        : text;

    /// <summary>As <see cref="OptionsBinder"/> reads it.</summary>
    private static string TextOf(object value) => value switch
    {
        TimeSpan time when time.Ticks % TimeSpan.TicksPerSecond == 0 => string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / TimeSpan.TicksPerSecond}s"),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{(decimal)time.Ticks / TimeSpan.TicksPerMillisecond}ms"),
        Enum member => member.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
