using Srs.Media.Protocols.Rtmp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>What <c>streamurl</c> of SRS's JSON API means: <c>webrtc://host[:port]/app/stream[?params]</c>, in the grammar of its RTMP URLs.</summary>
/// <param name="Host">Host name to find a virtual host for: <c>vhost=</c> or <c>domain=</c> of the parameters, else the host.</param>
/// <param name="App">Application.</param>
/// <param name="Stream">Stream name; empty when the URL has none.</param>
/// <param name="Param">Parameters with their leading <c>?</c>, or empty.</param>
/// <param name="TcUrl">The URL without stream and parameters.</param>
public sealed record RtcStreamUrl(string Host, string App, string Stream, string Param, string TcUrl)
{
    /// <summary>Reads a URL; whether the names in it are good is for the broker to say.</summary>
    public static RtcStreamUrl Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);

        // Values of parameters may hold slashes.
        var mark = url.AsSpan().IndexOfAny('?', '#');
        var path = mark < 0 ? url : url[..mark];
        var slash = path.LastIndexOf('/');
        var tcUrl = slash < 0 ? "" : path[..slash];
        var parsed = RtmpUrl.Parse(tcUrl, "", url[(slash + 1)..]);
        return new RtcStreamUrl(parsed.Host, parsed.App, parsed.Stream, parsed.Param, tcUrl);
    }
}
