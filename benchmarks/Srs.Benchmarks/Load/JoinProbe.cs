using System.Collections.Concurrent;
using System.Globalization;

namespace Srs.Benchmarks.Load;

/// <summary>Lets many viewers join a running server within a second and tells how long each waited for its first picture.</summary>
internal static class JoinProbe
{
    /// <summary>The word that asks for it: <c>join URL [viewers]</c>.</summary>
    public const string Command = "join";

    private const int DefaultViewers = 300;

    private static readonly TimeSpan Ramp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs it against a stream that is being published, and prints percentiles from connecting to the first video byte.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0 || !Uri.TryCreate(args[0], UriKind.Absolute, out var url) || url.Scheme is not ("rtmp" or "http") || !url.IsLoopback)
        {
            await Console.Error.WriteLineAsync("Usage: join rtmp://127.0.0.1/app/stream | http://127.0.0.1:8080/app/stream.flv [viewers]; loopback only.");
            return 1;
        }

        var viewers = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : DefaultViewers;

        // The first few only warm up this program and the server, which compile themselves as they go.
        await JoinAsync(url, viewers: 20);
        var waits = await JoinAsync(url, viewers);
        Array.Sort(waits);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{url.Scheme}: {waits.Length} of {viewers} joined in {Ramp.TotalSeconds} s; first video byte p50 {At(waits, 0.5):F1}, p95 {At(waits, 0.95):F1}, p99 {At(waits, 0.99):F1}, max {At(waits, 1):F1} ms"));
        return waits.Length == viewers ? 0 : 1;
    }

    private static async Task<double[]> JoinAsync(Uri url, int viewers)
    {
        using var limit = new CancellationTokenSource(Limit);
        var waits = new ConcurrentBag<double>();
        var step = Ramp / viewers;
        var start = TimeProvider.System.GetTimestamp();
        var all = Enumerable.Range(0, viewers).Select(async number =>
        {
            var due = (step * number) - TimeProvider.System.GetElapsedTime(start);
            await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, TimeProvider.System, limit.Token);
            await using var viewer = new JoiningViewer(url);
            waits.Add((await viewer.JoinAsync(limit.Token)).TotalMilliseconds);

            // Stays until all have joined: the server serves them all at once.
            await Task.Delay(Ramp, TimeProvider.System, limit.Token);
        });
        await Task.WhenAll(all);
        return [.. waits];
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
