using Srs.Media.Diagnostics;

namespace Srs.Media.Streams;

/// <summary>A session as the API shows it; immutable.</summary>
public sealed record SessionInfo
{
    /// <summary><see cref="ISession.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The stream that it publishes or plays.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>SRS's client type, such as <c>rtmp-play</c> or <c>fmle-publish</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it publishes.</summary>
    public required bool IsPublisher { get; init; }

    /// <summary>Stream name as the client wrote it, with an extension where the protocol has one.</summary>
    public required string Name { get; init; }

    /// <summary>Address of the client.</summary>
    public required string Ip { get; init; }

    /// <summary>URL of the application in the protocol's own form.</summary>
    public string TcUrl { get; init; } = "";

    /// <summary>Page that embeds the player.</summary>
    public string PageUrl { get; init; } = "";

    /// <summary>Flash file of the player.</summary>
    public string SwfUrl { get; init; } = "";

    /// <summary>Time since the session began.</summary>
    public required TimeSpan Alive { get; init; }

    /// <summary>Bytes sent to the client.</summary>
    public required long SentBytes { get; init; }

    /// <summary>Bytes received from the client.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Rate of the bytes sent.</summary>
    public Bitrates SendRate { get; init; }

    /// <summary>Rate of the bytes received.</summary>
    public Bitrates ReceiveRate { get; init; }

    /// <summary>Frames that the session missed because it was too slow.</summary>
    public long DroppedFrames { get; init; }

    /// <summary>How often the session went on at a later key frame because it was too slow.</summary>
    public long Jumps { get; init; }
}
