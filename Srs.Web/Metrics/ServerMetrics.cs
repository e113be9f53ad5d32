using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.InteropServices;
using Srs.Web.Api;
using Srs.Web.Metrics.Host;

namespace Srs.Web.Metrics;

/// <summary>What the process and its build tell, under SRS's names.</summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Srs.Web";

    private const string DateFormat = "yyyy-MM-dd HH:mm:ss";

    private readonly Meter _meter = new(MeterName);

    public ServerMetrics(ServerIdentity server, SystemSampler sampler)
    {
        // Facts are labels of a value that is always 1.
        var uname = new Measurement<int>(1, Uname());
        var build = new Measurement<int>(1, Build(server));
        _meter.CreateObservableGauge(
            "srs.node_uname_info", () => uname, null, "Labeled system information as provided by the uname system call.");
        _meter.CreateObservableGauge(
            "srs.build_info",
            () => build,
            null,
            "A metric with a constant '1' value labeled by build_date, version from which SRS was built.");
        _meter.CreateObservableGauge("srs.cpu_percent", () => sampler.Sample().ProcessCpuPercent * 100, null, "SRS cpu used percent.");

        // Kilobytes without a unit in the name, as SRS has it.
        _meter.CreateObservableGauge("srs.memory", () => sampler.Sample().Reading.ResidentKb, null, "SRS memory used.");
        _meter.CreateObservableCounter("srs.gc_collections", CountCollections, null, "Garbage collections by the oldest generation collected.");
        _meter.CreateObservableCounter(
            "srs.gc_pause", static () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time in which garbage collections stopped the process.");
    }

    /// <summary>The meter, so that its instruments can be told from those of another server in the process.</summary>
    public Meter Meter => _meter;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>The runtime counts a collection for every generation up to the oldest one collected.</summary>
    private static IEnumerable<Measurement<long>> CountCollections()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            var older = generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0;
            yield return new Measurement<long>(GC.CollectionCount(generation) - older, new KeyValuePair<string, object?>("generation", generation));
        }
    }

    private static KeyValuePair<string, object?>[] Uname() =>
    [
        new("sysname", Kernel("ostype", Environment.OSVersion.Platform.ToString())),
        new("nodename", Environment.MachineName),
        new("release", Kernel("osrelease", Environment.OSVersion.Version.ToString())),
        new("version", Kernel("version", RuntimeInformation.OSDescription)),
        new("machine", Kernel("arch", RuntimeInformation.OSArchitecture.ToString())),
    ];

    private static string Kernel(string name, string otherwise) =>
        ProcText.Read("/proc/sys/kernel/" + name).Trim() is { Length: > 0 } text ? text : otherwise;

    private static KeyValuePair<string, object?>[] Build(ServerIdentity server) =>
    [
        new("server", server.ServerId),
        new("service", server.ServiceId),
        new("pid", server.Pid),
        new("build_date", BuildDate()),
        new("major", ServerIdentity.Major),
        new("version", ServerIdentity.SoftwareVersion),
        new("code", ServerIdentity.Code),
    ];

    /// <summary>When the program's file was written; reproducible builds hold no date.</summary>
    private static string BuildDate() =>
        File.GetLastWriteTimeUtc(typeof(ServerMetrics).Assembly.Location).ToString(DateFormat, CultureInfo.InvariantCulture);
}
