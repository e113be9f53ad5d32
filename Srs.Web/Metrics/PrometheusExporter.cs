using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Srs.Web.Metrics;

/// <summary>Turns what the OpenTelemetry SDK has collected into Prometheus's text. Called by one scrape at a time.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private string _text = "";

    /// <summary>Collects and exports; set by the reader that the exporter is given to.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects now.</summary>
    /// <returns>The text; empty when a meter failed altogether.</returns>
    public string Scrape()
    {
        _text = "";
        Collect?.Invoke(Timeout.Infinite);
        return _text;
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var metrics = new List<Metric>();
        foreach (var metric in batch)
        {
            metrics.Add(metric);
        }

        var text = new PrometheusText();
        foreach (var family in metrics.GroupBy(NameOf))
        {
            WriteFamily(text, family.Key, [.. family]);
        }

        _text = text.ToString();
        return ExportResult.Success;
    }

    /// <summary>Writes metrics of one name together, as the format asks; those of another type than the first cannot be written.</summary>
    private static void WriteFamily(PrometheusText text, string name, List<Metric> metrics)
    {
        if (TypeOf(metrics[0]) is not { } type)
        {
            return;
        }

        text.WriteHeader(name, type, metrics[0].Description);
        foreach (var metric in metrics)
        {
            if (TypeOf(metric) == type)
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    WritePoint(text, name, metric.MetricType, point);
                }
            }
        }
    }

    private static void WritePoint(PrometheusText text, string name, MetricType type, in MetricPoint point)
    {
        var labels = LabelsOf(point);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                text.WriteSample(name, labels, PrometheusText.Format(point.GetSumLong()));
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                text.WriteSample(name, labels, PrometheusText.Format(point.GetSumDouble()));
                break;
            case MetricType.LongGauge:
                text.WriteSample(name, labels, PrometheusText.Format(point.GetGaugeLastValueLong()));
                break;
            case MetricType.DoubleGauge:
                text.WriteSample(name, labels, PrometheusText.Format(point.GetGaugeLastValueDouble()));
                break;
            default:
                WriteHistogram(text, name, labels, point);
                break;
        }
    }

    /// <summary>Writes a histogram; its buckets hold all values up to their bound, not only their own.</summary>
    private static void WriteHistogram(
        PrometheusText text, string name, List<KeyValuePair<string, string>> labels, in MetricPoint point)
    {
        long below = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = PrometheusText.Format(bucket.ExplicitBound);
            text.WriteSample(name + "_bucket", [.. labels, new("le", bound)], PrometheusText.Format(below));
        }

        text.WriteSample(name + "_sum", labels, PrometheusText.Format(point.GetHistogramSum()));
        text.WriteSample(name + "_count", labels, PrometheusText.Format(point.GetHistogramCount()));
    }

    private static string NameOf(Metric metric) =>
        PrometheusName.OfMetric(metric.Name, metric.Unit, metric.MetricType is MetricType.LongSum or MetricType.DoubleSum);

    private static string? TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        MetricType.ExponentialHistogram => null,
        _ => "gauge",
    };

    private static List<KeyValuePair<string, string>> LabelsOf(in MetricPoint point)
    {
        var labels = new List<KeyValuePair<string, string>>(point.Tags.Count);
        foreach (var tag in point.Tags)
        {
            labels.Add(new(tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? ""));
        }

        return labels;
    }
}
