using System.Collections;
using System.Reflection;
using Srs.Media.Configuration;
using Srs.Web.Configuration;

namespace Srs.Web.Reload;

/// <summary>Finds what differs between two snapshots of the settings.</summary>
internal static class OptionsDiff
{
    /// <summary>What counts at once, by the beginning of its key; everything else is read when the server starts.</summary>
    private static readonly string[] Live =
    [
        "Srs:DefaultVhost:", "Srs:Vhosts:", "Srs:Rtmp:", "Srs:MaxConnections", "Srs:Callbacks:", "Srs:Heartbeat:",
        "Srs:HttpApi:Auth:", "Srs:HttpApi:Keys:", "Srs:HttpApi:RawApi:", "Srs:HttpApi:Crossdomain", "Srs:HttpServer:Crossdomain", "Srs:PithyPrintMs", "Srs:InotifyAutoReload", "Srs:AutoReloadForDocker",
    ];

    /// <summary>Exceptions from <see cref="Live"/>.</summary>
    private static readonly string[] AtStart = ["Srs:Rtmp:Listen"];

    /// <summary>Keys of certificates, which count at once where there is a listener already.</summary>
    private static readonly string[] Certificates = ["Srs:Tls:", "Srs:Rtmps:Cert", "Srs:Rtmps:Key", "Srs:HttpServer:Https:Cert", "Srs:HttpServer:Https:Key", "Srs:HttpApi:Https:Cert", "Srs:HttpApi:Https:Key"];

    /// <summary>Finds all differences, in the order of the settings.</summary>
    public static IReadOnlyList<OptionChange> Find(SrsOptions old, SrsOptions now)
    {
        var changes = new List<OptionChange>();
        var keepsListeners = HaveSameTlsListeners(old, now);
        Compare(old, now, SrsOptionsReader.Section, isAvailable: true);
        return changes;

        void Compare(object before, object after, string path, bool isAvailable)
        {
            foreach (var property in OptionProperties.Of(before.GetType()))
            {
                var (a, b) = (property.GetValue(before), property.GetValue(after));
                if (Equals(a, b))
                {
                    // Records compare by value, so that most virtual hosts are done here.
                    continue;
                }

                var key = $"{path}:{property.Name}";
                var isThere = isAvailable && !property.IsDefined(typeof(NotAvailableYetAttribute));
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
                    Compare(entry.Value!, value, key, isAvailable);
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
            changes.Add(new OptionChange(key, kind, before, after, isAvailable ? EffectOf(key, keepsListeners) : ChangeEffect.NotAvailable));
    }

    private static ChangeEffect EffectOf(string key, bool keepsListeners) =>
        (StartsWithAny(key, Live) && !StartsWithAny(key, AtStart)) || (keepsListeners && StartsWithAny(key, Certificates)) ? ChangeEffect.Live : ChangeEffect.Restart;

    private static bool StartsWithAny(string key, string[] beginnings) =>
        Array.Exists(beginnings, beginning => key.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Whether no listener comes or goes with its certificate.</summary>
    private static bool HaveSameTlsListeners(SrsOptions old, SrsOptions now)
    {
        static IEnumerable<string> Sections(SrsOptions options) =>
            TlsCheck.Listeners(options).Where(tls => options.Tls.Choose(tls.Listener) is not null).Select(static tls => tls.Section);
        return Sections(old).SequenceEqual(Sections(now));
    }
}
