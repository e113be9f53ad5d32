using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.Json;
using Srs.Web.Configuration;
using Srs.Web.Configuration.SrsConf;

namespace Srs.Web.Reload;

/// <summary>Reads all settings as the command line asks for, at the start and again while the server runs.</summary>
/// <param name="command">The command line.</param>
internal sealed class SettingsSource(ServerCommand command)
{
    /// <summary>Relative names in SRS's file start here, also after the server has gone to its working folder.</summary>
    private readonly string _folder = Directory.GetCurrentDirectory();

    /// <summary>.NET's own sources, as the start found them.</summary>
    private List<IConfigurationSource> _sources = [];

    /// <summary>Reads the settings for the start.</summary>
    /// <param name="checksFiles">Whether the files that they name are looked at, too.</param>
    /// <param name="configure">Changes for tests, before the settings are read.</param>
    /// <returns>The settings, and a builder with all their sources.</returns>
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public (WebApplicationBuilder Builder, LoadedSettings Settings) Open(bool checksFiles, Action<WebApplicationBuilder>? configure = null)
    {
        var files = new List<string>();
        var builder = CreateBuilder();
        _sources = [.. ((IConfigurationBuilder)builder.Configuration).Sources.Select(Unwatched)];
        var sources = AddSources(builder.Configuration, files);
        EnterWorkDir(builder.Configuration["Srs:WorkDir"]);
        configure?.Invoke(builder);
        var settings = Read(builder.Configuration, sources, files, checksFiles);
        return (builder, settings with
        {
            Remarks = [.. sources.Warnings, .. Remark(settings.Options).Select(remark => sources.Explain(remark, builder.Configuration))],
        });
    }

    /// <summary>Reads them again.</summary>
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public LoadedSettings ReadAgain()
    {
        var files = new List<string>();
        var builder = new ConfigurationBuilder();
        foreach (var source in _sources)
        {
            builder.Add(source);
        }

        var sources = AddSources(builder, files);
        var configuration = Try(builder.Build);
        using var disposing = configuration as IDisposable;
        return Read(configuration, sources, files, checksFiles: true);
    }

    /// <summary>Puts what the API has changed over what the sources say.</summary>
    /// <param name="options">What the sources say.</param>
    /// <param name="overlay">A merge patch.</param>
    /// <param name="isSrs">Whether the server was started as SRS is.</param>
    /// <param name="checksFiles">Whether the files that settings name are looked at, too.</param>
    /// <exception cref="ConfigurationException">The result is wrong.</exception>
    public static SrsOptions Combine(SrsOptions options, JsonObject overlay, bool isSrs, bool checksFiles) =>
        overlay.Count == 0 ? options : Bind(MergePatch.Apply(OptionsJson.Write(options, isMasked: false), overlay), isSrs, checksFiles);

    /// <summary>Makes options of a whole section.</summary>
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public static SrsOptions Bind(JsonObject section, bool isSrs, bool checksFiles)
    {
        var errors = new List<string>();
        try
        {
            var options = SrsOptionsReader.Read(SettingNode.Read(section, SrsOptionsReader.Section), isSrs, OpenFileLimit.MaxConnections(), checksFiles, errors);
            return errors.Count == 0 ? options : throw new ConfigurationException(errors);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException([e.Message]);
        }
    }

    /// <summary>What the user should know about settings.</summary>
    public static IEnumerable<string> Remark(SrsOptions options)
    {
        foreach (var remark in NotAvailableYet.Find(options))
        {
            yield return remark;
        }

        foreach (var remark in RtcCheck.Remark(options))
        {
            yield return remark;
        }

        if (options.Daemon)
        {
            yield return "The server stays in the foreground, as service managers and containers want it; write daemon off; to read this no more.";
        }
    }

    private static LoadedSettings Read(IConfigurationRoot configuration, SrsSources sources, List<string> files, bool checksFiles)
    {
        var options = SrsOptionsReader.Read(configuration, OpenFileLimit.MaxConnections(), checksFiles, sources);
        var file = OverlayFile.Read(options);
        var overlay = file.Parse();
        SrsOptions both;
        try
        {
            both = Combine(options, overlay, sources.IsSrs, checksFiles);
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException([.. e.Errors.Select(error => $"{file.Path}: {error}")]);
        }

        return new LoadedSettings(options, overlay, both, sources.IsSrs)
        {
            Files = [.. files, .. file.Path.Length > 0 ? new[] { file.Path } : []],
            File = file,
        };
    }

    private WebApplicationBuilder CreateBuilder() => Try(() => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = [.. command.Settings],
        ContentRootPath = AppContext.BaseDirectory,
        WebRootPath = "wwwroot",
    }));

    private SrsSources AddSources(IConfigurationBuilder configuration, List<string> files)
    {
        if (command.ConfigFile is null && !command.IsEnvironmentOnly)
        {
            files.AddRange(configuration.Sources.OfType<JsonConfigurationSource>()
                .Select(static source => source.FileProvider?.GetFileInfo(source.Path ?? "").PhysicalPath)
                .OfType<string>());
        }

        return Try(() => SrsSources.Add(configuration, command.ConfigFile, command.IsEnvironmentOnly, EnvironmentVariables.OfProcess(), file =>
        {
            var path = Path.GetFullPath(file, _folder);
            files.Add(path);
            return ConfParser.ReadFile(path);
        }));
    }

    /// <summary>A source that can be read once and forgotten: one that watches its file would not be collected while it does.</summary>
    private static IConfigurationSource Unwatched(IConfigurationSource source) => source is JsonConfigurationSource json
        ? new JsonConfigurationSource { FileProvider = json.FileProvider, Path = json.Path ?? "", Optional = json.Optional }
        : source;

    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            // A settings file that is no JSON, or an argument that is no setting.
            throw new ConfigurationException([$"{e.Message} {e.GetBaseException().Message}"]);
        }
    }

    /// <summary>Makes a folder the one that relative paths of the settings start from; the file of the settings itself was found before.</summary>
    private static void EnterWorkDir(string? folder)
    {
        try
        {
            if (folder is { Length: > 0 })
            {
                Directory.SetCurrentDirectory(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException([$"Srs:WorkDir is \"{folder}\", but cannot be entered: {e.Message}"]);
        }
    }
}
