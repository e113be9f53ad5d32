using System.Collections.Immutable;
using System.Net;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Streams;
using Srs.Media.Transcoding;
using Srs.Web.Api.Dto;
using Srs.Web.Configuration;
using Srs.Web.Reload;

namespace Srs.Web.Hosting;

/// <summary>WebRTC while it is on and this machine can do it.</summary>
internal sealed class RtcHost(
    RunningOptions running,
    NativeSupport natives,
    ListenTransport transport,
    StreamBroker broker,
    SessionRegistry sessions,
    BufferPool pool,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<RtcHost> logger) : IDisposable
{
    private CancellationTokenRegistration _stopping;
    private volatile Gathering? _gathering;
    private bool _lacksLibrary;

    /// <summary>Lets peers in; null when there is no WebRTC.</summary>
    public RtcSessions? Sessions { get; private set; }

    /// <summary>Why there is no WebRTC, a sentence or two; null when there is.</summary>
    public string? Absence { get; private set; } = "WebRTC is switched off; the setting RtcServer:Enabled switches it on.";

    /// <summary>The port that peers talk to; null when there is no WebRTC.</summary>
    public RtcServer? Server { get; private set; }

    /// <summary>Transcodes sound and pictures between WebRTC and other protocols; null before the start.</summary>
    public TranscodeWorkers? Transcoding { get; private set; }

    /// <summary>Where peers come to, as URLs such as <c>udp://0.0.0.0:8000</c>, as in SRS's heartbeat.</summary>
    public IReadOnlyList<string> Addresses => Server is not { } server ? [] :
    [
        UrlOf("udp", server.Local),
        .. transport.Current.RtcByTcp.Select(static listener => UrlOf("tcp", new IPEndPoint(listener.Address.Address ?? IPAddress.Any, listener.Port))),
    ];

    /// <summary>What of WebRTC is there, for the API.</summary>
    public IReadOnlyList<FeatureSummary> Describe() => Server is null
        ? [new FeatureSummary { Name = "webrtc", State = _lacksLibrary ? "missing" : "off", Reason = Absence }]
        :
        [
            new FeatureSummary { Name = "webrtc", State = "on", Listen = Addresses },
            new FeatureSummary { Name = "webrtc_transcoding", State = Transcoding!.Absence is null ? "on" : "missing", Reason = Transcoding.Absence },
        ];

    /// <summary>Begins to serve, or finds out why not.</summary>
    /// <exception cref="ListenException">The port cannot be had.</exception>
    public void Start()
    {
        var settings = running.Current.RtcServer;
        if (!settings.Enabled)
        {
            return;
        }

        // Before anything of .NET asks for the library, which would end the process without it.
        if (natives.FindOpenSslAbsence() is { } reason)
        {
            (Absence, _lacksLibrary) = ($"WebRTC is off: {reason}", true);
            logger.RtcIsOff(reason);
            return;
        }

        _ = ListenAddress.TryParseList(settings.Listen, out var addresses, out _);
        try
        {
            Server = new RtcServer(
                new RtcServerSettings
                {
                    Address = addresses[0].Address,
                    Port = addresses[0].Port,
                    Shards = settings.Reuseport,
                    KeyType = settings.Ecdsa ? DtlsKeyType.Ecdsa : DtlsKeyType.Rsa,
                },
                clock,
                logger);
        }
        catch (IOException e)
        {
            throw new ListenException([$"Srs:RtcServer:Listen: {e.Message}"]);
        }

        Transcoding = new TranscodeWorkers(TranscodeWorkerProgram.Command(), pool, clock, logger, natives.FindFFmpegAbsence);
        Sessions = new RtcSessions(Server, broker, sessions, pool, Transcoding, clock, logger);
        _stopping = lifetime.ApplicationStopping.Register(() => Sessions.EndAll(SessionEndReason.ServerShutdown));
        Absence = null;
    }

    /// <summary>Finds the addresses that a peer is told, by the settings in force.</summary>
    /// <param name="wished">As <see cref="IceCandidateGatherer.GatherAsync"/> takes it.</param>
    /// <param name="apiHost">Likewise.</param>
    /// <param name="cancellationToken">Ends looking names up.</param>
    public ValueTask<ImmutableArray<IceCandidate>> GatherAsync(string? wished, string? apiHost, CancellationToken cancellationToken)
    {
        var (settings, listeners) = (running.Current.RtcServer, transport.Current);
        if (_gathering is not { } gathering || gathering.Settings != settings || gathering.Listeners != listeners)
        {
            _gathering = gathering = new Gathering(settings, listeners, new IceCandidateGatherer(RulesOf(settings, listeners), clock));
        }

        return gathering.Gatherer.GatherAsync(wished, apiHost, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        Server?.Dispose();
        Transcoding?.Dispose();
    }

    /// <summary>As SRS writes it, who has no IPv6 in "all addresses".</summary>
    private static string UrlOf(string transport, IPEndPoint endpoint) =>
        $"{transport}://{(endpoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.Any, endpoint.Port) : endpoint)}";

    private IceCandidateRules RulesOf(RtcServerOptions settings, Listeners listeners)
    {
        var families = settings.IpFamily switch { "ipv6" => IceAddressFamilies.IPv6, "all" => IceAddressFamilies.All, _ => IceAddressFamilies.IPv4 };
        var transports = settings.Protocol switch { "tcp" => IceTransports.Tcp, "all" => IceTransports.All, _ => IceTransports.Udp };
        var tcp = listeners.RtcByTcp.FirstOrDefault();

        // At no other address of the machine would anybody answer.
        var bound = Server!.Local.Address;
        var isBound = !bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any);
        return new IceCandidateRules
        {
            Candidates = isBound ? [settings.Candidate, bound.ToString()] : [settings.Candidate],
            DetectsAddresses = settings.UseAutoDetectNetworkIp && !isBound,
            Families = families,
            UsesApiHost = settings.ApiAsCandidates,
            ResolvesApiHost = settings.ResolveApiDomain,
            KeepsApiHost = settings.KeepApiDomain,
            Transports = tcp is null ? IceTransports.Udp : transports,
            UdpPort = Server.Local.Port,
            TcpPort = tcp?.Port ?? 0,
        };
    }

    /// <summary>What a gatherer was made of.</summary>
    private sealed record Gathering(RtcServerOptions Settings, Listeners Listeners, IceCandidateGatherer Gatherer);
}
