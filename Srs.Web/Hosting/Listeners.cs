using Srs.Web.Configuration;
using Srs.Web.Endpoints;

namespace Srs.Web.Hosting;

/// <summary>All TCP addresses that the server listens on, by one snapshot of the settings.</summary>
internal sealed class Listeners
{
    /// <summary>None, before the start.</summary>
    public static readonly Listeners None = new();

    /// <summary>Collects them from the settings.</summary>
    public Listeners(SrsOptions options)
    {
        var rtc = options.RtcServer is { Enabled: true, Tcp.Enabled: true } ? options.RtcServer.Tcp.Listen : "";
        Rtmp = Make(ListenerProtocol.Rtmp, "RTMP", "Srs:Rtmp:Listen", options.Rtmp.Listen, []);
        HttpServer = options.HttpServer.Enabled
            ? Make(ListenerProtocol.Http, "HTTP (streams and console)", "Srs:HttpServer:Listen", options.HttpServer.Listen, [], rtc)
            : [];

        // SRS users run both on one port; it then listens once.
        HttpApi = options.HttpApi.Enabled ? Make(ListenerProtocol.Http, "HTTP API", "Srs:HttpApi:Listen", options.HttpApi.Listen, HttpServer, rtc) : [];

        Rtmps = MakeTls(ListenerProtocol.Rtmps, "RTMPS", "Srs:Rtmps:Listen", options.Tls, options.Rtmps, []);
        HttpsServer = options.HttpServer.Enabled
            ? MakeTls(ListenerProtocol.Https, "HTTPS (streams and console)", "Srs:HttpServer:Https:Listen", options.Tls, options.HttpServer.Https, [])
            : [];
        HttpsApi = options.HttpApi.Enabled
            ? MakeTls(ListenerProtocol.Https, "HTTPS API", "Srs:HttpApi:Https:Listen", options.Tls, options.HttpApi.Https, HttpsServer)
            : [];

        // It answers what the other HTTP ports answer, so firewalls are told apart by it, not routes.
        Exporter = options.Exporter.Enabled
            ? Make(ListenerProtocol.Http, "metrics", "Srs:Exporter:Listen", options.Exporter.Listen, [.. HttpServer, .. HttpApi], rtc)
            : [];
        Rtc = Make(ListenerProtocol.Rtc, "WebRTC by TCP", "Srs:RtcServer:Tcp:Listen", rtc, [.. HttpServer, .. HttpApi, .. Exporter]);

        FlvCasters =
        [
            .. from caster in StreamCasterCheck.Enabled(options)
               from listener in Make(
                   ListenerProtocol.Http, "the FLV caster", $"{caster.Key}:Listen", caster.Options.Listen, [], caster: FlvCaster.Parse(caster.Options.Output, options))
               select listener,
        ];
    }

    private Listeners() => (Rtmp, HttpServer, HttpApi, Rtmps, HttpsServer, HttpsApi, Rtc, Exporter, FlvCasters) = ([], [], [], [], [], [], [], [], []);

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

    /// <summary>WebRTC by TCP, as far as it differs from the ports of HTTP; empty when it is switched off.</summary>
    public IReadOnlyList<Listener> Rtc { get; }

    /// <summary>All that peers of WebRTC come by.</summary>
    public IEnumerable<Listener> RtcByTcp => Rtc.Concat(HttpServer.Concat(HttpApi).Concat(Exporter).Where(static listener => listener.TakesRtc));

    /// <summary>HTTP where SRS's users expect metrics, as far as it differs from the others; empty as a rule.</summary>
    public IReadOnlyList<Listener> Exporter { get; }

    /// <summary>FLV casters.</summary>
    public IReadOnlyList<Listener> FlvCasters { get; }

    /// <summary>All of them.</summary>
    public IEnumerable<Listener> All => [.. Rtmp, .. HttpServer, .. HttpApi, .. Rtmps, .. HttpsServer, .. HttpsApi, .. Rtc, .. Exporter, .. FlvCasters];

    private static List<Listener> MakeTls(
        ListenerProtocol protocol, string purpose, string setting, TlsOptions tls, TlsListenOptions options, IReadOnlyList<Listener> taken) =>
        tls.Choose(options) is { } certificate ? Make(protocol, purpose, setting, options.Listen, taken, certificate: certificate) : [];

    private static List<Listener> Make(
        ListenerProtocol protocol,
        string purpose,
        string setting,
        string addresses,
        IReadOnlyList<Listener> taken,
        string rtc = "",
        CertificatePaths? certificate = null,
        FlvCaster? caster = null)
    {
        if (!ListenAddress.TryParseList(addresses, out var list, out var fault))
        {
            throw new ArgumentException($"\"{fault}\" is no address.", nameof(addresses));
        }

        _ = ListenAddress.TryParseList(rtc, out var ofRtc, out _);
        return
        [
            .. list
                .Where(address => address.Port == 0 || taken.All(other => other.Address != address))
                .Select(address => new Listener(protocol, purpose, setting, address) { Certificate = certificate, Caster = caster, TakesRtc = address.Port != 0 && ofRtc.Contains(address) }),
        ];
    }
}
