namespace Srs.Web.Metrics.Host;

/// <summary>A reading, and how fast its counters grew since the one before. Percents are fractions: 0.06 is 6 %.</summary>
internal sealed record SystemSample
{
    /// <summary>When the reading was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The reading.</summary>
    public required HostReading Reading { get; init; }

    /// <summary>Processor time of the process as a fraction of one processor.</summary>
    public required double ProcessCpuPercent { get; init; }

    /// <summary>Processor time of the machine as a fraction of all processors.</summary>
    public required double CpuPercent { get; init; }

    /// <summary>Kilobytes a second read from disks.</summary>
    public required long DiskReadKbPerSecond { get; init; }

    /// <summary>Kilobytes a second written to disks.</summary>
    public required long DiskWriteKbPerSecond { get; init; }

    /// <summary>Time in which the busiest disk was busy.</summary>
    public required double DiskBusyPercent { get; init; }

    /// <summary>Resident memory of the process as a fraction of the machine's memory.</summary>
    public double ResidentPercent => Reading.Memory.TotalKb > 0 ? (double)Reading.ResidentKb / Reading.Memory.TotalKb : 0;

    /// <summary>Compares two readings.</summary>
    /// <param name="earlier">The reading before.</param>
    /// <param name="later">The reading now.</param>
    /// <param name="elapsed">Time between them.</param>
    /// <param name="time">When the later one was taken.</param>
    public static SystemSample Compare(HostReading earlier, HostReading later, TimeSpan elapsed, DateTimeOffset time) => new()
    {
        Time = time,
        Reading = later,
        ProcessCpuPercent = Ratio((later.ProcessCpu - earlier.ProcessCpu).TotalSeconds, elapsed.TotalSeconds),
        CpuPercent = Math.Min(1, Ratio(later.Cpu.Busy - earlier.Cpu.Busy, later.Cpu.Total - earlier.Cpu.Total)),
        DiskReadKbPerSecond = (long)Ratio(later.Disks.ReadKb - earlier.Disks.ReadKb, elapsed.TotalSeconds),
        DiskWriteKbPerSecond = (long)Ratio(later.Disks.WrittenKb - earlier.Disks.WrittenKb, elapsed.TotalSeconds),
        DiskBusyPercent = Math.Min(1, Ratio(later.Disks.BusiestSince(earlier.Disks), elapsed.TotalMilliseconds)),
    };

    /// <summary>A share; 0 when nothing has passed or a counter went back.</summary>
    private static double Ratio(double part, double whole) => part > 0 && whole > 0 ? part / whole : 0;
}
