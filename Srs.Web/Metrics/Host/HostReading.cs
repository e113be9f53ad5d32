namespace Srs.Web.Metrics.Host;

/// <summary>Everything about process and machine at one moment.</summary>
internal sealed record HostReading
{
    /// <summary>Processor time that the process has used.</summary>
    public required TimeSpan ProcessCpu { get; init; }

    /// <summary>Resident memory of the process in kilobytes.</summary>
    public required long ResidentKb { get; init; }

    /// <summary>Process id of the parent; 0 when unknown.</summary>
    public required int ParentPid { get; init; }

    public required HostCpu Cpu { get; init; }

    public required HostMemory Memory { get; init; }

    public required HostLoad Load { get; init; }

    public required HostDisks Disks { get; init; }

    public required HostSockets Sockets { get; init; }

    public required HostNetwork Network { get; init; }

    /// <summary>Reads it all; a few milliseconds.</summary>
    public static HostReading Take() => new()
    {
        ProcessCpu = OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() ? TimeSpan.Zero : Environment.CpuUsage.TotalTime,
        ResidentKb = Environment.WorkingSet / 1024,
        ParentPid = ParseParent(ProcText.Read("/proc/self/stat")),
        Cpu = HostCpu.Parse(ProcText.Read("/proc/stat"), ProcText.Read("/sys/devices/system/cpu/present")),
        Memory = HostMemory.Parse(ProcText.Read("/proc/meminfo")),
        Load = HostLoad.Parse(ProcText.Read("/proc/uptime"), ProcText.Read("/proc/loadavg")),
        Disks = HostDisks.Parse(ProcText.Read("/proc/vmstat"), ProcText.Read("/proc/diskstats")),
        Sockets = HostSockets.Parse(
            ProcText.Read("/proc/net/sockstat"), ProcText.Read("/proc/net/sockstat6"), ProcText.Read("/proc/net/snmp")),
        Network = HostNetwork.Read(),
    };

    /// <summary>The parent in <c>/proc/self/stat</c>: second word after the name, which is in parentheses and may hold some.</summary>
    internal static int ParseParent(string stat)
    {
        var words = stat[(stat.LastIndexOf(')') + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return (int)ProcText.Number(words, 1);
    }
}
