using Srs.Web.Endpoints;

namespace Srs.Web.Configuration;

/// <summary>Checks the section <c>Srs:StreamCasters</c>.</summary>
internal static class StreamCasterCheck
{
    /// <summary>The one kind there is so far.</summary>
    private const string Flv = "flv";

    /// <summary>The casters that listen, by the key of their section.</summary>
    public static IEnumerable<(string Key, StreamCasterOptions Options)> Enabled(SrsOptions options) =>
        options.StreamCasters.Where(static caster => caster.Value.Enabled).Select(static caster => ($"Srs:StreamCasters:{caster.Key}", caster.Value));

    /// <summary>Adds a sentence for each fault.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        foreach (var (key, caster) in Enabled(options))
        {
            if (caster.Caster != Flv)
            {
                errors.Add($"{key}:Caster is \"{caster.Caster}\", but only {Flv} is supported so far; set it to {Flv}, or {key}:Enabled to false.");
            }

            if (!FlvCaster.TryParse(caster.Output, options, out _, out var fault))
            {
                errors.Add($"{key}:Output is \"{caster.Output}\", but {fault}, such as rtmp://127.0.0.1/[app]/[stream].");
            }
        }
    }
}
