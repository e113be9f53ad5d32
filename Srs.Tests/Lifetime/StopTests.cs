using System.Diagnostics;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Lifetime;

/// <summary>The end of a server with many viewers. Tells in its output how long it took; the time itself fails no test.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class StopTests
{
    private const int Viewers = 1000;

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Stop_WithThousandViewers_EveryReaderEndsInGoodOrder(int stalled)
    {
        await using var server = await SrsTestServer.StartAsync("Logging:LogLevel:Default=Warning");
        await using var publisher = new MarkedPublisher(server, mark: 1, TimeSpan.FromMilliseconds(200), frameLength: 2_000);
        await publisher.StartAsync();
        var viewers = new MarkedViewer[Viewers];
        for (var i = 0; i < Viewers; i++)
        {
            viewers[i] = await MarkedViewer.JoinAsync(server, http: i % 2 == 1, publisher, rests: i < stalled);
        }

        var newest = publisher.Newest;
        foreach (var viewer in viewers.Skip(stalled))
        {
            await viewer.HasReadAsync(newest);
        }

        // Players close their side when the server has closed its own.
        var closing = viewers.Skip(stalled).Select(static async viewer =>
        {
            await viewer.Completion;
            await viewer.DisposeAsync();
        }).ToArray();

        var sessions = server.Sessions;
        var start = Stopwatch.GetTimestamp();
        var stopping = server.StopAsync();
        await Task.WhenAll(closing).WithinLimitAsync();
        var readers = Stopwatch.GetElapsedTime(start);
        await stopping.WithinLimitAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Viewers} viewers: those who read were told in {readers.TotalSeconds:F2} s; "
            + $"with {stalled} who do not, and a publisher that stays, the server stopped in {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s.");

        Assert.All(viewers.Skip(stalled), static viewer => Assert.Equal((ViewerEnd.Whole, null), (viewer.End, viewer.Fault)));
        Assert.Equal(Viewers + 1, sessions.CountEnded(SessionEndReason.ServerShutdown));
        Assert.Equal(0, sessions.Count);
        foreach (var viewer in viewers)
        {
            await viewer.DisposeAsync();
        }
    }
}
