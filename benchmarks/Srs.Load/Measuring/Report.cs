using System.Globalization;
using System.Text.Json;

namespace Srs.Load.Measuring;

/// <summary>Turns the results of interleaved runs into a table.</summary>
internal static class Report
{
    /// <summary>How it is called.</summary>
    public const string Usage = """
        report FILE [--against NAME]  a table of the results of play --json, one a line; NAME is the server that others are compared with (floor)
        """;

    private const string DefaultReference = "floor";

    private const string Columns = """
        | what | server | runs | CPU-s/GB | compared | kB/viewer | join ms p50/p95/p99 | delay ms p50/p95/p99/p99.9 | stalls | lost | Mb/s |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    /// <summary>Reads the file and writes the table.</summary>
    /// <exception cref="LoadException">The file cannot be used, and why.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        if (args.Count == 0)
        {
            throw new LoadException("report needs a file.");
        }

        var reference = new Arguments([.. args.Skip(1)], ["--against"], []).Text("--against") ?? DefaultReference;
        var results = await ReadAsync(args[0]);
        await output.WriteLineAsync($"Compared with {reference}.\n\n{Columns}");
        foreach (var cell in results.GroupBy(static result => result.Cell))
        {
            var servers = cell.GroupBy(static result => result.Server).ToDictionary(static s => s.Key, static s => s.ToArray());
            foreach (var (server, runs) in servers)
            {
                var compared = server == reference ? null : servers.GetValueOrDefault(reference);
                await output.WriteLineAsync(Row(cell.Key, server, runs, compared));
            }
        }

        return 0;
    }

    /// <summary>One line: medians over the runs, ranges in brackets.</summary>
    /// <param name="cell">What was measured.</param>
    /// <param name="server">Name of the server.</param>
    /// <param name="runs">Its runs, in order.</param>
    /// <param name="reference">Those that each is divided by, pair by pair; null for none.</param>
    internal static string Row(string cell, string server, IReadOnlyList<PlayResult> runs, IReadOnlyList<PlayResult>? reference)
    {
        var first = runs[0];
        runs = [.. runs.Where(static run => !run.IsCold)];
        reference = reference?.Where(static run => !run.IsCold).ToArray();
        var cost = runs.Select(static run => run.CpuPerGigabyte).OfType<double>().ToArray();
        var ratios = runs.Zip(reference ?? [], static (run, other) => run.CpuPerGigabyte / other.CpuPerGigabyte).OfType<double>().ToArray();
        string[] columns =
        [
            cell,
            server,
            Text($"{runs.Count}"),
            WithRange(cost),
            WithRange(ratios),
            // A process keeps the memory it once had, so later runs would show nothing.
            Text($"{first.KilobytesPerViewer:F1}"),
            string.Join(" / ", Medians(runs, static run => run.Join, static p => p.P50, static p => p.P95, static p => p.P99)),
            string.Join(" / ", Medians(runs, static run => run.Delay, static p => p.P50, static p => p.P95, static p => p.P99, static p => p.P999)),
            Text($"{runs.Sum(static run => run.Stalls)}"),
            Text($"{runs.Sum(static run => run.Viewers - run.Joined + run.ClosedEarly)}"),
            Text($"{Percentiles.Median(runs.Select(static run => run.MegabitsPerViewer)):F2}"),
        ];
        return $"| {string.Join(" | ", columns)} |";
    }

    private static async Task<List<PlayResult>> ReadAsync(string path)
    {
        try
        {
            var lines = await File.ReadAllLinesAsync(path);
            return [.. lines.Where(static line => line.Length > 0).Select(static line => JsonSerializer.Deserialize(line, ResultJsonContext.Default.PlayResult)!)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new LoadException($"report {path}: {e.Message}");
        }
    }

    private static IEnumerable<string> Medians(
        IReadOnlyList<PlayResult> runs, Func<PlayResult, Percentiles> part, params Func<Percentiles, double>[] figures) =>
        runs.Any(run => part(run).Count > 0)
            ? figures.Select(figure => Text($"{Percentiles.Median(runs.Select(run => figure(part(run)))):F1}"))
            : [];

    private static string WithRange(double[] values) => values switch
    {
        [] => "",
        [var only] => Text($"{only:F3}"),
        _ => Text($"{Percentiles.Median(values):F3} [{values.Min():F3}–{values.Max():F3}]"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
