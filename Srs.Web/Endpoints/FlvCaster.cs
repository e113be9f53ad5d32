using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Web.Endpoints;

/// <summary>Where an FLV caster publishes.</summary>
/// <param name="Host">Host name that the virtual host is found by.</param>
/// <param name="App">Application, with <c>[app]</c> and <c>[stream]</c> for those of the request.</param>
/// <param name="Stream">Stream, likewise.</param>
/// <param name="Param">Query with its leading <c>?</c>, or empty.</param>
internal sealed record FlvCaster(string Host, string App, string Stream, string Param)
{
    private const int RtmpPort = 1935;

    /// <summary>Reads an output that has been checked.</summary>
    /// <exception cref="ArgumentException">It is not one of this server.</exception>
    public static FlvCaster Parse(string output, SrsOptions options) =>
        TryParse(output, options, out var caster, out var fault) ? caster : throw new ArgumentException($"\"{output}\": {fault}.", nameof(output));

    /// <summary>Reads an output.</summary>
    /// <param name="output">As configured.</param>
    /// <param name="options">All settings: which virtual hosts and ports are this server's.</param>
    /// <param name="caster">What was read.</param>
    /// <param name="fault">What is wrong, as a clause, when the result is false.</param>
    public static bool TryParse(string output, SrsOptions options, [NotNullWhen(true)] out FlvCaster? caster, out string fault)
    {
        caster = null;
        fault = "has to be an RTMP address with application and stream";
        if (!Uri.TryCreate(output, UriKind.Absolute, out var uri) || uri.Scheme != "rtmp")
        {
            return false;
        }

        var path = Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');
        var slash = path.LastIndexOf('/');
        if (slash <= 0)
        {
            return false;
        }

        var host = uri.Host.Trim('[', ']');
        var isLoopback = host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
        if (!isLoopback && !options.Vhosts.Keys.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            fault = "publishing to another machine is not supported so far; name this server or a virtual host of Srs:Vhosts";
            return false;
        }

        if (!ListenAddress.TryParseList(options.Rtmp.Listen, out var rtmp, out _) || !rtmp.Exists(a => a.Port == 0 || uri.IsDefaultPort || a.Port == uri.Port))
        {
            fault = $"port {(uri.IsDefaultPort ? RtmpPort : uri.Port)} is not one of Srs:Rtmp:Listen; leave it out, it publishes without a connection";
            return false;
        }

        var vhost = QueryHelpers.ParseQuery(uri.Query).TryGetValue("vhost", out var named) ? named.ToString() : host;
        caster = new FlvCaster(vhost, path[..slash], path[(slash + 1)..], uri.Query);
        return true;
    }

    /// <summary>What a request to publish asks of the broker.</summary>
    /// <param name="app">Application of the request's path.</param>
    /// <param name="stream">Stream of the request's path, without extension.</param>
    /// <param name="remote">Address of the client.</param>
    public AccessRequest Request(string app, string stream, IPAddress? remote)
    {
        // One pass, so that a name that contains a variable stays as it is.
        string Fill(string template) => string.Join(stream, template.Split("[stream]").Select(part => part.Replace("[app]", app, StringComparison.Ordinal)));
        return new AccessRequest
        {
            Host = Host,
            App = Fill(App),
            Stream = Fill(Stream),
            Action = AccessAction.Publish,
            Param = Param,
            Remote = remote,
            TcUrl = $"rtmp://{Host}/{Fill(App)}",
        };
    }
}
