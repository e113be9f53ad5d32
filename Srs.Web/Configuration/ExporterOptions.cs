using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <summary>Prometheus; section <c>Srs:Exporter</c>.</summary>
internal sealed record ExporterOptions
{
    /// <summary>Whether there is <c>/metrics</c>. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>One more HTTP port for it: <c>[ip:]port</c>, several separated by spaces; empty for the other HTTP ports only. Default empty.</summary>
    public string Listen { get; init; } = "";

    /// <summary>Put into each metric as <c>label</c>. Default none.</summary>
    [NotAvailableYet("labelling metrics")]
    public string Label { get; init; } = "";

    /// <summary>Put into each metric as <c>tag</c>. Default none.</summary>
    [NotAvailableYet("tagging metrics")]
    public string Tag { get; init; } = "";
}
