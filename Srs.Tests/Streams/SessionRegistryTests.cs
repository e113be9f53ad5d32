using Microsoft.Extensions.Logging.Abstractions;
using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class SessionRegistryTests
{
    [Fact]
    public void Remove_KeepsTotals()
    {
        var sessions = new SessionRegistry();
        var session = new FakeSession { SentBytes = 10, ReceivedBytes = 20 };
        sessions.Add(session);
        Assert.Same(session, sessions.Find(session.Id));

        sessions.Remove(session, SessionEndReason.PeerClosed);
        sessions.Remove(session, SessionEndReason.PeerClosed);

        Assert.Equal((0, 10, 20), (sessions.Count, sessions.TotalSentBytes, sessions.TotalReceivedBytes));
        Assert.Null(sessions.Find(session.Id));
    }

    [Theory]
    [InlineData(SessionEndReason.PeerClosed, true, 0)]
    [InlineData(SessionEndReason.PeerReset, false, 0)]
    [InlineData(SessionEndReason.PeerReset, true, 1)]
    [InlineData(SessionEndReason.ProtocolError, false, 1)]
    [InlineData(SessionEndReason.Kicked, true, 0)]
    public void Remove_CountsFailures(SessionEndReason reason, bool isPublisher, int failures)
    {
        var sessions = new SessionRegistry();
        var session = new FakeSession { Info = Info(isPublisher) };
        sessions.Add(session);
        Assert.Equal(1, sessions.TotalClients);

        sessions.Remove(session, reason);

        Assert.Equal(1, sessions.TotalClients);
        Assert.Equal(failures, sessions.TotalFailedClients);
    }

    [Fact]
    public void Heartbeat_TicksEverySession_OncePerSecond()
    {
        var clock = new ManualTimeProvider();
        var sessions = new SessionRegistry();
        var session = new FakeSession();
        sessions.Add(session);
        using var heartbeat = new Heartbeat(clock, sessions, new StreamRegistry(clock, new WireMemory(long.MaxValue)), NullLogger<Heartbeat>.Instance);
        heartbeat.Start();

        clock.Advance(TimeSpan.FromMilliseconds(2999));

        Assert.Equal(2, session.Ticks);
    }

    [Fact]
    public void Heartbeat_SessionFails_TicksTheOthersAndLogsIt()
    {
        var clock = new ManualTimeProvider();
        var sessions = new SessionRegistry();
        FakeSession[] all = [new(), new() { TickFault = new InvalidOperationException("test") }, new()];
        Array.ForEach(all, sessions.Add);
        using var log = new LogCollector();
        using var heartbeat = new Heartbeat(
            clock, sessions, new StreamRegistry(clock, new WireMemory(long.MaxValue)), log.CreateLogger<Heartbeat>());

        heartbeat.Tick();

        Assert.All(all, static session => Assert.Equal(1, session.Ticks));
        Assert.Single(log.Errors);
    }

    private static SessionInfo Info(bool isPublisher) => new()
    {
        Id = "x",
        Stream = StreamFixture.Key,
        Type = "test",
        IsPublisher = isPublisher,
        Name = "x",
        Ip = "",
        Alive = TimeSpan.Zero,
        SentBytes = 0,
        ReceivedBytes = 0,
    };
}
