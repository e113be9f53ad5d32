using Srs.Web.Endpoints;

namespace Srs.Web.Configuration;

/// <summary>Checks the section <c>Srs:StreamCasters</c>.</summary>
internal static class StreamCasterCheck
{
    /// <summary>The one kind there is so far.</summary>
    private const string Flv = "flv";

    /// <summary>Kinds that SRS has besides.</summary>
    private static readonly string[] ToCome = ["mpegts_over_udp", "gb28181"];

    /// <summary>The casters that listen, by the key of their section.</summary>
    public static IEnumerable<(string Key, StreamCasterOptions Options)> Enabled(SrsOptions options) =>
        SwitchedOn(options).Where(static caster => !ToCome.Contains(caster.Options.Caster));

    /// <summary>A sentence for each that would listen if its kind were available, its key first.</summary>
    public static IEnumerable<string> NotAvailableYet(SrsOptions options) =>
        SwitchedOn(options).Where(static caster => ToCome.Contains(caster.Options.Caster))
            .Select(static caster => $"{caster.Key}:Caster is {caster.Options.Caster}, which is not available yet; the server runs without.");

    private static IEnumerable<(string Key, StreamCasterOptions Options)> SwitchedOn(SrsOptions options) =>
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
