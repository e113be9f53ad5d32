namespace Srs.Media.Streams;

/// <summary>Why a session ended; also the metrics tag and the API field.</summary>
public enum SessionEndReason
{
    /// <summary>The peer closed in good order.</summary>
    PeerClosed,

    /// <summary>The connection broke.</summary>
    PeerReset,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolError,

    /// <summary>The broker refused it.</summary>
    AccessDenied,

    /// <summary>Another publisher took the stream over.</summary>
    Replaced,

    /// <summary>Ended through the API.</summary>
    Kicked,

    /// <summary>Nothing came for too long.</summary>
    IdleTimeout,

    /// <summary>A viewer that took no bytes for too long.</summary>
    SlowConsumer,

    /// <summary>The stream that it played has ended.</summary>
    PublisherGone,

    /// <summary>The player got as much of the stream as it had asked for.</summary>
    DurationReached,

    /// <summary>
    /// Nobody watches: the server fetched the stream from another one, or its publisher had no viewers for longer than its virtual host allows
    /// (SRS's 2056).
    /// </summary>
    NobodyWatches,

    /// <summary>The credential that let it in has expired.</summary>
    AccessExpired,

    /// <summary>The credential that let it in has been revoked.</summary>
    AccessRevoked,

    /// <summary>It took more than its virtual host's limits allow.</summary>
    LimitExceeded,

    /// <summary>The files of its stream cannot be written, and its virtual host says to end it then.</summary>
    StorageFailed,

    /// <summary>The server stops.</summary>
    ServerShutdown,

    /// <summary>A fault of the server.</summary>
    InternalError,
}
