using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Streams;
using Srs.Media.Transcoding;
using Srs.Web.Configuration;

namespace Srs.Web.Hosting;

/// <summary>WebRTC while it is on and this machine can do it.</summary>
internal sealed class RtcHost(
    SrsOptions options, ListenTransport transport, StreamBroker broker, SessionRegistry sessions, BufferPool pool, TimeProvider clock, ILogger<RtcHost> logger) : IDisposable
{
    /// <summary>Lets peers in; null when there is no WebRTC.</summary>
    public RtcSessions? Sessions { get; private set; }

    /// <summary>Finds the addresses that peers are told.</summary>
    public IceCandidateGatherer? Candidates { get; private set; }

    /// <summary>Why there is no WebRTC, a sentence; null when there is.</summary>
    public string? Absence { get; private set; } = "WebRTC is switched off; the setting RtcServer:Enabled switches it on.";

    /// <summary>The port that peers talk to; null when there is no WebRTC.</summary>
    public RtcServer? Server { get; private set; }

    /// <summary>Transcodes sound between WebRTC and other protocols; null before the start.</summary>
    public TranscodeWorkers? Sound { get; private set; }

    /// <summary>Begins to serve, or finds out why not.</summary>
    /// <exception cref="ListenException">The port cannot be had.</exception>
    public void Start()
    {
        var settings = options.RtcServer;
        if (!settings.Enabled)
        {
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
        catch (DllNotFoundException e)
        {
            Absence = $"WebRTC is off: {e.Message}";
            logger.RtcIsOff(e.Message);
            return;
        }
        catch (IOException e)
        {
            throw new ListenException([$"Srs:RtcServer:Listen: {e.Message}"]);
        }

        var families = settings.IpFamily switch { "ipv6" => IceAddressFamilies.IPv6, "all" => IceAddressFamilies.All, _ => IceAddressFamilies.IPv4 };
        var transports = settings.Protocol switch { "tcp" => IceTransports.Tcp, "all" => IceTransports.All, _ => IceTransports.Udp };
        Candidates = new IceCandidateGatherer(
            new IceCandidateRules
            {
                Candidates = [settings.Candidate],
                DetectsAddresses = settings.UseAutoDetectNetworkIp,
                Families = families,
                UsesApiHost = settings.ApiAsCandidates,
                ResolvesApiHost = settings.ResolveApiDomain,
                KeepsApiHost = settings.KeepApiDomain,
                Transports = transports,
                UdpPort = Server.Local.Port,
                TcpPort = transport.Current.Rtc.FirstOrDefault()?.Port ?? 0,
            },
            clock);
        Sound = new TranscodeWorkers(TranscodeWorkerProgram.Command(), pool, clock, logger);
        Sessions = new RtcSessions(Server, broker, sessions, pool, Sound, clock, logger);
        Absence = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Server?.Dispose();
        Sound?.Dispose();
    }
}
