namespace Srs.Media.Streams;

/// <summary>What a session has moved since it took a lease; the same connection may have held others before.</summary>
internal sealed class SessionTally(ISession session)
{
    private readonly long _sentBefore = session.SentBytes;
    private readonly long _receivedBefore = session.ReceivedBytes;
    private readonly long _droppedBefore = session.DroppedFrames;
    private readonly long _jumpsBefore = session.Jumps;

    /// <summary>Bytes sent to the peer.</summary>
    public long SentBytes => Math.Max(0, session.SentBytes - _sentBefore);

    /// <summary>Bytes received from the peer.</summary>
    public long ReceivedBytes => Math.Max(0, session.ReceivedBytes - _receivedBefore);

    /// <summary>Frames that the peer missed.</summary>
    public long DroppedFrames => Math.Max(0, session.DroppedFrames - _droppedBefore);

    /// <summary>How often the peer went on at a later key frame.</summary>
    public long Jumps => Math.Max(0, session.Jumps - _jumpsBefore);
}
