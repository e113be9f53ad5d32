using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Srs.Web.Hosting.Tls;

namespace Srs.Web.Hosting;

/// <summary>What Kestrel does with the connections of each protocol.</summary>
internal static class ListenerPipelines
{
    /// <summary>What HTTPS offers by ALPN, the best first.</summary>
    private static readonly List<SslApplicationProtocol> HttpProtocolNames = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <summary>Has Kestrel listen for all protocols.</summary>
    public static void ListenAll(this KestrelServerOptions kestrel)
    {
        var limit = kestrel.ApplicationServices.GetRequiredService<ConnectionLimit>();
        kestrel.Listen(new ProtocolEndPoint(ListenerProtocol.Rtmp), options =>
        {
            options.Protocols = HttpProtocols.Http1;
            options.Use(limit.Apply);
            options.UseConnectionHandler<RtmpConnectionHandler>();
        });
        kestrel.Listen(new ProtocolEndPoint(ListenerProtocol.Rtmps), options =>
        {
            options.Protocols = HttpProtocols.Http1;
            options.Use(limit.Apply);
            options.UseTls(protocols: null);
            options.UseConnectionHandler<RtmpConnectionHandler>();
        });
        kestrel.Listen(new ProtocolEndPoint(ListenerProtocol.Http), options =>
        {
            options.Protocols = HttpProtocols.Http1;
            options.Use(limit.Apply);
            options.Use(next => RtcSharedPort.Apply(next, kestrel.ApplicationServices));
            options.Use(SocketOutput.Apply);
        });
        kestrel.Listen(new ProtocolEndPoint(ListenerProtocol.Https), options =>
        {
            options.Protocols = HttpProtocols.Http1AndHttp2;
            options.Use(limit.Apply);
            options.UseTls(HttpProtocolNames);
        });
        kestrel.Listen(new ProtocolEndPoint(ListenerProtocol.Rtc), options =>
        {
            options.Protocols = HttpProtocols.Http1;
            options.Use(limit.Apply);
            options.UseConnectionHandler<RtcConnectionHandler>();
        });
    }
}
