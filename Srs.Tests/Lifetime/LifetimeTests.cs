using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Srs.Media.Egress;
using Srs.Tests.TestSupport;
using Srs.Web.Hosting;

namespace Srs.Tests.Lifetime;

/// <summary>How viewers whose socket was taken from Kestrel end, and that others do not notice, over RTMP and HTTP-FLV.</summary>
[Trait("Category", "Loopback")]
public sealed class LifetimeTests
{
    private static readonly HttpClient Http = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kick_ThroughTheApi_EndsThatViewerInGoodOrder_OthersGoOn(bool http)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        await using var other = await MarkedViewer.JoinAsync(server, !http, publisher);
        await using var viewer = await MarkedViewer.JoinAsync(server, http, publisher);
        await viewer.HasReadAsync(publisher.Newest);

        var id = await KickAsync(server, viewer);

        await viewer.Completion.WithinLimitAsync();
        Assert.Equal((ViewerEnd.Whole, null), (viewer.End, viewer.Fault));
        await viewer.DisposeAsync();
        await AssertUnharmedAsync(other, publisher);
        await Wait.UntilAsync(() => server.Sessions.Find(id) is null, "the session to go");
        await Wait.UntilAsync(() => server.Get<ConnectionLimit>().Count == 2 + ApiConnections, "the connection to go");
        await server.Log.WaitForAsync("ended: Kicked");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kick_SocketIsFull_ViewerThatReadsOnGetsWholeMessages(bool http)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, frameLength: 60_000);
        await using var viewer = await MarkedViewer.JoinAsync(server, http, publisher, rests: true);
        await WaitUntilBlockedAsync(server, viewer);

        await KickAsync(server, viewer);
        viewer.Resume();

        await viewer.Completion.WithinLimitAsync();
        Assert.Equal((ViewerEnd.Whole, null), (viewer.End, viewer.Fault));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kick_ViewerNeverReads_LosesItsSocketAllTheSame(bool http)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, frameLength: 60_000);
        await using var viewer = await MarkedViewer.JoinAsync(server, http, publisher, rests: true);
        await WaitUntilBlockedAsync(server, viewer);

        await KickAsync(server, viewer);

        await AssertGoneAsync(server, viewer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publisher_StartsAnew_ViewersGoOnWithTimesThatRise(bool resets)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        await using var rtmp = await MarkedViewer.JoinAsync(server, http: false, publisher);
        await using var http = await MarkedViewer.JoinAsync(server, http: true, publisher);
        await rtmp.HasReadAsync(publisher.Newest);
        await http.HasReadAsync(publisher.Newest);

        for (var i = 0; i < 3; i++)
        {
            await publisher.RestartAsync(resets);
            var newest = publisher.Newest + 5;
            await rtmp.HasReadAsync(newest);
            await http.HasReadAsync(newest);
        }

        Assert.All([rtmp, http], static viewer => Assert.Equal((ViewerEnd.None, null), (viewer.End, viewer.Fault)));
    }

    [Fact]
    public async Task SlowReaders_AmongFastOnes_JumpAndAreCounted_OthersMissNothing()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Play:QueueLength=2s");
        await using var publisher = await PublishAsync(server, frameLength: 60_000);
        await using var fast = await MarkedViewer.JoinAsync(server, http: false, publisher);
        await using var fastHttp = await MarkedViewer.JoinAsync(server, http: true, publisher);
        await using var slow = await MarkedViewer.JoinAsync(server, http: false, publisher, rests: true);
        await using var slowHttp = await MarkedViewer.JoinAsync(server, http: true, publisher, rests: true);
        slow.Pause = slowHttp.Pause = TimeSpan.FromMilliseconds(40);
        slow.Resume();
        slowHttp.Resume();

        await Wait.UntilAsync(() => slow.Gaps > 1 && slowHttp.Gaps > 1, "both slow viewers to jump twice");

        // They go on for as long as they are slow; what the API shows is what they have missed, or will have when they come to it.
        foreach (var viewer in new[] { slow, slowHttp })
        {
            var gaps = viewer.Gaps;
            var missing = viewer.Missing;
            var client = await FindAsync(server, viewer);
            Assert.InRange(client.GetProperty("jumps").GetInt64(), gaps, int.MaxValue);
            Assert.InRange(client.GetProperty("dropped_frames").GetInt64(), missing, int.MaxValue);
            Assert.Equal((ViewerEnd.None, null), (viewer.End, viewer.Fault));
        }

        var quick = await FindAsync(server, fast);
        Assert.Equal((0, 0), (quick.GetProperty("jumps").GetInt64(), quick.GetProperty("dropped_frames").GetInt64()));
        Assert.InRange(server.Describe(publisher.Stream)!.Jumps, slow.Gaps + slowHttp.Gaps - 2, int.MaxValue);
        Assert.InRange(await ReadMetricAsync(server, "srs_jumps_total"), 2, int.MaxValue);
        Assert.InRange(await ReadMetricAsync(server, "srs_dropped_frames_total"), 2, int.MaxValue);
        await AssertUnharmedAsync(fast, publisher);
        await AssertUnharmedAsync(fastHttp, publisher);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ViewerThatNeverReads_JumpsInBoundedMemory_ThenIsClosed(bool http)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Play:StallTimeout=4s", "Srs:DefaultVhost:Play:QueueLength=1s");
        await using var publisher = await PublishAsync(server, frameLength: 60_000);
        await using var other = await MarkedViewer.JoinAsync(server, !http, publisher);
        await using var viewer = await MarkedViewer.JoinAsync(server, http, publisher, rests: true);
        await WaitUntilBlockedAsync(server, viewer);
        var session = await FindAsync(server, viewer);
        var memory = server.Get<WireMemory>();
        var most = 0L;
        var jumps = 0L;

        await Wait.UntilAsync(
            () =>
            {
                most = Math.Max(most, memory.UsedBytes);
                jumps = Math.Max(jumps, server.Sessions.Find(session.GetProperty("id").GetString()!)?.Describe()?.Jumps ?? 0);
                return server.Sessions.CountEnded(Media.Streams.SessionEndReason.SlowConsumer) > 0;
            },
            "the stalled viewer to be closed");

        // A queue of one second at 1.5 MB/s of the stream's time in two formats, a group to start at in each, and what the stalled one alone keeps.
        Assert.InRange(most, 1, 16 * 1024 * 1024);
        Assert.InRange(jumps, 1, int.MaxValue);
        Assert.Equal(1, await ReadMetricAsync(server, "srs_sessions_ended_total{reason=\"slow_consumer\"}"));
        await AssertGoneAsync(server, viewer);
        await AssertUnharmedAsync(other, publisher);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ViewerThatClosesItsSendingSide_IsGone(bool http)
    {
        // Whether it left or still reads cannot be told apart; nobody who plays does this, and servers take it for the end.
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        await using var other = await MarkedViewer.JoinAsync(server, http, publisher);
        await using var viewer = await MarkedViewer.JoinAsync(server, http, publisher);
        await viewer.HasReadAsync(publisher.Newest);

        viewer.ShutdownSend();

        await viewer.Completion.WithinLimitAsync();
        Assert.Null(viewer.Fault);
        await server.Log.WaitForAsync("ended: PeerClosed");
        await AssertGoneAsync(server, viewer);
        await AssertUnharmedAsync(other, publisher);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task ViewerThatResets_IsGone_SocketFullOrNot(bool http, bool isFull)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, frameLength: isFull ? 60_000 : 2_000);
        await using var other = await MarkedViewer.JoinAsync(server, http, publisher);
        await using var viewer = await MarkedViewer.JoinAsync(server, http, publisher, rests: isFull);
        if (isFull)
        {
            await WaitUntilBlockedAsync(server, viewer);
        }

        viewer.Reset();

        await AssertGoneAsync(server, viewer);
        await AssertUnharmedAsync(other, publisher);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MergedViewer_KickedWhileItWaitsForItsTurn_EndsAtOnceAndWhole(bool http)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Play:MwLatency=10s");
        await using var publisher = await PublishAsync(server);
        await using var viewer = await MarkedViewer.JoinAsync(server, http, publisher);
        await viewer.HasReadAsync(0);

        await KickAsync(server, viewer);

        await viewer.Completion.WithinLimitAsync();
        Assert.Equal((ViewerEnd.Whole, null), (viewer.End, viewer.Fault));
    }

    /// <summary>Connections that ask the API, which stay.</summary>
    private const int ApiConnections = 1;

    private static async Task<MarkedPublisher> PublishAsync(SrsTestServer server, int frameLength = 2_000)
    {
        var publisher = new MarkedPublisher(server, mark: 1, TimeSpan.FromMilliseconds(10), frameLength);
        await publisher.StartAsync();
        return publisher;
    }

    private static async Task<JsonElement> FindAsync(SrsTestServer server, MarkedViewer viewer)
    {
        var all = await Http.GetFromJsonAsync<JsonElement>(
            new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/clients/?count=1000"), TestContext.Current.CancellationToken);
        return all.GetProperty("clients").EnumerateArray().Single(client => client.GetProperty("pageUrl").GetString() == viewer.Page);
    }

    private static async Task<string> KickAsync(SrsTestServer server, MarkedViewer viewer)
    {
        var id = (await FindAsync(server, viewer)).GetProperty("id").GetString()!;
        using var answer = await Http.DeleteAsync(
            new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/clients/{id}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return id;
    }

    private static async Task<long> ReadMetricAsync(SrsTestServer server, string name)
    {
        var text = await Http.GetStringAsync(new Uri($"http://127.0.0.1:{server.ApiPort}/metrics"), TestContext.Current.CancellationToken);
        return long.Parse(text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the server sends nothing more to a viewer that does not read.</summary>
    private static async Task WaitUntilBlockedAsync(SrsTestServer server, MarkedViewer viewer)
    {
        var id = (await FindAsync(server, viewer)).GetProperty("id").GetString()!;
        var (before, unchanged) = (0L, 0);
        await Wait.UntilAsync(
            () =>
            {
                var sent = server.Sessions.Find(id)!.SentBytes;
                unchanged = sent == before && sent > 100_000 ? unchanged + 1 : 0;
                before = sent;
                return unchanged > 50;
            },
            "a full socket");
    }

    /// <summary>Waits until nothing is left of a viewer, in the system either: no process owns what a careless close leaves there.</summary>
    private static async Task AssertGoneAsync(SrsTestServer server, MarkedViewer viewer)
    {
        await Wait.UntilAsync(() => !server.Sessions.Sessions.Any(session => session.Describe()?.PageUrl == viewer.Page), "the session to go");
        IReadOnlyList<string> left = [];
        try
        {
            await Wait.UntilAsync(() => (left = KernelSockets.List(viewer.LocalPort)).Count == 0, "the socket to go");
        }
        catch (TimeoutException)
        {
            Assert.Empty(left);
        }
    }

    private static async Task AssertUnharmedAsync(MarkedViewer viewer, MarkedPublisher publisher)
    {
        await viewer.HasReadAsync(publisher.Newest + 2);
        Assert.Equal((ViewerEnd.None, null, 0), (viewer.End, viewer.Fault, viewer.Missing));
    }
}
