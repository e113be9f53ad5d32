using System.Text.RegularExpressions;

namespace Srs.Web.Metrics.Host;

/// <summary>Processor time since the machine started, in clock ticks over all processors.</summary>
/// <param name="Busy">Ticks in which there was something to do.</param>
/// <param name="Total">All ticks.</param>
/// <param name="Online">Processors that are switched on.</param>
/// <param name="Present">Processors that there are.</param>
internal sealed partial record HostCpu(long Busy, long Total, int Online, int Present)
{
    private const int Idle = 3;
    private const int IoWait = 4;

    /// <summary>user to steal; guest time, which follows, is counted in user time already.</summary>
    private const int CountedColumns = 8;

    /// <summary>Reads <c>/proc/stat</c> and <c>/sys/devices/system/cpu/present</c>.</summary>
    public static HostCpu Parse(string stat, string present)
    {
        var words = ProcText.Words(stat, "cpu");
        var total = Enumerable.Range(0, CountedColumns).Sum(column => ProcText.Number(words, column));
        var online = ProcessorLine.Count(stat);
        return new HostCpu(
            total - ProcText.Number(words, Idle) - ProcText.Number(words, IoWait),
            total,
            online > 0 ? online : Environment.ProcessorCount,
            Math.Max(CountPresent(present), online > 0 ? online : Environment.ProcessorCount));
    }

    /// <summary>Counts a list such as <c>0-3,6</c>.</summary>
    private static int CountPresent(string list)
    {
        var count = 0L;
        foreach (var range in list.Trim().Split(','))
        {
            var ends = range.Split('-');
            count += ProcText.Number(ends, ends.Length - 1) - ProcText.Number(ends, 0) + 1;
        }

        return (int)Math.Clamp(count, 0, ushort.MaxValue);
    }

    [GeneratedRegex("^cpu[0-9]+ ", RegexOptions.Multiline)]
    private static partial Regex ProcessorLine { get; }
}
