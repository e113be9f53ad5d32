using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Srs.Web.Configuration;
using Srs.Web.Endpoints;
using Srs.Web.Hosting.Tls;

namespace Srs.Web.Hosting;

/// <summary>All TCP addresses that the server listens on.</summary>
internal sealed class Listeners
{
    /// <summary>What HTTPS offers by ALPN, the best first.</summary>
    private static readonly List<SslApplicationProtocol> HttpProtocolNames = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <summary>Collects them from the settings.</summary>
    public Listeners(SrsOptions options)
    {
        Rtmp = Make("RTMP", "Srs:Rtmp:Listen", options.Rtmp.Listen, []);
        HttpServer = options.HttpServer.Enabled ? Make("HTTP (streams and console)", "Srs:HttpServer:Listen", options.HttpServer.Listen, []) : [];

        // SRS users run both on one port; it then listens once.
        HttpApi = options.HttpApi.Enabled ? Make("HTTP API", "Srs:HttpApi:Listen", options.HttpApi.Listen, HttpServer) : [];

        Rtmps = MakeTls("RTMPS", "Srs:Rtmps:Listen", options.Tls, options.Rtmps, []);
        HttpsServer = options.HttpServer.Enabled
            ? MakeTls("HTTPS (streams and console)", "Srs:HttpServer:Https:Listen", options.Tls, options.HttpServer.Https, [])
            : [];
        HttpsApi = options.HttpApi.Enabled ? MakeTls("HTTPS API", "Srs:HttpApi:Https:Listen", options.Tls, options.HttpApi.Https, HttpsServer) : [];

        FlvCasters =
        [
            .. from caster in StreamCasterCheck.Enabled(options)
               from listener in Make("the FLV caster", $"{caster.Key}:Listen", caster.Options.Listen, [])
               select (listener, FlvCaster.Parse(caster.Options.Output, options)),
        ];
    }

    /// <summary>RTMP; empty only where SRS's configuration has none.</summary>
    public IReadOnlyList<Listener> Rtmp { get; }

    /// <summary>RTMP over TLS; empty without a certificate.</summary>
    public IReadOnlyList<Listener> Rtmps { get; }

    /// <summary>HTTP for streams and console; empty when it is switched off.</summary>
    public IReadOnlyList<Listener> HttpServer { get; }

    /// <summary>HTTPS for streams and console; empty without a certificate.</summary>
    public IReadOnlyList<Listener> HttpsServer { get; }

    /// <summary>HTTP where SRS's users expect the API, as far as it differs from <see cref="HttpServer"/>.</summary>
    public IReadOnlyList<Listener> HttpApi { get; }

    /// <summary>HTTPS where SRS's users expect the API, as far as it differs from <see cref="HttpsServer"/>; empty without a certificate.</summary>
    public IReadOnlyList<Listener> HttpsApi { get; }

    /// <summary>FLV casters, and where they publish.</summary>
    public IReadOnlyList<(Listener Listener, FlvCaster Output)> FlvCasters { get; }

    private IEnumerable<Listener> All =>
        [.. Rtmp, .. HttpServer, .. HttpApi, .. Rtmps, .. HttpsServer, .. HttpsApi, .. FlvCasters.Select(static caster => caster.Listener)];

    /// <summary>Has Kestrel listen on all of them.</summary>
    public void Listen(KestrelServerOptions kestrel)
    {
        var limit = kestrel.ApplicationServices.GetRequiredService<ConnectionLimit>();
        var certificates = kestrel.ApplicationServices.GetRequiredService<TlsCertificates>();
        foreach (var rtmp in Rtmp.Concat(Rtmps))
        {
            rtmp.Listen(kestrel, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                options.Use(limit.Apply);
                if (rtmp.Certificate is { } certificate)
                {
                    rtmp.CertificateSource = certificates.Get(certificate);
                    options.UseTls(() => rtmp.CertificateSource, protocols: null);
                }

                options.UseConnectionHandler<RtmpConnectionHandler>();
            });
        }

        foreach (var http in HttpServer.Concat(HttpApi))
        {
            http.Listen(kestrel, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                options.Use(limit.Apply);
            });
        }

        foreach (var https in HttpsServer.Concat(HttpsApi))
        {
            https.Listen(kestrel, options =>
            {
                options.Protocols = HttpProtocols.Http1AndHttp2;
                options.Use(limit.Apply);
                https.CertificateSource = certificates.Get(https.Certificate!.Value);
                options.UseTls(() => https.CertificateSource, HttpProtocolNames);
            });
        }

        foreach (var (listener, output) in FlvCasters)
        {
            listener.Listen(kestrel, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                options.Use(limit.Apply);
                options.Use(next => connection =>
                {
                    connection.Features.Set(output);
                    return next(connection);
                });
            });
        }
    }

    /// <summary>The certificates that these listeners take by other settings; of those that the settings switch off, none.</summary>
    public IEnumerable<(Listener Listener, CertificatePaths Paths)> Certificates(SrsOptions options) =>
        from section in new[] { (Rtmps, options.Rtmps), (HttpsServer, options.HttpServer.Https), (HttpsApi, options.HttpApi.Https) }
        from listener in section.Item1
        let paths = options.Tls.Choose(section.Item2)
        where paths is not null
        select (listener, paths.Value);

    /// <summary>Tells, after a failed start, which address cannot be had and what to do about it.</summary>
    public string Explain(Exception failure)
    {
        foreach (var listener in All)
        {
            if (Probe(listener.Address) is { } error)
            {
                var reason = error switch
                {
                    SocketError.AddressAlreadyInUse => "is taken by another program",
                    SocketError.AccessDenied => "needs more rights than this user has",
                    SocketError.AddressNotAvailable => "is not an address of this machine",
                    _ => $"cannot be used ({error})",
                };
                return $"Address {listener.Address} for {listener.Purpose} {reason}. Free it, or set {listener.Setting} to another one.";
            }
        }

        return $"The server cannot listen: {failure.Message}";
    }

    private static List<Listener> MakeTls(string purpose, string setting, TlsOptions tls, TlsListenOptions options, IReadOnlyList<Listener> taken) =>
        tls.Choose(options) is { } certificate ? Make(purpose, setting, options.Listen, taken, certificate) : [];

    private static List<Listener> Make(
        string purpose, string setting, string text, IReadOnlyList<Listener> taken, CertificatePaths? certificate = null)
    {
        if (!ListenAddress.TryParseList(text, out var addresses, out var fault))
        {
            throw new ArgumentException($"\"{fault}\" is no address.", nameof(text));
        }

        return [.. addresses
            .Where(address => address.Port == 0 || taken.All(other => other.Address != address))
            .Select(address => new Listener(purpose, setting, address, certificate))];
    }

    private static SocketError? Probe(ListenAddress address)
    {
        if (address.Port == 0 && address.Address is null)
        {
            return null;
        }

        try
        {
            var ip = address.Address ?? IPAddress.IPv6Any;
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Address is null)
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
