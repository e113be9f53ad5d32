using System.Globalization;
using System.Text;

namespace Srs.Web.Metrics;

/// <summary>Writes Prometheus's text exposition format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>Begins a metric; its samples follow.</summary>
    /// <param name="name">Name in Prometheus's alphabet.</param>
    /// <param name="type">counter, gauge or histogram.</param>
    /// <param name="help">Any text.</param>
    public void WriteHeader(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(help)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>Writes one sample.</summary>
    /// <param name="name">Name in Prometheus's alphabet.</param>
    /// <param name="labels">Labels in any alphabet.</param>
    /// <param name="value">The value as text.</param>
    public void WriteSample(string name, IReadOnlyCollection<KeyValuePair<string, string>> labels, string value)
    {
        _text.Append(name);
        if (labels.Count > 0)
        {
            var separator = '{';
            foreach (var label in labels)
            {
                _text.Append(separator).Append(PrometheusName.OfLabel(label.Key));
                _text.Append("=\"").Append(EscapeLabel(label.Value)).Append('"');
                separator = ',';
            }

            _text.Append('}');
        }

        _text.Append(' ').Append(value).Append('\n');
    }

    /// <summary>A whole number as a value.</summary>
    public static string Format(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number as a value; there are spellings for infinity and for what is no number.</summary>
    public static string Format(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
