using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Srs.Web.Configuration;

/// <summary>A place in the tree of all settings that some source has, with its value.</summary>
/// <remarks>
/// Read once from the sources: asking them for the children of each section, as .NET's configuration does, looks through all their keys each time, which a
/// thousand virtual hosts make minutes of.
/// </remarks>
internal sealed class SettingNode
{
    private readonly Dictionary<string, SettingNode> _children = new(StringComparer.OrdinalIgnoreCase);
    private string? _value;
    private int _valueSource = -1;
    private int _childrenSource = -1;

    private SettingNode(string key, string path) => (Key, Path) = (key, path);

    /// <summary>Last part of the path.</summary>
    public string Key { get; }

    /// <summary>The whole key, such as <c>Srs:Rtmp:Listen</c>.</summary>
    public string Path { get; }

    /// <summary>The value that the last source gave to this very key.</summary>
    public string? Value => _value;

    /// <summary>What is below, in the order of .NET's configuration.</summary>
    public IEnumerable<SettingNode> Children => _children.Values.OrderBy(static child => child.Key, ConfigurationKeyComparer.Instance);

    /// <summary>The value, a list being joined with spaces, from the last source that has it.</summary>
    public string? Text => _valueSource >= _childrenSource
        ? _value
        : string.Join(' ', Children.Where(child => child._valueSource == _childrenSource).Select(static child => child._value));

    /// <summary>Reads a section of all sources; what later ones say holds.</summary>
    public static SettingNode Read(IConfigurationRoot configuration, string section)
    {
        var root = new SettingNode(section, section);
        var source = 0;
        foreach (var provider in configuration.Providers)
        {
            if (provider is ConfigurationProvider known)
            {
                foreach (var (key, value) in DataOf(known))
                {
                    if (key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':'))
                    {
                        root.Set(key.AsSpan(Math.Min(key.Length, section.Length + 1)), value, source);
                    }
                }
            }
            else
            {
                root.Ask(provider, source);
            }

            source++;
        }

        return root;
    }

    /// <summary>Reads a section from JSON.</summary>
    /// <exception cref="FormatException">A key has a colon, which would be a path in every other source.</exception>
    public static SettingNode Read(JsonObject json, string section)
    {
        var root = new SettingNode(section, section);
        root.Set(json);
        return root;
    }

    /// <summary>All keys of a source; protected there, and nothing public gives them but section by section.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Data")]
    private static extern IDictionary<string, string?> DataOf(ConfigurationProvider provider);

    private void Set(ReadOnlySpan<char> path, string? value, int source)
    {
        var node = this;
        foreach (var part in path.Split(':'))
        {
            if (path.IsEmpty)
            {
                break;
            }

            node = node.Child(path[part], source);
        }

        (node._value, node._valueSource) = (value, source);
    }

    private void Set(JsonObject json)
    {
        foreach (var (key, value) in json)
        {
            if (key.Contains(':', StringComparison.Ordinal))
            {
                throw new FormatException($"{Path} has the key \"{key}\", but no key may have a colon; write sections in one another.");
            }

            var child = Child(key, source: 0);
            switch (value)
            {
                case JsonObject section:
                    child.Set(section);
                    break;
                case JsonArray list:
                    (child._value, child._valueSource) = (string.Join(' ', list.Select(static item => TextOf(item))), 0);
                    break;
                default:
                    (child._value, child._valueSource) = (TextOf(value), 0);
                    break;
            }
        }
    }

    private static string? TextOf(JsonNode? value) => value switch
    {
        null => null,
        JsonValue plain when plain.GetValueKind() == JsonValueKind.String => plain.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private void Ask(IConfigurationProvider provider, int source)
    {
        foreach (var key in provider.GetChildKeys([], Path).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var child = Child(key, source);
            if (provider.TryGet(child.Path, out var value))
            {
                (child._value, child._valueSource) = (value, source);
            }

            child.Ask(provider, source);
        }
    }

    private SettingNode Child(ReadOnlySpan<char> key, int source)
    {
        _childrenSource = source;
        var children = _children.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!children.TryGetValue(key, out var child))
        {
            var name = key.ToString();
            child = new SettingNode(name, $"{Path}:{name}");
            _children.Add(name, child);
        }

        return child;
    }
}
