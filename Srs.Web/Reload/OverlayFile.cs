using System.Text.Json;
using System.Text.Json.Nodes;
using Srs.Web.Configuration;

namespace Srs.Web.Reload;

/// <summary>The file that keeps what the API has changed: a merge patch (RFC 7396) of the section <c>Srs</c>.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">What stands in it; empty when it is not there.</param>
internal sealed record OverlayFile(string Path, string Text)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the file that the settings name.</summary>
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static OverlayFile Read(SrsOptions settings)
    {
        if (settings.HttpApi.PersistFile.Length == 0)
        {
            return new OverlayFile("", "");
        }

        // Beside appsettings.json, wherever the server is started.
        var path = System.IO.Path.GetFullPath(settings.HttpApi.PersistFile, AppContext.BaseDirectory);
        try
        {
            return new OverlayFile(path, File.Exists(path) ? File.ReadAllText(path) : "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"Srs:HttpApi:PersistFile is \"{settings.HttpApi.PersistFile}\", but cannot be read: {e.Message}"]);
        }
    }

    /// <summary>Parses <see cref="Text"/>.</summary>
    /// <exception cref="ConfigurationException">It is no JSON object.</exception>
    public JsonObject Parse()
    {
        try
        {
            return Text.Trim().Length == 0 ? new JsonObject(OptionsJson.AnyCase) : ConfigBody.Parse(System.Text.Encoding.UTF8.GetBytes(Text));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new ConfigurationException([$"{Path}: {e.Message} Correct the file, or delete it to be without what the API has changed."]);
        }
    }

    /// <summary>Replaces the file as a whole; readable by its owner only, for it may hold secrets.</summary>
    /// <returns>The file as it is then.</returns>
    /// <exception cref="IOException">It cannot be written; the old one stands.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public OverlayFile Write(JsonObject overlay)
    {
        var text = overlay.ToJsonString(Indented) + "\n";
        var part = Path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(part, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(part, Path, overwrite: true);
        return this with { Text = text };
    }
}
