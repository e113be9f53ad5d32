using Srs.Load;
using Srs.Load.Measuring;

namespace Srs.Tests.Load.Measuring;

public sealed class ReportTests
{
    [Fact]
    public void Row_PairsOfRuns_GivesMedianAndRangeOfTheirRatios()
    {
        PlayResult[] ours = [Result(0.6), Result(0.5), Result(0.9)];
        PlayResult[] floor = [Result(0.5), Result(0.5), Result(0.6)];

        var row = Report.Row("rtmp 1000 100", "srs", ours, floor);

        Assert.Equal(
            "| rtmp 1000 100 | srs | 3 | 0.600 [0.500–0.900] | 1.200 [1.000–1.500] | 8.0 | 1.0 / 2.0 / 3.0 | 4.0 / 5.0 / 6.0 / 7.0 | 3 | 0 | 1.00 |", row);
    }

    [Fact]
    public void Row_ColdRun_GivesMemoryOnly()
    {
        var cold = Result(2) with { IsCold = true, ResidentAfter = 70_000_000 };

        var row = Report.Row("rtmp 1000 100", "srs", [cold, Result(0.5)], [Result(0.5)]);

        Assert.StartsWith("| rtmp 1000 100 | srs | 1 | 0.500 | 1.000 | 20.0 |", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_WithoutProcess_LeavesItsColumnsEmpty()
    {
        var row = Report.Row("rtmp 1000 100", "srs", [Result(0.5) with { CpuSeconds = null, ResidentAfter = null }], null);

        Assert.StartsWith("| rtmp 1000 100 | srs | 1 |  |  |  |", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileThatIsNoResult_TellsWhich()
    {
        var error = await Assert.ThrowsAsync<LoadException>(() => Report.RunAsync(["no-such-file.jsonl"], TextWriter.Null));

        Assert.StartsWith("report no-such-file.jsonl: ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>1000 viewers of 1 Mb/s for 8 s: a gigabyte.</summary>
    private static PlayResult Result(double cpuSeconds) => new()
    {
        Server = "srs",
        Cell = "rtmp 1000 100",
        Viewers = 1000,
        Joined = 1000,
        ClosedEarly = 0,
        FirstFailure = "",
        Seconds = 8,
        Bytes = 1_000_000_000,
        CpuSeconds = cpuSeconds,
        ResidentBefore = 50_000_000,
        ResidentAfter = 58_000_000,
        Join = new Percentiles(1000, 1, 2, 3, 3, 3),
        Delay = new Percentiles(1000, 4, 5, 6, 7, 8),
        Stalls = 1,
        TimesBackwards = 0,
        GeneratorLoad = 0.2,
    };
}
