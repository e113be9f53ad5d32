using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Streams;

namespace Srs.Media.Cluster;

/// <summary>How an edge asks an origin for a stream.</summary>
internal static class EdgeUrl
{
    /// <summary>Makes the URL: <c>rtmp://origin:port/app/stream[?vhost=NAME][&amp;params]</c>.</summary>
    /// <param name="origin">The server.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="vhostTemplate"><see cref="ClusterOptions.Vhost"/>.</param>
    /// <param name="param">The viewer's parameters with their leading <c>?</c>, or empty; a virtual host among them is left out.</param>
    /// <returns>Null when the origin would take it for another stream, or when it is too long.</returns>
    public static string? Make(EdgeOrigin origin, StreamKey stream, string vhostTemplate, string param)
    {
        var vhost = vhostTemplate.Replace(ClusterOptions.VhostPlaceholder, stream.Vhost, StringComparison.Ordinal);
        List<string> pairs = [.. param.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(static pair => !NamesVhost(pair))];
        if (vhost != VhostTable.DefaultName)
        {
            pairs.Insert(0, $"vhost={vhost}");
        }

        var query = pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
        var url = $"rtmp://{origin}/{stream.App}/{stream.Stream}{query}";
        if (!RtmpClientUrl.TryParse(url, out var parsed))
        {
            return null;
        }

        // RTMP has no escapes: a name with a ? or the like, which HTTP can spell, would be another one there.
        var meant = RtmpUrl.Parse(parsed.TcUrl, parsed.App, parsed.Stream);
        var isSame = meant.App == stream.App && meant.Stream == stream.Stream
            && meant.Host == (vhost == VhostTable.DefaultName ? origin.Host : vhost);
        return isSame ? url : null;
    }

    private static bool NamesVhost(string pair) =>
        pair.StartsWith("vhost=", StringComparison.OrdinalIgnoreCase) || pair.StartsWith("domain=", StringComparison.OrdinalIgnoreCase);
}
