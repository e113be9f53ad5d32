using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <summary>Prometheus; section <c>Srs:Exporter</c>.</summary>
internal sealed record ExporterOptions
{
    /// <summary>Whether there is <c>/metrics</c>. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>A port of its own for it; empty for the HTTP ports only. Default empty.</summary>
    [NotAvailableYet("a port of its own for metrics, which are on the HTTP ports,")]
    public string Listen { get; init; } = "";

    /// <summary>Put into each metric as <c>label</c>. Default none.</summary>
    [NotAvailableYet("labelling metrics")]
    public string Label { get; init; } = "";

    /// <summary>Put into each metric as <c>tag</c>. Default none.</summary>
    [NotAvailableYet("tagging metrics")]
    public string Tag { get; init; } = "";
}
