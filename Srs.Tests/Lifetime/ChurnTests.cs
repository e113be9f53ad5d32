using System.Diagnostics;
using System.Globalization;
using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using Srs.Web.Hosting;

namespace Srs.Tests.Lifetime;

/// <summary>Joins and leaves over the real server: nobody gets another's stream, and nothing grows.</summary>
/// <remarks>
/// The long one takes 60 s. It takes 20 minutes by
/// <code>SRS_SOAK_SECONDS=1200 dotnet test Srs.Tests -c Release --filter "FullyQualifiedName~Lifetime.ChurnTests.Soak"</code>
/// </remarks>
[Trait("Category", "Soak")]
[Collection(AloneCollection.Name)]
public sealed class ChurnTests
{
    /// <summary>Parts of the long test; after each all viewers leave and everything is counted.</summary>
    private const int Rounds = 6;

    /// <summary>What the heap may differ by from one count to another, in bytes: caches of the runtime, and what is being collected.</summary>
    private const long HeapNoise = 2 * 1024 * 1024;

    [Fact]
    public async Task Descriptors_ReusedAllTheTime_NobodyGetsAnothersStream()
    {
        await using var server = await SrsTestServer.StartAsync("Logging:LogLevel:Default=Warning");
        await using var churn = new Churn(server, streams: 4, drivers: 4, seed: 4);
        await churn.StartAsync();
        var steps = 0;

        await churn.RunAsync(() => Interlocked.Increment(ref steps) <= 1500, TimeSpan.FromMilliseconds(1));

        TestContext.Current.TestOutputHelper!.WriteLine($"{churn.Joins} joins, {churn.Frames} pictures, {churn.Kicks} kicks, {churn.Restarts} restarts.");
        Assert.InRange(churn.Frames, churn.Joins, long.MaxValue);
        Assert.InRange(churn.Kicks, 50, int.MaxValue);
        Assert.InRange(churn.Restarts, 1, int.MaxValue);
        await Wait.UntilAsync(() => server.Sessions.Count == 4, "all viewers to leave");
    }

    [Fact]
    public async Task Soak_JoinsAndLeaves_NothingGrows()
    {
        var length = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("SRS_SOAK_SECONDS") ?? "60", CultureInfo.InvariantCulture));
        var buffers = new TrackingBufferPool();

        // Segments stay for minutes, as they are meant to.
        await using var server = await SrsTestServer.StartAsync(
            buffers, "Logging:LogLevel:Default=Warning", "Srs:DefaultVhost:Hls:Enabled=false", "Srs:DefaultVhost:Dash:Enabled=false");
        const int Streams = 3;
        const int Drivers = 3;
        await using var churn = new Churn(server, Streams, Drivers, seed: 60);
        await churn.StartAsync();
        var sessions = new List<WeakReference<ISession>>();
        var counts = new List<Count>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await churn.RunAsync(() => Stopwatch.GetElapsedTime(start) < length / Rounds && Remember(server, sessions), TimeSpan.FromMilliseconds(25));
            await Wait.UntilAsync(() => server.Sessions.Count == Streams, "all viewers to leave");
            await Wait.UntilAsync(() => server.Get<ConnectionLimit>().Count <= Streams + 1, "all connections but the one to the API to go");
            await Wait.UntilAsync(() => server.Get<WireMemory>().UsedBytes == 0, "the wire logs to be given back");
            await Wait.UntilAsync(() => server.Get<EgressPool>().Describe().Sum(static worker => worker.Viewers) == 0, "the workers to let go");
            counts.Add(await CountAsync(buffers));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{churn.Joins} joins, {churn.Frames} pictures, {churn.Kicks} kicks, {churn.Restarts} restarts; then {counts[^1]}.");
        }

        // The first round fills caches.
        Assert.InRange(counts[^1].Heap, 0, counts.Skip(1).Take(2).Max(static count => count.Heap) + HeapNoise);
        Assert.InRange(counts[^1].Descriptors, 0, counts.Take(2).Max(static count => count.Descriptors));
        Assert.InRange(counts[^1].Buffers, 0, counts.Take(2).Max(static count => count.Buffers) + 200);
        var ended = sessions.Where(reference => reference.TryGetTarget(out var session) && server.Sessions.Find(session.Id) is null);
        Assert.Empty(ended);
    }

    /// <summary>Looks now and then which sessions there are, without holding them.</summary>
    private static bool Remember(SrsTestServer server, List<WeakReference<ISession>> sessions)
    {
        lock (sessions)
        {
            sessions.RemoveAll(static reference => !reference.TryGetTarget(out _));
            sessions.AddRange(server.Sessions.Sessions.Select(static session => new WeakReference<ISession>(session)).TakeLast(2));
        }

        return true;
    }

    private static async Task<Count> CountAsync(TrackingBufferPool buffers)
    {
        var heap = long.MaxValue;
        var descriptors = int.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            // What has just ended still runs down; the lowest is what is held.
            await Task.Delay(100, TestContext.Current.CancellationToken);
            heap = Math.Min(heap, GC.GetTotalMemory(forceFullCollection: true));
            descriptors = Math.Min(descriptors, KernelSockets.CountDescriptors());
        }

        return new Count(heap, descriptors, buffers.OutstandingCount);
    }

    private sealed record Count(long Heap, int Descriptors, int Buffers);
}
