using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Srs.Web.Configuration.SrsConf.Tables;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>
/// Puts SRS's sources among .NET's: settings files, then SRS's defaults, its file, its environment variables, then .NET's own environment
/// variables and arguments. With a file, or from the environment only, the settings files say nothing about the server.
/// </summary>
internal sealed class SrsSources
{
    private readonly Settings _conf;
    private readonly Settings _environment;

    private SrsSources(Settings conf, Settings environment, bool isSrs)
    {
        _conf = conf;
        _environment = environment;
        IsSrs = isSrs;
    }

    /// <summary>Whether the server was started as SRS is, so that SRS's defaults hold.</summary>
    public bool IsSrs { get; }

    /// <summary>What prevents the start.</summary>
    public IEnumerable<string> Errors => _conf.Errors.Concat(_environment.Errors);

    /// <summary>What the user should know.</summary>
    public IEnumerable<string> Warnings => _conf.Warnings.Concat(_environment.Warnings);

    /// <summary>Adds the sources.</summary>
    /// <param name="configuration">.NET's, with its own sources.</param>
    /// <param name="configFile">SRS's file; null for none.</param>
    /// <param name="isEnvironmentOnly">Whether SRS's defaults hold although there is no file.</param>
    /// <param name="environment">Variables by name.</param>
    /// <param name="read">Gives the bytes of a file, as <see cref="ConfParser"/> wants it; null for files relative to the working folder.</param>
    /// <exception cref="ConfigurationException">The file cannot be read as such; what it means is told later, together with all other faults.</exception>
    public static SrsSources Add(
        IConfigurationBuilder configuration, string? configFile, bool isEnvironmentOnly, IReadOnlyDictionary<string, string> environment, Func<string, byte[]>? read = null)
    {
        var conf = configFile is null ? new Settings() : Read(configFile, environment, read ?? ConfParser.ReadFile);
        var isSrs = isEnvironmentOnly || configFile is not null;
        var sources = configuration.Sources;
        var files = sources.Select(static (source, index) => (source, index)).Where(static s => s.source is JsonConfigurationSource).ToList();
        if (isSrs)
        {
            foreach (var (source, index) in files)
            {
                sources[index] = new WithoutSrsSource(source);
            }
        }

        // Seldom asked for, and all sources have to be read for it.
        var vhosts = new Lazy<HashSet<string>>(() => configuration.Build().GetSection("Srs:Vhosts").GetChildren().Select(static vhost => vhost.Path)
            .Concat(conf.Instances.Where(static i => i.Section == VhostDirectives.Vhost).Select(static i => i.Key))
            .Append(ConfMapper.VhostKey(ConfMapper.DefaultVhost))
            .ToHashSet(StringComparer.OrdinalIgnoreCase));
        var variables = EnvironmentVariables.Map(environment, () => vhosts.Value);

        var at = files.Select(static s => s.index + 1).DefaultIfEmpty(0).Max();
        sources.Insert(at, new MemoryConfigurationSource { InitialData = variables.Values });
        sources.Insert(at, new MemoryConfigurationSource { InitialData = conf.Values });
        if (isSrs)
        {
            sources.Insert(at, new MemoryConfigurationSource { InitialData = SrsDefaults.Make(conf, configFile is null, IsContainer(conf, environment)) });
        }

        return new SrsSources(conf, variables, isSrs);
    }

    /// <summary>Names, before a sentence that begins with a key, the file and line or the variable that the key's value comes from.</summary>
    public string Explain(string sentence, IConfiguration configuration)
    {
        var key = sentence.Split(' ', 2)[0];
        foreach (var settings in new[] { _environment, _conf })
        {
            // Another source may have the last word.
            if (settings.Origins.TryGetValue(key, out var origin) && configuration[key] == settings.Values[key])
            {
                return $"{origin}: {sentence}";
            }
        }

        return sentence;
    }

    /// <summary>SRS looks for Docker's name among the process's control groups, which newer kernels do not tell; .NET's images say so themselves.</summary>
    private static bool IsContainer(Settings conf, IReadOnlyDictionary<string, string> environment) =>
        (conf.Values.TryGetValue("Srs:InDocker", out var isIn) && isIn == "true") || environment.GetValueOrDefault("SRS_IN_DOCKER") == "on" || environment.GetValueOrDefault("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1";

    private static Settings Read(string file, IReadOnlyDictionary<string, string> environment, Func<string, byte[]> read)
    {
        var parser = new ConfParser(read);
        var root = parser.Parse(file);
        return parser.Errors.Count == 0 ? ConfMapper.Map(root, environment) : throw new ConfigurationException(parser.Errors);
    }
}
