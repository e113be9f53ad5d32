using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Srs.Media.Diagnostics;
using Srs.Web.Callbacks;

namespace Srs.Web.Metrics;

/// <summary>Collects all metrics through the OpenTelemetry SDK when asked. Thread-safe: scrapes take turns.</summary>
internal sealed class MetricsScraper : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PrometheusExporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    public MetricsScraper(MediaMetrics media, ServerMetrics server, CallbackMetrics callbacks, ProcessMetrics process)
        : this(media.Meter, server.Meter, callbacks.Meter, process.Meter)
    {
    }

    /// <summary>Collects these meters and no others of the same name, such as those of a second server in the process.</summary>
    internal MetricsScraper(params Meter[] meters)
    {
        _reader = new BaseExportingMetricReader(_exporter);
        var builder = Sdk.CreateMeterProviderBuilder();
        foreach (var meter in meters)
        {
            builder.AddMeter(meter.Name);
        }

        builder.AddView(instrument => meters.Contains(instrument.Meter) ? null : MetricStreamConfiguration.Drop);
        _provider = builder.AddReader(_reader).Build();
    }

    /// <summary>All metrics now, in Prometheus's text format.</summary>
    public string Scrape()
    {
        lock (_gate)
        {
            return _exporter.Scrape();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider.Dispose();
        _reader.Dispose();
        _exporter.Dispose();
    }
}
