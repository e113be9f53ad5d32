using System.Globalization;
using System.Text;

namespace Srs.Load.Measuring;

/// <summary>What <c>play</c> has measured.</summary>
internal sealed record PlayResult
{
    private const double Giga = 1e9;

    /// <summary>Name of the server.</summary>
    public required string Server { get; init; }

    /// <summary>What was measured; <c>report</c> compares the servers within it.</summary>
    public required string Cell { get; init; }

    /// <summary>The server had just started: it grew to what it needs, and compiled itself meanwhile.</summary>
    public bool IsCold { get; init; }

    /// <summary>Viewers asked for.</summary>
    public required int Viewers { get; init; }

    /// <summary>Those that saw a picture.</summary>
    public required int Joined { get; init; }

    /// <summary>Those that were ended by the server.</summary>
    public required int ClosedEarly { get; init; }

    /// <summary>Why the first one did not join; empty when all did.</summary>
    public required string FirstFailure { get; init; }

    /// <summary>Length of the window in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Bytes that all viewers received in the window.</summary>
    public required long Bytes { get; init; }

    /// <summary>RTP packets that all viewers received in the window; null for protocols without.</summary>
    public long? Packets { get; init; }

    /// <summary>RTP packets that did not come.</summary>
    public long? LostPackets { get; init; }

    /// <summary>Processor time that the server took in the window; null without a pid.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Processor time that the server took while viewers joined; null where that is not told.</summary>
    public double? JoinCpuSeconds { get; init; }

    /// <summary>The server's memory before the first viewer, in bytes.</summary>
    public long? ResidentBefore { get; init; }

    /// <summary>The server's memory at the window's end, in bytes.</summary>
    public long? ResidentAfter { get; init; }

    /// <summary>From connecting to the first whole picture, in milliseconds.</summary>
    public required Percentiles Join { get; init; }

    /// <summary>From publishing to the whole picture at a probe, in milliseconds.</summary>
    public required Percentiles Delay { get; init; }

    /// <summary>Times a viewer was without a byte for too long.</summary>
    public required int Stalls { get; init; }

    /// <summary>Messages at the probes whose time went back.</summary>
    public required int TimesBackwards { get; init; }

    /// <summary>Processor time of the generator itself, as a share of one core.</summary>
    public required double GeneratorLoad { get; init; }

    /// <summary>Processor seconds for 10^9 bytes.</summary>
    public double? CpuPerGigabyte => CpuSeconds is { } cpu && Bytes > 0 ? cpu * Giga / Bytes : null;

    /// <summary>Processor time for each RTP packet, in millionths of a second.</summary>
    public double? MicrosecondsPerPacket => Packets > 0 ? CpuSeconds * 1e6 / Packets : null;

    /// <summary>Joins for each second of processor time.</summary>
    public double? JoinsPerSecond => JoinCpuSeconds > 0 ? Joined / JoinCpuSeconds : null;

    /// <summary>Memory by which the server grew for each viewer, in kB of 1000 bytes.</summary>
    public double? KilobytesPerViewer => Joined > 0 ? (ResidentAfter - ResidentBefore) / 1000.0 / Joined : null;

    /// <summary>What a viewer received on average, in megabits per second.</summary>
    public double MegabitsPerViewer => Joined > 0 ? Bytes * 8 / 1e6 / Seconds / Joined : 0;

    /// <summary>Whether all viewers had all of it.</summary>
    public bool IsGood => Joined == Viewers && ClosedEarly == 0 && Stalls == 0 && TimesBackwards == 0 && LostPackets is null or 0;

    /// <summary>A few lines for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Line($"{Cell}, {Server}: {Joined} of {Viewers} viewers joined, {ClosedEarly} were closed early, {Stalls} stalls, {TimesBackwards} times backwards");
        if (FirstFailure.Length > 0)
        {
            Line($"  first failure        {FirstFailure}");
        }

        Line($"  delivered            {Bytes / 1e6:F0} MB in {Seconds:F1} s, {MegabitsPerViewer:F3} Mb/s each");
        if (CpuSeconds is { } cpu)
        {
            Line($"  processor            {cpu:F3} s, {CpuPerGigabyte:F3} s/GB");
            Line($"  memory               {ResidentBefore / 1e6:F1} MB before, {ResidentAfter / 1e6:F1} MB after, {KilobytesPerViewer:F1} kB a viewer");
        }

        if (Packets is { } packets)
        {
            Line($"  RTP                  {packets} packets, {LostPackets} lost, {MicrosecondsPerPacket:F2} us of the processor each");
        }

        if (JoinCpuSeconds is { } join)
        {
            Line($"  joins                {join:F2} s of the processor, {JoinsPerSecond:F0} joins/s of a core");
        }

        Line($"  join, ms             p50 {Join.P50:F1}  p95 {Join.P95:F1}  p99 {Join.P99:F1}  max {Join.Max:F1}");
        Line($"  delay, ms            p50 {Delay.P50:F1}  p95 {Delay.P95:F1}  p99 {Delay.P99:F1}  p99.9 {Delay.P999:F1}  max {Delay.Max:F1}  of {Delay.Count}");
        Line($"  generator            {GeneratorLoad:P0} of a core");
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
