namespace Srs.Media.Streams;

/// <summary>What a client may be told of its end; the same by every protocol that has words for it.</summary>
public static class SessionEndText
{
    /// <summary>A sentence; null for ends that the client has brought about itself, or that are nobody's concern.</summary>
    public static string? Of(SessionEndReason reason) => reason switch
    {
        SessionEndReason.IdleTimeout => "Nothing came for too long.",
        SessionEndReason.Replaced => "Another publisher has taken the stream over.",
        SessionEndReason.Kicked => "The server has ended the session.",
        SessionEndReason.PublisherGone => "The stream has ended.",
        SessionEndReason.NobodyWatches => "Nobody watches the stream (Publish:KickoffForIdle, code 2056).",
        SessionEndReason.AccessExpired => "The credential has expired.",
        SessionEndReason.AccessRevoked => "Access has been revoked.",
        SessionEndReason.LimitExceeded => "The bitrate is higher than the limit (Limits:PublisherKbps).",
        SessionEndReason.ServerShutdown => "The server stops.",
        _ => null,
    };
}
