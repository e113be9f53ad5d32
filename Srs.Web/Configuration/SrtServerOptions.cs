using Srs.Media.Access;

namespace Srs.Web.Configuration;

/// <summary>The listener of SRT; section <c>Srs:SrtServer</c>.</summary>
internal sealed record SrtServerOptions
{
    /// <summary>Whether there is one. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where, by UDP: <c>[ip:]port</c>, several separated by spaces. Default 10080, as SRS.</summary>
    public string Listen { get; init; } = "10080";

    /// <summary>Most bytes per second towards a peer; -1 for any, 0 as the stream needs. Default -1, as SRS.</summary>
    public int Maxbw { get; init; } = -1;

    /// <summary>Largest packet in bytes, IP header included. Default 1500, as SRS.</summary>
    public int Mss { get; init; } = 1500;

    /// <summary>Longest handshake. Default 3 s, as SRS.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMilliseconds(3000);

    /// <summary>Longest silence of a peer. Default 10 s, as SRS.</summary>
    public TimeSpan PeerIdleTimeout { get; init; } = TimeSpan.FromMilliseconds(10_000);

    /// <summary>Application of a stream id without one. Default live, as SRS.</summary>
    public string DefaultApp { get; init; } = "live";

    /// <summary>Stream id of a client that sends none. Default <c>#!::r=live/livestream,m=request</c>, as SRS.</summary>
    public string DefaultStreamid { get; init; } = "#!::r=live/livestream,m=request";

    /// <summary>What a client without <c>#!::</c> does: <c>request</c> or <c>publish</c>. Default request, as SRS.</summary>
    public string DefaultMode { get; init; } = "request";

    /// <summary>Delay for packets to be sent again, both ways. Default 120 ms, as SRS.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(120);

    /// <summary>The same for receiving. Default 120 ms, as SRS.</summary>
    public TimeSpan Recvlatency { get; init; } = TimeSpan.FromMilliseconds(120);

    /// <summary>The least that the peer shall have for receiving. Default 0.</summary>
    public TimeSpan Peerlatency { get; init; }

    /// <summary>Whether packets are handed on at their time. Default true.</summary>
    public bool Tsbpdmode { get; init; } = true;

    /// <summary>Whether packets that come too late are dropped. Default true.</summary>
    public bool Tlpktdrop { get; init; } = true;

    /// <summary>Send buffer in bytes. Default 12058624, as SRS.</summary>
    public int Sendbuf { get; init; } = 8192 * (1500 - 28);

    /// <summary>Receive buffer in bytes. Default 12058624, as SRS.</summary>
    public int Recvbuf { get; init; } = 8192 * (1500 - 28);

    /// <summary>Bytes of media in a packet. Default 1316, as SRS.</summary>
    public int Payloadsize { get; init; } = 1316;

    /// <summary>Secret for encryption, 10 to 79 characters; empty for none. Default empty.</summary>
    [Secret]
    public string Passphrase { get; init; } = "";

    /// <summary>Length of the key in bytes: 0, 16, 24 or 32. Default 0.</summary>
    public int Pbkeylen { get; init; }

    /// <summary>Accepted; SRS does not use it either. Default true.</summary>
    public bool SeiFilter { get; init; } = true;
}
