namespace Srs.Web.Metrics.Host;

/// <summary>What disks have done since the machine started.</summary>
/// <param name="ReadKb">Kilobytes read.</param>
/// <param name="WrittenKb">Kilobytes written.</param>
/// <param name="BusyMs">Milliseconds in which each device was busy.</param>
internal sealed record HostDisks(long ReadKb, long WrittenKb, IReadOnlyDictionary<string, long> BusyMs)
{
    private const int Name = 2;
    private const int BusyTime = 12;

    /// <summary>Reads <c>/proc/vmstat</c> for bytes, as partitions repeat their disk in <c>/proc/diskstats</c>, which has the rest.</summary>
    public static HostDisks Parse(string vmstat, string diskstats)
    {
        var busy = new Dictionary<string, long>();
        foreach (var line in diskstats.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > BusyTime)
            {
                busy[words[Name]] = ProcText.Number(words, BusyTime);
            }
        }

        return new HostDisks(
            ProcText.Number(ProcText.Words(vmstat, "pgpgin"), 0), ProcText.Number(ProcText.Words(vmstat, "pgpgout"), 0), busy);
    }

    /// <summary>Milliseconds that the busiest device was busy since <paramref name="earlier"/>.</summary>
    public long BusiestSince(HostDisks earlier) =>
        BusyMs.Select(disk => disk.Value - earlier.BusyMs.GetValueOrDefault(disk.Key, disk.Value)).DefaultIfEmpty().Max();
}
