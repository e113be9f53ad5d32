namespace Srs.Web.Metrics.Host;

/// <summary>Memory of the machine.</summary>
/// <param name="TotalKb">Memory in kilobytes.</param>
/// <param name="UsedKb">What is neither free nor a cache, in kilobytes.</param>
/// <param name="SwapKb">Swap space in kilobytes.</param>
/// <param name="SwapUsedKb">Swap space in use, in kilobytes.</param>
internal sealed record HostMemory(long TotalKb, long UsedKb, long SwapKb, long SwapUsedKb)
{
    /// <summary><see cref="UsedKb"/> as a fraction.</summary>
    public double UsedPercent => TotalKb > 0 ? (double)UsedKb / TotalKb : 0;

    /// <summary><see cref="SwapUsedKb"/> as a fraction.</summary>
    public double SwapUsedPercent => SwapKb > 0 ? (double)SwapUsedKb / SwapKb : 0;

    /// <summary>Reads <c>/proc/meminfo</c>.</summary>
    public static HostMemory Parse(string meminfo)
    {
        var total = Kilobytes("MemTotal:");
        var caches = Kilobytes("Buffers:") + Kilobytes("Cached:");
        var swap = Kilobytes("SwapTotal:");
        return new HostMemory(
            total, Math.Max(0, total - Kilobytes("MemFree:") - caches), swap, Math.Max(0, swap - Kilobytes("SwapFree:")));

        long Kilobytes(string label) => ProcText.Number(ProcText.Words(meminfo, label), 0);
    }
}
