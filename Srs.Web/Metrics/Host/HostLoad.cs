namespace Srs.Web.Metrics.Host;

/// <summary>How long the machine runs and how many tasks want it.</summary>
/// <param name="Uptime">Seconds since the machine started.</param>
/// <param name="IdleTime">Idle seconds, summed over processors.</param>
/// <param name="OneMinute">Load average over 1 minute.</param>
/// <param name="FiveMinutes">Load average over 5 minutes.</param>
/// <param name="FifteenMinutes">Load average over 15 minutes.</param>
internal sealed record HostLoad(double Uptime, double IdleTime, double OneMinute, double FiveMinutes, double FifteenMinutes)
{
    /// <summary>Reads <c>/proc/uptime</c> and <c>/proc/loadavg</c>.</summary>
    public static HostLoad Parse(string uptime, string loadAverage)
    {
        var times = uptime.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var loads = loadAverage.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new HostLoad(
            ProcText.Decimal(times, 0),
            ProcText.Decimal(times, 1),
            ProcText.Decimal(loads, 0),
            ProcText.Decimal(loads, 1),
            ProcText.Decimal(loads, 2));
    }
}
