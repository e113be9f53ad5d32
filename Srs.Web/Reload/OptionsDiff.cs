using System.Collections;
using Srs.Web.Configuration;

namespace Srs.Web.Reload;

/// <summary>Finds what differs between two snapshots of the settings.</summary>
internal static class OptionsDiff
{
    /// <summary>What counts at once, by the beginning of its key; everything else is read when the server starts.</summary>
    private static readonly string[] Live =
    [
        "Srs:DefaultVhost:", "Srs:Vhosts:", "Srs:Rtmp:", "Srs:MaxConnections", "Srs:Callbacks:", "Srs:Heartbeat:",
        "Srs:HttpServer:", "Srs:HttpApi:", "Srs:Rtmps:", "Srs:Tls:", "Srs:StreamCasters:", "Srs:PithyPrintMs", "Srs:Exporter:Listen", "Srs:RtcServer:", "Srs:InotifyAutoReload", "Srs:AutoReloadForDocker",
    ];

    /// <summary>Exceptions from <see cref="Live"/>.</summary>
    private static readonly string[] AtStart = ["Srs:HttpApi:PersistFile", "Srs:RtcServer:Enabled", "Srs:RtcServer:Listen", "Srs:RtcServer:Ecdsa", "Srs:RtcServer:Reuseport"];

    /// <summary>Finds all differences, in the order of the settings.</summary>
    public static IReadOnlyList<OptionChange> Find(SrsOptions old, SrsOptions now)
    {
        var changes = new List<OptionChange>();
        Compare(old, now, SrsOptionsReader.Section, isAvailable: true);
        return changes;

        void Compare(object before, object after, string path, bool isAvailable)
        {
            foreach (var property in OptionProperties.Of(before.GetType()))
            {
                var (a, b) = (property.GetValue(before), property.GetValue(after));
                if (Equals(a, b))
                {
                    continue;
                }

                var key = $"{path}:{property.Name}";
                var isThere = isAvailable && OptionProperties.FeatureToCome(property) is null;
                if (OptionProperties.IsValue(property.PropertyType))
                {
                    Add(key, ChangeKind.Changed, OptionsJson.Show(property, a), OptionsJson.Show(property, b), isThere);
                }
                else if (a is IDictionary names)
                {
                    CompareNames(names, (IDictionary)b!, key, isThere);
                }
                else
                {
                    Compare(a!, b!, key, isThere);
                }
            }
        }

        void CompareNames(IDictionary before, IDictionary after, string path, bool isAvailable)
        {
            foreach (DictionaryEntry entry in before)
            {
                var key = $"{path}:{entry.Key}";
                if (after[entry.Key] is { } value)
                {
                    // Records compare by value, so that most virtual hosts are done here.
                    if (!value.Equals(entry.Value))
                    {
                        Compare(entry.Value!, value, key, isAvailable);
                    }
                }
                else
                {
                    Add(key, ChangeKind.Removed, null, null, isAvailable);
                }
            }

            foreach (DictionaryEntry entry in after)
            {
                if (!before.Contains(entry.Key))
                {
                    Add($"{path}:{entry.Key}", ChangeKind.Added, null, null, isAvailable);
                }
            }
        }

        void Add(string key, ChangeKind kind, string? before, string? after, bool isAvailable) =>
            changes.Add(new OptionChange(key, kind, before, after, isAvailable ? EffectOf(key) : ChangeEffect.NotAvailable));
    }

    private static ChangeEffect EffectOf(string key) =>
        StartsWithAny(key, Live) && !StartsWithAny(key, AtStart) ? ChangeEffect.Live : ChangeEffect.Restart;

    private static bool StartsWithAny(string key, string[] beginnings) =>
        Array.Exists(beginnings, beginning => key.StartsWith(beginning, StringComparison.Ordinal));
}
