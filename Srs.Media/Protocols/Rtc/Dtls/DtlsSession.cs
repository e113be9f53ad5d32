using System.Security.Cryptography;
using Srs.Media.Net.OpenSsl;
using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>DTLS 1.2 with one peer, from the first flight to close_notify, which gives SRTP its keys.</summary>
/// <remarks>
/// <para>RFC 6347, RFC 5764, RFC 8827 section 6.5. One thread at a time. It has no timer: the owner calls <see cref="HandleTimeout"/> when
/// its clock has passed <see cref="NextTimeout"/>, and <see cref="Receive"/> with datagrams of the peer's addresses only.</para>
/// <para>Until there are keys nothing is authenticated, and whoever can send from the peer's address could end a handshake with one datagram.
/// So records that cannot belong to it are dropped, a plain alert ends it only when it comes no further, and a server takes up to
/// <see cref="MaxClientHellos"/> that are broken before it gives up.</para>
/// </remarks>
public sealed class DtlsSession : IDisposable
{
    /// <summary>ClientHellos that a server tries to answer.</summary>
    public const int MaxClientHellos = 3;

    /// <summary>Time until a flight that is not answered is sent again; doubled each time, and the same again for the next flight.</summary>
    public static readonly TimeSpan FirstRetransmission = TimeSpan.FromMilliseconds(100);

    /// <summary>Where doubling ends.</summary>
    public static readonly TimeSpan MaxRetransmission = TimeSpan.FromMilliseconds(1600);

    /// <summary>Longest handshake, from <see cref="Start"/> on.</summary>
    public static readonly TimeSpan MaxHandshake = TimeSpan.FromSeconds(30);

    /// <summary>Time that a handshake has to go on after what may have been a forged datagram that ended it.</summary>
    public static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(3);

    private const long Never = long.MaxValue;

    private readonly DtlsContext _context;
    private readonly TimeProvider _timeProvider;
    private readonly DtlsFingerprint _peer;
    private readonly SendDatagram _send;

    private DtlsEngine? _engine;
    private DtlsRecordFilter _filter;
    private SrtpKeys? _keys;
    private string? _suspicion;
    private int _clientHellos;
    private int _flight;
    private TimeSpan _interval;
    private long _retransmitAt = Never;
    private long _giveUpAt = Never;
    private long _handshakeEnd = Never;

    /// <param name="context">Our certificate, and the SRTP profiles; outlives the handshake.</param>
    /// <param name="role">Who begins.</param>
    /// <param name="timeProvider">Clock of the retransmissions.</param>
    /// <param name="peer">Fingerprint of the peer's certificate, from its SDP; there are no keys for anybody else.</param>
    /// <param name="send">Sends to the peer, during calls of this session's methods.</param>
    public DtlsSession(DtlsContext context, DtlsRole role, TimeProvider timeProvider, DtlsFingerprint peer, SendDatagram send)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(send);
        _context = context;
        _timeProvider = timeProvider;
        _peer = peer;
        _send = send;
        Role = role;
        _filter = new DtlsRecordFilter(role);
    }

    /// <summary>Our role.</summary>
    public DtlsRole Role { get; }

    /// <summary>How far it has come.</summary>
    public DtlsState State { get; private set; }

    /// <summary>A sentence for the log on why it is closed or has failed; null before that.</summary>
    public string? Reason { get; private set; }

    /// <summary>When to call <see cref="HandleTimeout"/>, as the clock's timestamp; <see cref="long.MaxValue"/> when nothing is due.</summary>
    public long NextTimeout => Math.Min(_retransmitAt, Math.Min(_giveUpAt, _handshakeEnd));

    /// <summary>Cipher of the handshake, such as "ECDHE-ECDSA-AES128-GCM-SHA256"; null before it is complete.</summary>
    public string? Cipher { get; private set; }

    /// <summary>The keys of both directions.</summary>
    /// <exception cref="InvalidOperationException">It never was <see cref="DtlsState.Connected"/>.</exception>
    public SrtpKeys Keys => _keys ?? throw new InvalidOperationException("There are no keys before the handshake is complete.");

    /// <summary>Begins: a client sends its ClientHello, a server takes datagrams from now on.</summary>
    /// <exception cref="InvalidOperationException">It has begun already.</exception>
    /// <exception cref="OpenSslException">Out of memory.</exception>
    public void Start()
    {
        if (State != DtlsState.New)
        {
            throw new InvalidOperationException("A DTLS session starts once.");
        }

        State = DtlsState.Handshaking;
        _handshakeEnd = After(MaxHandshake);
        _engine = MakeEngine();
        if (Role == DtlsRole.Client)
        {
            Advance(_engine, []);
        }
    }

    /// <summary>Takes a datagram from the peer; one that makes no sense is dropped.</summary>
    /// <param name="datagram">Borrowed for the call.</param>
    public void Receive(ReadOnlySpan<byte> datagram)
    {
        if (_engine is not { } engine)
        {
            return;
        }

        datagram = datagram[.._filter.Accept(datagram, State == DtlsState.Connected)];
        if (_filter.TakeAlert() is { } alert)
        {
            Suspect($"The peer refused the DTLS handshake with alert {DtlsAlert.Describe(alert)}.");
        }

        if (!datagram.IsEmpty)
        {
            Advance(engine, datagram);
        }
    }

    /// <summary>Does what is due: sends a flight once more, or gives up. Nothing when nothing is due.</summary>
    public void HandleTimeout()
    {
        var now = _timeProvider.GetTimestamp();
        if (_engine is not { } engine || now < NextTimeout)
        {
            return;
        }

        if (now >= _giveUpAt || now >= _handshakeEnd)
        {
            End(DtlsState.Failed, _suspicion ?? $"The DTLS handshake was not complete after {MaxHandshake.TotalSeconds} s.");
            return;
        }

        var datagrams = engine.Flight.TakeCopy();
        if (datagrams.Count == 0)
        {
            End(DtlsState.Failed, $"The peer stopped answering in the DTLS handshake; our last flight was sent {1 + DtlsFlight.Copies} times.");
            return;
        }

        _interval = _interval * 2 < MaxRetransmission ? _interval * 2 : MaxRetransmission;
        _retransmitAt = After(_interval);
        foreach (var datagram in datagrams)
        {
            _send(datagram);
        }
    }

    /// <summary>Ends it, telling the peer when there is one to tell. Nothing when it is over already.</summary>
    public void Close()
    {
        if (State is DtlsState.Closed or DtlsState.Failed)
        {
            return;
        }

        if (State == DtlsState.Connected && _engine is { } engine)
        {
            engine.Shutdown();
            SendOutput(engine);
        }

        End(DtlsState.Closed, "Closed on this side.");
    }

    /// <summary>Ends it without telling the peer. The keys stay.</summary>
    public void Dispose()
    {
        if (State is not (DtlsState.Closed or DtlsState.Failed))
        {
            End(DtlsState.Closed, "Closed on this side.");
        }
    }

    private DtlsEngine MakeEngine() => new(_context.Handle, Role == DtlsRole.Client, _peer.OpenSslName, _peer.Bytes.ToArray());

    private void Advance(DtlsEngine engine, ReadOnlySpan<byte> datagram)
    {
        var step = engine.Advance(datagram);
        if (step == DtlsStep.Failed && Role == DtlsRole.Server && engine.Flight.Number == 0 && ++_clientHellos < MaxClientHellos)
        {
            StartOver(engine);
            return;
        }

        SendOutput(engine);
        switch (step)
        {
            case DtlsStep.Waiting:
                FollowFlight(engine);
                break;
            case DtlsStep.Connected when State == DtlsState.Handshaking:
                Connect(engine);
                break;
            case DtlsStep.Connected:
                engine.FreeBuffers();
                break;
            case DtlsStep.PeerClosed:
                engine.Shutdown();
                SendOutput(engine);
                End(DtlsState.Closed, "The peer closed its DTLS session.");
                break;
            default:
                End(DtlsState.Failed, Explain(engine));
                break;
        }
    }

    /// <summary>Forgets a ClientHello that cannot be answered, which may have been forged, and waits for the next one.</summary>
    private void StartOver(DtlsEngine engine)
    {
        Suspect(Explain(engine));
        engine.Dispose();
        _engine = MakeEngine();
        _filter = new DtlsRecordFilter(Role);
    }

    /// <summary>Takes note of what would end the handshake if it were genuine: then nothing more comes.</summary>
    private void Suspect(string reason)
    {
        if (_suspicion is null)
        {
            _suspicion = reason;
            _giveUpAt = After(RecoveryTime);
        }
    }

    private void FollowFlight(DtlsEngine engine)
    {
        if (_flight != engine.Flight.Number)
        {
            _flight = engine.Flight.Number;
            (_suspicion, _giveUpAt) = (null, Never);
            _interval = FirstRetransmission;
            _retransmitAt = After(_interval);
        }

        if (!engine.Flight.IsPending)
        {
            _retransmitAt = Never;
        }
    }

    private void Connect(DtlsEngine engine)
    {
        if (!engine.IsPeerVerified)
        {
            End(DtlsState.Failed, "The peer showed no certificate.");
            return;
        }

        if (SrtpProfile.Find(engine.SrtpProfile) is not { } profile)
        {
            engine.Shutdown();
            SendOutput(engine);
            End(DtlsState.Failed, $"The peer knows none of our SRTP profiles: {string.Join(", ", _context.Profiles)}.");
            return;
        }

        Span<byte> material = stackalloc byte[SrtpKeys.ExporterBytes(profile)];
        engine.Export(SrtpKeys.ExporterLabel, material);
        _keys = SrtpKeys.FromExporter(profile, material, Role == DtlsRole.Client);
        CryptographicOperations.ZeroMemory(material);
        Cipher = engine.Cipher;
        engine.FreeBuffers();
        State = DtlsState.Connected;
        StopTimers();
    }

    private string Explain(DtlsEngine engine)
    {
        if (State == DtlsState.Connected)
        {
            return $"The DTLS session failed: {engine.Error}.";
        }

        return engine.RejectedDigest is { } digest
            ? $"The peer's certificate is {new DtlsFingerprint(_peer.Hash, digest)}, its SDP says {_peer}."
            : $"The DTLS handshake failed: {engine.Error}.";
    }

    private void SendOutput(DtlsEngine engine)
    {
        try
        {
            foreach (var datagram in engine.Output)
            {
                _send(datagram);
            }
        }
        finally
        {
            engine.Output.Clear();
        }
    }

    private void End(DtlsState state, string reason)
    {
        (State, Reason) = (state, reason);
        StopTimers();
        _engine?.Dispose();
        _engine = null;
    }

    private void StopTimers() => (_retransmitAt, _giveUpAt, _handshakeEnd) = (Never, Never, Never);

    private long After(TimeSpan time) => _timeProvider.GetTimestamp() + (long)(time.TotalSeconds * _timeProvider.TimestampFrequency);
}
