namespace Srs.Media.Protocols.Rtmp;

/// <summary>RTMP over TCP; section <c>Srs:Rtmp</c>.</summary>
public sealed record RtmpOptions
{
    /// <summary>Where to listen: <c>[ip:]port</c>, several separated by spaces. Default 1935 on all addresses.</summary>
    public string Listen { get; init; } = "1935";

    /// <summary>Chunk size towards clients in bytes, 128 to 65536. Default 60000, as SRS.</summary>
    public int ChunkSize { get; init; } = 60_000;

    /// <summary>Longest time a client may take from connecting to its connect command. Default 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest silence of a client that neither publishes nor plays; a silent player is pinged after it. Default 30 s, as SRS.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest message accepted in bytes, 65536 to 16777215. Default 16777215, what a chunk header can declare.</summary>
    public int MaxMessageSize { get; init; } = 16_777_215;

    /// <summary>
    /// How long a client that connects again when asked to may take to read that when the server stops, which waits for it; zero asks nobody.
    /// Default 400 ms, so that a stop takes less than a second.
    /// </summary>
    public TimeSpan ReconnectWait { get; init; } = TimeSpan.FromMilliseconds(400);
}
