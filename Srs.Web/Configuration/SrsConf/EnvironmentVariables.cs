using Srs.Web.Configuration.SrsConf.Tables;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>The environment variables of SRS: <c>SRS_</c> and the path of a directive, without the name of a virtual host.</summary>
internal static class EnvironmentVariables
{
    /// <summary>Names the file of the configuration, and beats <c>-c</c>.</summary>
    public const string ConfigFile = "SRS_CONFIG_FILE";

    /// <summary>With any value does what <c>-e</c> does.</summary>
    public const string EnvironmentOnly = "SRS_ENV_ONLY";

    private const string Prefix = "SRS_";

    /// <summary>Variables that are no directives: read elsewhere, or by SRS for its statistics only.</summary>
    private static readonly string[] Others = [ConfigFile, EnvironmentOnly, "SRS_DEVICE_IP", "SRS_PLATFORM", "SRS_REGION", "SRS_SOURCE"];

    /// <summary>Every directive that has variables: their names, the strongest first, the directive, and our setting relative to the root or to a virtual host.</summary>
    public static IReadOnlyList<(IReadOnlyList<string> Names, Directive Directive, string Key, bool IsVhost)> All { get; } =
        [.. Collect(DirectiveTable.Root, Prefix, "", isVhost: false)];

    /// <summary>Reads the variables of the process.</summary>
    public static Dictionary<string, string> OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }

    /// <summary>Maps the variables; an empty one counts as not set.</summary>
    /// <param name="environment">All variables.</param>
    /// <param name="vhosts">Tells our sections of the virtual hosts, for variables hold for all of them.</param>
    public static Settings Map(IReadOnlyDictionary<string, string> environment, Func<IEnumerable<string>> vhosts)
    {
        var settings = new Settings();
        foreach (var (names, directive, key, isVhost) in All)
        {
            if (names.FirstOrDefault(n => environment.GetValueOrDefault(n, "").Length > 0) is not { } name)
            {
                continue;
            }

            var text = environment[name];
            if (!ValueReader.TryRead(directive, text, environment, out var value, out var remark))
            {
                settings.Errors.Add($"{name} is \"{text}\", but {remark}.");
                continue;
            }

            if (remark is not null)
            {
                settings.Warnings.Add($"{name} is \"{text}\" and {remark}.");
            }

            foreach (var setting in isVhost ? vhosts().Select(vhost => $"{vhost}:{key}") : [$"Srs:{key}"])
            {
                if (OptionTree.Has(setting))
                {
                    settings.TrySet(setting, value, name);
                }
                else if (directive.Name == "enabled" && value == "true")
                {
                    settings.Warnings.Add($"{name} is on, but is not available yet; the server runs without.");
                    break;
                }
            }
        }

        WarnOfMisspelled(environment, settings);
        return settings;
    }

    /// <summary>
    /// Names that begin as ours need not be meant for us (a service called srs gives every Kubernetes pod some), so only those near a known one are told.
    /// </summary>
    private static void WarnOfMisspelled(IReadOnlyDictionary<string, string> environment, Settings settings)
    {
        var known = All.SelectMany(static v => v.Names).Concat(Others).ToHashSet(StringComparer.Ordinal);
        foreach (var name in environment.Keys.Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && !n.Contains("__", StringComparison.Ordinal) && !known.Contains(n)))
        {
            if (OptionsBinder.FindNearest(name, known, most: 2) is { } near)
            {
                settings.Warnings.Add($"The environment variable {name} is not read; did you mean {near}?");
            }
        }
    }

    private static IEnumerable<(IReadOnlyList<string> Names, Directive Directive, string Key, bool IsVhost)> Collect(
        Section section, string prefix, string key, bool isVhost)
    {
        foreach (var directive in section.Directives.Where(static d => d.HasVariable))
        {
            yield return ([prefix + directive.Name.ToUpperInvariant(), .. directive.OtherVariables], directive, key + directive.Key, isVhost);
        }

        foreach (var inner in section.Sections.Where(static s => s.HasVariables))
        {
            var isInVhost = inner == VhostDirectives.Vhost;
            var innerKey = isInVhost ? "" : $"{key}{inner.Key}:";
            foreach (var variable in Collect(inner, $"{prefix}{inner.Name.ToUpperInvariant()}_", innerKey, isVhost || isInVhost))
            {
                yield return variable;
            }
        }
    }
}
