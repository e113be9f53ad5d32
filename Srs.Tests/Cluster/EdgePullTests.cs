using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Cluster;

/// <summary>When an edge connects to which origin, and what becomes of bad ones.</summary>
public sealed class EdgePullTests
{
    [Fact]
    public async Task Origins_AllRefuse_AreAskedInTurnThreeSecondsApart()
    {
        await using var edge = new EdgeFixture("a b:1936 c");
        edge.Play();
        foreach (var (attempts, last) in new[] { (1, "a"), (2, "b"), (3, "c"), (4, "a") })
        {
            await edge.WaitForAttemptsAsync(attempts);
            Assert.Equal(last, edge.Asked[^1]);
            await edge.WaitForPauseAsync();
            edge.Clock.Advance(TimeSpan.FromSeconds(2.999));
            Assert.Equal(attempts, edge.Attempts.Count);
            edge.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await edge.WaitForAttemptsAsync(5);
        Assert.Single(edge.Log.Lines, static line => line.EventId == 5002);
        Assert.Equal(0, edge.Sessions.TotalFailedClients);
    }

    [Fact]
    public async Task Origins_AllRefuseOneViewersParameters_AreAskedWithThoseOfTheNext()
    {
        await using var edge = new EdgeFixture("a b");
        edge.Play("?token=bad");
        edge.Play("?token=good");
        for (var attempts = 1; attempts < 5; attempts++)
        {
            await edge.WaitForAttemptsAsync(attempts);
            await edge.WaitForPauseAsync();
            edge.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        await edge.WaitForAttemptsAsync(5);
        Assert.Equal(
            ["a bad", "b bad", "a good", "b good", "a bad"],
            edge.Attempts.Select(static attempt => $"{new Uri(attempt.Url).Host} {attempt.Url.Split('=')[1]}"));
    }

    [Fact]
    public async Task Viewers_Several_ShareOnePull()
    {
        await using var edge = new EdgeFixture { Origin = HangAsync };
        edge.Play();
        edge.Play();
        await edge.WaitForAttemptsAsync(1);
        edge.Play();

        Assert.Equal(1, edge.Puller.Count);
        Assert.Single(edge.Attempts);
    }

    [Fact]
    public async Task LastViewer_LeavesWhileConnecting_EndsTheAttempt()
    {
        await using var edge = new EdgeFixture { Origin = HangAsync };
        var (first, second) = (edge.Play(), edge.Play());
        await edge.WaitForAttemptsAsync(1);
        first.Dispose();
        Assert.Equal(1, edge.Puller.Count);

        second.Dispose();

        await Wait.UntilAsync(() => edge.Puller.Count == 0, "the end of the pull");
        Assert.False(edge.Log.Contains("Edge cannot pull"));
        edge.Play();
        await edge.WaitForAttemptsAsync(2);
        Assert.Equal("a", edge.Asked[1]);
    }

    [Fact]
    public async Task Viewers_ComeAndGoInThePause_CauseNoFurtherAttempt()
    {
        await using var edge = new EdgeFixture();
        var first = edge.Play();
        await edge.WaitForPauseAsync();
        first.Dispose();
        for (var i = 0; i < 100; i++)
        {
            edge.Play().Dispose();
        }

        edge.Clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Single(edge.Attempts);
        edge.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.UntilAsync(() => edge.Puller.Count == 0, "the end of the pull");
        Assert.Single(edge.Attempts);
    }

    [Fact]
    public async Task Publisher_ComesWhileConnecting_PullWaitsUntilItLeaves()
    {
        await using var edge = new EdgeFixture { Origin = HangAsync };
        edge.Play();
        await edge.WaitForAttemptsAsync(1);
        var publisher = edge.Publish();
        edge.Play();
        await Wait.UntilAsync(() => edge.Clock.TimerCount == 0, "the end of the attempt");
        Assert.Single(edge.Attempts);
        Assert.Equal(1, edge.Puller.Count);

        publisher.Dispose();

        await edge.WaitForAttemptsAsync(2);
        Assert.False(edge.Log.Contains("Edge cannot pull"));
    }

    [Fact]
    public async Task Publisher_ThereFirst_NothingIsAskedOfTheOrigin()
    {
        await using var edge = new EdgeFixture();
        using var publisher = edge.Publish();
        var player = edge.Play();
        edge.Advance(10);
        Assert.Empty(edge.Attempts);

        player.Dispose();

        await Wait.UntilAsync(() => edge.Puller.Count == 0, "the end of the pull");
        Assert.Empty(edge.Attempts);
    }

    [Fact]
    public async Task Stop_WhileWatched_EndsThePull()
    {
        await using var edge = new EdgeFixture { Origin = HangAsync };
        edge.Play();
        await edge.WaitForAttemptsAsync(1);

        edge.Puller.Stop();

        await Wait.UntilAsync(() => edge.Puller.Count == 0, "the end of the pull");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_ToTheOrigin_TellsTheWayTheParametersAndTheServer(bool debugUpnode)
    {
        await using var edge = new EdgeFixture(debugUpnode: debugUpnode) { Origin = HangAsync };
        edge.Play("?token=1&vhost=x", "first", "second");
        await edge.WaitForAttemptsAsync(1);

        var (url, options) = edge.Attempts[0];
        Assert.Equal("rtmp://a:1935/live/livestream?token=1", url);
        Assert.Equal($"first,second,{edge.Puller.ServerId}", options.ConnectProperties["srs_via"]);
        Assert.Equal(3, options.ConnectProperties["srs_hops"]);
        Assert.Equal(debugUpnode ? "SRS" : null, options.ConnectArguments.GetValueOrDefault("srs_sig"));
        Assert.Equal(debugUpnode ? "7.0.18" : null, options.ConnectArguments.GetValueOrDefault("srs_version"));
        Assert.Equal(debugUpnode ? 8 : 0, options.ConnectArguments.Count);
    }

    [Fact]
    public async Task Play_ThatHasPassedThisServer_IsRefused()
    {
        await using var edge = new EdgeFixture();

        Assert.Equal(2022, Assert.Throws<AccessDeniedException>(() => edge.Play("", "other", edge.Puller.ServerId)).Code);
        Assert.Equal(2022, Assert.Throws<AccessDeniedException>(() => edge.Play("", [.. Enumerable.Repeat("x", 17)])).Code);
        edge.Play("", [.. Enumerable.Repeat("x", 16)]);
    }

    [Fact]
    public async Task Origin_Hangs_IsLeftAfterFiveSeconds()
    {
        await using var edge = new EdgeFixture { Origin = static _ => Task.FromResult<IDuplexPipe>(InMemoryDuplexPipe.Create().Client) };
        edge.Play();
        await edge.WaitForAttemptsAsync(1);
        await Wait.UntilAsync(() => edge.Clock.TimerCount > 0, "the handshake");
        edge.Advance(4.9);
        Assert.False(edge.Log.Contains("Edge cannot pull"));

        edge.Advance(0.1);

        await edge.Log.WaitForAsync("handshake within 5 s");
        await edge.WaitForPauseAsync();
        edge.Advance(3);
        await edge.WaitForAttemptsAsync(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\u0003garbage")]
    public async Task Origin_ClosesOrSendsGarbage_IsLeftAtOnceAndNotAskedWithoutAPause(string words)
    {
        await using var edge = new EdgeFixture { Origin = AnswerAsync };
        edge.Play();

        await edge.Log.WaitForAsync("Edge cannot pull");
        await edge.WaitForPauseAsync();
        edge.Advance(2.9);
        Assert.Single(edge.Attempts);

        async Task<IDuplexPipe> AnswerAsync(CancellationToken cancellationToken)
        {
            var (server, client) = InMemoryDuplexPipe.Create();
            await server.Output.WriteAsync(Encoding.Latin1.GetBytes(words), cancellationToken);
            await server.Output.CompleteAsync();
            return client;
        }
    }

    [Theory]
    [InlineData("a", 20)]
    [InlineData("a b", 5)]
    public async Task Origin_HasNoPublisher_IsLeftAfterTheFirstMediaTimeout(string origins, int seconds)
    {
        await using var origin = new RtmpTestHost();
        await using var edge = new EdgeFixture(origins) { Origin = _ => Task.FromResult(origin.OpenTransport().Transport) };
        edge.Play();
        await Wait.UntilAsync(() => edge.Sessions.Count == 1, "the session");
        edge.Advance(seconds - 1);
        Assert.Equal(1, edge.Sessions.Count);
        Assert.False(edge.Stream.IsPublished);

        edge.Advance(1);

        await edge.Log.WaitForAsync($"it sent no media within {seconds} s");
    }

    [Fact]
    public async Task Origin_SendsNothingButData_IsNoStreamAndIsLeft()
    {
        await using var origin = new RtmpTestHost();
        await using var publisher = await origin.ConnectAsync();
        await publisher.PublishAsync();
        await using var edge = new EdgeFixture("a") { Origin = _ => Task.FromResult(origin.OpenTransport().Transport) };
        edge.Play();
        await Wait.UntilAsync(() => origin.Clients.Count == 2, "the pull");
        for (var i = 0; i < 20; i++)
        {
            await publisher.SendAsync(RtmpMessageType.DataAmf0, Data(i), streamId: 1, (uint)i * 1000);
            await Wait.UntilAsync(() => edge.Sessions.TotalReceivedBytes >= (i + 1) * 10, "the data");
            Assert.False(edge.Stream.IsPublished);
            edge.Advance(1);
        }

        await edge.Log.WaitForAsync("it sent no media within 20 s");
    }

    [Fact]
    public async Task Origin_FallsSilent_IsLeftAndViewersAreKeptForTheGrace()
    {
        await using var origin = new RtmpTestHost();
        await using var publisher = await origin.ConnectAsync();
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(5);
        await using var edge = new EdgeFixture("a") { Origin = _ => Task.FromResult(origin.OpenTransport().Transport) };
        var player = edge.Play();
        var isOver = false;
        player.Unpublished += () => isOver = true;
        await Wait.UntilAsync(() => edge.Stream.Describe().Tracks.Any(static track => track.Frames == 5), "the pictures");
        Assert.Equal(SourceKind.Pull, edge.Stream.Describe().Source);

        edge.Advance(4);
        Assert.True(edge.Stream.IsPublished);
        edge.Advance(1);

        await edge.Log.WaitForAsync("it sent no media within 5 s");
        await edge.WaitForPauseAsync();
        Assert.False(edge.Stream.IsPublished);
        edge.Advance(3);
        await Wait.UntilAsync(() => edge.Stream.IsPublished, "the next pull");
        Assert.False(isOver);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public async Task Origin_AsksForAReconnect_TheNextOneIsTakenAtOnceUnlessItDoesSoAtTheBeginning(int seconds)
    {
        await using var origin = new RtmpTestHost();
        await using var publisher = await origin.ConnectAsync();
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(5);
        await using var edge = new EdgeFixture { Origin = _ => Task.FromResult(origin.OpenTransport().Transport) };
        edge.Play();
        await Wait.UntilAsync(() => edge.Stream.IsPublished, "the pull");
        edge.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Single(origin.Sessions.Sessions, static session => session.RequestReconnect("rtmp://elsewhere/live", "Moved."));

        await SendUntilEndedAsync(publisher, edge);
        if (seconds < 3)
        {
            await edge.WaitForPauseAsync();
            Assert.Single(edge.Attempts);
            edge.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        await edge.WaitForAttemptsAsync(2);
        await Wait.UntilAsync(() => edge.Stream.IsPublished, "the next pull");
        Assert.Equal(["a", "b"], edge.Asked);
        Assert.False(edge.Log.Contains("cannot pull"));
    }

    [Fact]
    public async Task Media_ComesWhereThePlaceIsTaken_EndsTheSessionAndKeepsNothing()
    {
        await using var origin = new RtmpTestHost();
        await using var publisher = await origin.ConnectAsync();
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await using var edge = new EdgeFixture("a") { Origin = _ => Task.FromResult(origin.OpenTransport().Transport) };
        using var other = edge.Publish(SourceKind.Pull);
        edge.Play();
        await SendUntilEndedAsync(publisher, edge);

        Assert.True(edge.Log.Contains("ended: Replaced"));
    }

    [Fact]
    public async Task Origin_FailsInTls_IsAFailureOfTheOriginAndNotOfTheServer()
    {
        await using var edge = new EdgeFixture { Origin = static _ => throw new System.Security.Authentication.AuthenticationException("Bad certificate.") };
        edge.Play();

        await edge.Log.WaitForAsync("Bad certificate.");
    }

    [Fact]
    public async Task Session_EndedThroughTheApi_IsFollowedByAnotherAfterThePause()
    {
        await using var origin = new RtmpTestHost();
        await using var edge = new EdgeFixture("a") { Origin = _ => Task.FromResult(origin.OpenTransport().Transport) };
        edge.Play();
        await Wait.UntilAsync(() => edge.Sessions.Count == 1, "the session");
        var session = edge.Sessions.Sessions[0];
        Assert.Equal(("edge-ingest", true, "a", "rtmp://a:1935/live"), (session.Describe()!.Type, session.Describe()!.IsPublisher, session.Describe()!.Ip, session.Describe()!.TcUrl));

        session.End(SessionEndReason.Kicked);

        await edge.WaitForPauseAsync();
        edge.Advance(3);
        await edge.WaitForAttemptsAsync(2);
    }

    private static byte[] Data(int number)
    {
        var output = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create("onCuePoint", number).Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static async Task<IDuplexPipe> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException();
    }

    /// <summary>Sends pictures until the edge has ended its session: what it ends for may reach it before or after a picture.</summary>
    private static async Task SendUntilEndedAsync(RtmpTestClient publisher, EdgeFixture edge)
    {
        var deadline = DateTime.UtcNow + Wait.Limit;
        for (var i = 5; !edge.Log.Contains(" ended: "); i++)
        {
            Assert.True(DateTime.UtcNow < deadline, "The edge's session goes on.");
            await publisher.SendVideoAsync(TestMedia.KeyFrame(i), (uint)i * 40);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
