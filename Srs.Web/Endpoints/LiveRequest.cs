using Srs.Media.Delivery;
using Srs.Media.Net;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>What an HTTP request for a live stream means.</summary>
/// <param name="Access">What the broker is asked.</param>
/// <param name="Key">The stream.</param>
/// <param name="Name">Stream name with extension.</param>
/// <param name="Format">The format that the extension names.</param>
/// <param name="Vhost">Options of the virtual host.</param>
internal sealed record LiveRequest(AccessRequest Access, StreamKey Key, string Name, LiveFormat Format, VhostOptions Vhost)
{
    /// <summary>Reads a request.</summary>
    /// <returns>Null when no virtual host has a stream at its address.</returns>
    public static LiveRequest? Read(HttpContext context, StreamBroker broker, AccessAction action)
    {
        var http = context.Request;
        var query = http.Query;
        var host = query["vhost"].FirstOrDefault() ?? query["domain"].FirstOrDefault() ?? http.Host.Host.Trim('[', ']');
        var path = http.Path.Value ?? "";
        string name;
        VhostOptions vhost;
        try
        {
            (name, vhost) = broker.ResolveVhost(host);
        }
        catch (AccessDeniedException)
        {
            return null;
        }

        if (!vhost.HttpRemux.Enabled || !StreamMount.Get(vhost.HttpRemux.Mount).TryMatch(path, out var app, out var stream, out var format))
        {
            return null;
        }

        var access = new AccessRequest
        {
            Host = host,
            App = app,
            Stream = stream,
            Action = action,
            Param = http.QueryString.Value ?? "",
            Token = LiveReply.BearerOf(http),
            Remote = context.Connection.RemoteIpAddress?.MapToIPv4IfPossible(),
            TcUrl = $"{http.Scheme}://{http.Host.Host}/{app}",
            PageUrl = http.Headers.Referer.ToString(),
        };
        return new LiveRequest(access, new StreamKey(name, app, stream), path[(path.LastIndexOf('/') + 1)..], format, vhost);
    }
}
