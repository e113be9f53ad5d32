using Srs.Media.Streams;

namespace Srs.Tests.TestSupport;

/// <summary>A client whose counters the test sets, and that remembers why it was ended.</summary>
public sealed class FakeSession : ISession
{
    public string Id { get; init; } = SessionId.New();

    public long SentBytes { get; set; }

    public long ReceivedBytes { get; set; }

    public long DroppedFrames { get; set; }

    public long Jumps { get; set; }

    /// <summary>Reasons given to <see cref="End"/>, in order.</summary>
    public List<SessionEndReason> Ends { get; } = [];

    /// <summary>Whether it can be asked to connect again.</summary>
    public bool CanReconnect { get; set; }

    /// <summary>Requests to connect again, in order.</summary>
    public List<(string? TcUrl, string? Description)> Reconnects { get; } = [];

    /// <summary>Calls of <see cref="OnTick"/>.</summary>
    public int Ticks { get; private set; }

    /// <summary>What <see cref="Describe"/> returns.</summary>
    public SessionInfo? Info { get; set; }

    public SessionInfo? Describe() => Info;

    public void End(SessionEndReason reason) => Ends.Add(reason);

    public bool RequestReconnect(string? tcUrl, string? description)
    {
        if (CanReconnect)
        {
            Reconnects.Add((tcUrl, description));
        }

        return CanReconnect;
    }

    /// <summary>Thrown by every <see cref="OnTick"/>.</summary>
    public Exception? TickFault { get; set; }

    public void OnTick()
    {
        Ticks++;
        if (TickFault is { } fault)
        {
            throw fault;
        }
    }
}
