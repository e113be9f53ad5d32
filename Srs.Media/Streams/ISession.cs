namespace Srs.Media.Streams;

/// <summary>A client as the broker, the API and the heartbeat see it.</summary>
public interface ISession
{
    /// <summary>Eight characters of 0-9 and a-z, unique in the process; the client id of API and log.</summary>
    string Id { get; }

    /// <summary>Bytes sent to the peer.</summary>
    long SentBytes { get; }

    /// <summary>Bytes received from the peer.</summary>
    long ReceivedBytes { get; }

    /// <summary>Frames that the peer missed because it was too slow.</summary>
    long DroppedFrames { get; }

    /// <summary>How often the peer went on at a later key frame because it was too slow.</summary>
    long Jumps => 0;

    /// <summary>What is known of the session now; null before it has asked for a stream.</summary>
    SessionInfo? Describe();

    /// <summary>Asks the session to end; returns at once and does nothing when it is ending already.</summary>
    void End(SessionEndReason reason);

    /// <summary>Called once a second, for timeouts and rates.</summary>
    void OnTick();

    /// <summary>Asks the peer to connect again, here or elsewhere; returns at once.</summary>
    /// <param name="tcUrl">Where to; null for the same address.</param>
    /// <param name="description">Why, for people; null for none.</param>
    /// <returns>False when the peer or its protocol knows no such request; nothing was sent then.</returns>
    bool RequestReconnect(string? tcUrl, string? description) => false;
}
