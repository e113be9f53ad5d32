namespace Srs.Web.Hosting;

/// <summary>What is spoken on a listener; each has one endpoint of Kestrel's, however many addresses it has.</summary>
internal enum ListenerProtocol
{
    /// <summary>RTMP on plain TCP.</summary>
    Rtmp,

    /// <summary>RTMP by TLS.</summary>
    Rtmps,

    /// <summary>HTTP/1.1 on plain TCP.</summary>
    Http,

    /// <summary>HTTP/1.1 and HTTP/2 by TLS.</summary>
    Https,

    /// <summary>WebRTC by TCP (RFC 6544).</summary>
    Rtc,
}
