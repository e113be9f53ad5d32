using System.Collections.Concurrent;
using Srs.Media.Streams;
using Srs.Web.Configuration.SrsConf.Tables;
using Srs.Web.Logging;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>SRS's defaults, which hold when the server is started as SRS is.</summary>
internal static class SrsDefaults
{
    /// <summary>Settings that SRS has no directive for, and what it does: relative to a virtual host.</summary>
    private static readonly (string Key, string Value)[] OfVhosts = [("Publish:Http", "false"), ("Rtc:TranscodeBframe", "false")];

    /// <summary>The same of the server: relative to <c>Srs</c>.</summary>
    private static readonly (string Key, string Value)[] OfServer = [("RtcServer:AllowPlain", "true")];

    private static readonly Lazy<VhostOptions> LazyVhost = new(ReadVhost);

    /// <summary>What has been collected of each kind of block, for files with many virtual hosts.</summary>
    private static readonly ConcurrentDictionary<Section, (string Suffix, string? Value)[]> Blocks = new(ReferenceEqualityComparer.Instance);

    /// <summary>What a virtual host begins with that the file has; there may be a thousand, and each would have some 150 values.</summary>
    public static VhostOptions Vhost => LazyVhost.Value;

    /// <summary>Collects the values by our keys, without those of <see cref="Vhost"/>.</summary>
    /// <param name="conf">The file's settings: the blocks that stand in it have defaults of their own.</param>
    /// <param name="isEnvironmentOnly">Whether there is no file; SRS then stays in the foreground, and has its default virtual host.</param>
    /// <param name="isContainer">Whether the server runs in a container, where SRS's log goes to the console.</param>
    public static Dictionary<string, string?> Make(Settings conf, bool isEnvironmentOnly, bool isContainer)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        AddBlock(values, DirectiveTable.Root, "Srs");
        foreach (var (setting, value) in OfServer)
        {
            values[$"Srs:{setting}"] = value;
        }

        var vhost = ConfMapper.VhostKey(ConfMapper.DefaultVhost);
        AddVhost(values, vhost);

        // A name that no virtual host has goes to the default one; where that is missing, SRS refuses it.
        values[$"{vhost}:Enabled"] = isEnvironmentOnly || conf.Instances.Exists(i => i.Key == vhost) ? "true" : "false";
        foreach (var (section, key) in conf.Instances)
        {
            if (section == VhostDirectives.Vhost)
            {
                // So that it is there although nothing stands in it.
                values.TryAdd($"{key}:Enabled", "true");
            }
            else
            {
                AddBlock(values, section, key);
            }
        }

        values["Logging:Console:FormatterName"] = SrsLogFormatter.FormatName;
        if (isEnvironmentOnly)
        {
            values["Srs:Daemon"] = "false";
        }

        if (isEnvironmentOnly || isContainer)
        {
            values["Srs:SrsLogTank"] = "console";
        }

        return values;
    }

    private static void AddVhost(Dictionary<string, string?> values, string key)
    {
        AddBlock(values, VhostDirectives.Vhost, key);
        foreach (var (setting, value) in OfVhosts)
        {
            values[$"{key}:{setting}"] = value;
        }
    }

    private static VhostOptions ReadVhost()
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var key = ConfMapper.VhostKey("any");
        AddVhost(values, key);
        var errors = new List<string>();
        var options = new OptionsBinder(errors).Bind(SettingNode.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), key), new VhostOptions());
        return errors.Count == 0 ? options : throw new InvalidOperationException(string.Join(' ', errors));
    }

    private static void AddBlock(Dictionary<string, string?> values, Section section, string key)
    {
        foreach (var (suffix, value) in Blocks.GetOrAdd(section, static (s, k) => [.. Collect(s, k, "")], key))
        {
            values.TryAdd(key + suffix, value);
        }
    }

    /// <summary>The defaults of a block, by what their keys have after that of the block.</summary>
    private static IEnumerable<(string Suffix, string? Value)> Collect(Section section, string key, string suffix)
    {
        foreach (var directive in section.Directives.Where(static d => d.Ignored is null))
        {
            var setting = $"{suffix}:{directive.Key}";
            if (OptionTree.Has(key + setting)
                && ValueReader.TryRead(directive, directive.Default, new Dictionary<string, string>(), out var value, out _))
            {
                yield return (setting, value);
            }
        }

        foreach (var inner in section.Sections.Where(static s => s.Shape == SectionShape.Single && s.Ignored is null))
        {
            foreach (var setting in Collect(inner, key, $"{suffix}:{inner.Key}"))
            {
                yield return setting;
            }
        }
    }
}
