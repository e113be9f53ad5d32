using System.Text;

namespace Srs.Web.Metrics;

/// <summary>Names of metrics and labels in Prometheus's alphabet.</summary>
/// <remarks>OpenTelemetry, "Prometheus and OpenMetrics Compatibility": dots become underscores, unit and <c>_total</c> follow.</remarks>
internal static class PrometheusName
{
    /// <summary>Name of the metric that an instrument makes.</summary>
    /// <param name="name">The instrument's name.</param>
    /// <param name="unit">Its unit as UCUM spells it; only bytes and seconds are put into the name.</param>
    /// <param name="isCounter">Whether it only grows.</param>
    public static string OfMetric(string name, string unit, bool isCounter)
    {
        var text = Clean(name, allowColon: true);
        text = WithSuffix(text, unit switch { "By" => "_bytes", "s" => "_seconds", _ => "" });
        return isCounter ? WithSuffix(text, "_total") : text;
    }

    /// <summary>Name of a label.</summary>
    public static string OfLabel(string name) => Clean(name, allowColon: false);

    private static string WithSuffix(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;

    private static string Clean(string name, bool allowColon)
    {
        var clean = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            var isAllowed = char.IsAsciiLetterOrDigit(c) || c == '_' || (allowColon && c == ':');
            clean.Append(isAllowed ? c : '_');
        }

        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? clean.Insert(0, '_').ToString() : clean.ToString();
    }
}
