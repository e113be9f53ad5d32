using System.Diagnostics.CodeAnalysis;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Protocols.Rtc.Srtp;
using Srs.Media.Protocols.Rtc.Stun;
using Srs.Media.Rtp.Rtcp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The transport of one peer: ICE, DTLS, SRTP, and the path that its datagrams take.</summary>
/// <remarks>
/// Belongs to the shard to which the peer's first authentic check came; everything but <see cref="Close"/> and the counters happens on
/// that shard's thread. What is not authentic reaches neither the DTLS handshake nor the media.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Release gives back what it owns, on the right thread.")]
internal sealed class RtcConnection
{
    /// <summary>Longest RTP or RTCP packet of ours, before SRTP adds its own.</summary>
    public const int MaxRtpBytes = RtcShard.MaxDatagramBytes - 64;

    private readonly RtcServer _server;
    private readonly RtcMedia _media;
    private readonly RtcSession _session;
    private readonly IceAgentOptions _iceOptions;
    private readonly RtcProtection _protection;
    private readonly List<IcePath> _paths = [];
    private IceLiteAgent _ice;
    private IceLiteAgent? _restarted;
    private readonly DtlsSession _dtls;
    private SrtpSender? _sender;
    private SrtpReceiver? _receiver;
    private RtcShard? _shard;
    private long _sentBytes;
    private long _receivedBytes;
    private long _dropped;
    private string _fragment;
    private int _isClosed;
    private bool _isReleased;

    /// <summary>Makes one that waits for its peer.</summary>
    /// <param name="server">What it is one of.</param>
    /// <param name="local">Our ICE credentials.</param>
    /// <param name="agreement">What was negotiated.</param>
    /// <param name="iceOptions">How checks are treated.</param>
    /// <param name="media">What it is for.</param>
    /// <param name="protection">How packets are protected.</param>
    /// <param name="session">Hears when media begins, and when the peer or the transport has ended it.</param>
    public RtcConnection(
        RtcServer server,
        IceCredentials local,
        RtcAgreement agreement,
        IceAgentOptions iceOptions,
        RtcMedia media,
        RtcProtection protection,
        RtcSession session)
    {
        _protection = protection;
        (_server, _media, _session, Local, _iceOptions, _fragment) = (server, media, session, local, iceOptions, local.UserFragment);
        _ice = new IceLiteAgent(local, agreement.RemoteIce.Ufrag, server.Clock, iceOptions);
        RemoteFragment = agreement.RemoteIce.Ufrag;
        var role = agreement.Setup == RtcSetup.Active ? DtlsRole.Client : DtlsRole.Server;
        _dtls = new DtlsSession(server.Dtls, role, server.Clock, ReadFingerprint(agreement), SendDtls);
    }

    /// <summary>Our ICE credentials.</summary>
    public IceCredentials Local { get; private set; }

    /// <summary>The peer's user fragment.</summary>
    public string RemoteFragment { get; private set; }

    /// <summary>The shard that it belongs to; null before the first authentic check.</summary>
    public RtcShard? Shard => Volatile.Read(ref _shard);

    /// <summary>What it is for.</summary>
    public RtcMedia Media => _media;

    /// <summary>Whether media goes.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>When <see cref="OnTick"/> is due.</summary>
    public TimeSpan NextTick { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Whether the peer has been silent for so long that its paths may be somebody else's by now.</summary>
    public bool IsSilent => _ice.SilentFor >= IceLiteAgent.Stale;

    /// <summary>Bytes sent, headers of UDP not counted.</summary>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <summary>Bytes received, likewise.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Datagrams dropped: forged, replayed, or of no meaning.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>The peer's address; null before it is known.</summary>
    public IcePath? Path { get; private set; }

    /// <summary>Begins to wait for the peer.</summary>
    /// <returns>False when the server has no room for more.</returns>
    public bool TryListen() => _server.TryListen(_fragment, this, _ice);

    /// <summary>Makes it the shard's; the first one wins.</summary>
    public bool TryOwn(RtcShard shard)
    {
        var owner = Interlocked.CompareExchange(ref _shard, shard, null);
        if (owner is null)
        {
            shard.Add(this);
            if (IsClosed)
            {
                // Ended at this moment, by somebody who saw no shard to leave.
                shard.Remove(this);
            }
        }

        return owner is null || owner == shard;
    }

    /// <summary>Takes a connectivity check that names us.</summary>
    /// <param name="message">The check.</param>
    /// <param name="path">By which path it came.</param>
    /// <param name="agent">Whose credentials it names: the newest, or those before a restart.</param>
    public void OnCheck(in StunMessageReader message, in IcePath path, IceLiteAgent agent)
    {
        if (IsClosed)
        {
            return;
        }

        var reply = agent.Receive(message, path, Shard!.Reserve());
        if (reply.ResponseLength > 0)
        {
            Send(path, reply.ResponseLength);
        }

        if (reply.Refusal != IceRefusal.None)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return;
        }

        if (agent == _restarted)
        {
            // The peer has moved over to the new credentials; the old ones are worth nothing from now on.
            _server.Forget(_fragment, this);
            (_ice, _fragment, _restarted) = (agent, Local.UserFragment, null);
        }

        if (reply.Forgotten is { } forgotten)
        {
            Unbind(forgotten);
        }

        if (!_paths.Contains(path) && _server.TryBind(path, this))
        {
            _paths.Add(path);
        }

        if (reply.SelectedChanged || Path is null)
        {
            Path = agent.Selected;
        }

        if (_protection == RtcProtection.None)
        {
            BeginMedia();
        }
        else if (_dtls.State == DtlsState.New)
        {
            _dtls.Start();
            FollowDtls();
        }
    }

    /// <summary>Takes a datagram of a path that the peer has proved to be its own.</summary>
    public void OnDatagram(PacketKind kind, Span<byte> datagram, TimeSpan now)
    {
        if (IsClosed)
        {
            return;
        }

        Volatile.Write(ref _receivedBytes, _receivedBytes + datagram.Length);
        switch (kind)
        {
            case PacketKind.Dtls:
                _dtls.Receive(datagram);
                FollowDtls();
                break;
            case PacketKind.Rtp when _protection != RtcProtection.Srtp && IsConnected:
                _media.OnRtp(datagram, now);
                break;
            case PacketKind.Rtcp when _protection != RtcProtection.Srtp && IsConnected:
                ReadRtcp(datagram, now);
                break;
            case PacketKind.Rtp when _receiver is { } receiver && receiver.TryUnprotectRtp(datagram, out var length):
                _media.OnRtp(datagram[..length], now);
                break;
            case PacketKind.Rtcp when _receiver is { } receiver && receiver.TryUnprotectRtcp(datagram, out var length):
                ReadRtcp(datagram[..length], now);
                break;
            default:
                Volatile.Write(ref _dropped, _dropped + 1);
                break;
        }
    }

    /// <summary>Forgets a path, such as a TCP connection that was closed.</summary>
    public void OnPathClosed(in IcePath path)
    {
        Unbind(path);
        _ice.Remove(path);
        _restarted?.Remove(path);
        Path = _ice.Selected;
    }

    /// <summary>Does what is due.</summary>
    public void OnTick(TimeSpan now)
    {
        if (IsClosed)
        {
            return;
        }

        if (_ice.State == IceState.Expired)
        {
            End("The peer has not sent connectivity checks for a while.");
            return;
        }

        if (_server.Clock.GetTimestamp() >= _dtls.NextTimeout)
        {
            _dtls.HandleTimeout();
            FollowDtls();
        }

        NextTick = IsConnected ? _media.OnTick(now) : now;
    }

    /// <summary>Whether a peer that never came has had its time.</summary>
    public bool IsGivenUp => Shard is null && _ice.State == IceState.Expired;

    /// <summary>Room to write an RTP or RTCP packet into, for <see cref="SendRtp"/>, <see cref="SendRtpAgain"/> or <see cref="SendRtcp"/>.</summary>
    public Span<byte> Reserve() => Shard!.Reserve();

    /// <summary>Protects and sends what was written to <see cref="Reserve"/>'s room.</summary>
    public void SendRtp(int length) => SendProtected(_sender is { } sender ? sender.ProtectRtp(Shard!.Reserve(), length) : length);

    /// <summary>As <see cref="SendRtp"/>, for a packet that was sent already and is the same to the last bit.</summary>
    public void SendRtpAgain(int length) => SendProtected(_sender is { } sender ? sender.ProtectRtpAgain(Shard!.Reserve(), length) : length);

    /// <summary>As <see cref="SendRtp"/>, for an RTCP compound.</summary>
    public void SendRtcp(int length) => SendProtected(_sender is { } sender ? sender.ProtectRtcp(Shard!.Reserve(), length) : length);

    /// <summary>Takes new credentials beside the old ones, which go on until the peer uses the new. From any thread.</summary>
    public void Restart(IceCredentials local, string remoteFragment)
    {
        var agent = new IceLiteAgent(local, remoteFragment, _server.Clock, _iceOptions);
        if (Shard is { } shard)
        {
            shard.Udp.Post(new RtcWork(() => Restart(local, remoteFragment, agent)));
        }
        else
        {
            Restart(local, remoteFragment, agent);
        }
    }

    /// <summary>Ends it with a sentence for the log. From any thread.</summary>
    public void End(string reason)
    {
        if (!IsClosed)
        {
            _session.OnConnectionOver(reason);
        }
    }

    /// <summary>Ends it: tells the peer, gives everything back. From any thread; once.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        _server.Remove(this);
        _server.EndOpening(this);
        _server.Forget(_fragment, this);
        _server.Forget(Local.UserFragment, this);
        if (Shard is { } shard)
        {
            shard.Udp.Post(new RtcWork(Release));
        }
        else
        {
            Release();
        }
    }

    /// <summary>Ends it for a fault of ours, which would come again and again.</summary>
    public void OnFault(Exception exception)
    {
        _server.Logger.RtcFault(exception);
        End("A fault of the server, of which its log has more.");
    }

    /// <summary>Gives everything back; on the shard's thread, or when that has ended.</summary>
    public void Release()
    {
        if (_isReleased)
        {
            return;
        }

        _isReleased = true;
        if (Path is not null && _dtls.State != DtlsState.New)
        {
            _dtls.Close();
        }

        Shard?.Remove(this);
        foreach (var path in _paths)
        {
            _server.Unbind(path, this);
        }

        _media.OnClosed();
        _dtls.Dispose();
        _sender?.Dispose();
        _receiver?.Dispose();
        IsConnected = false;
    }

    private static DtlsFingerprint ReadFingerprint(RtcAgreement agreement) =>
        DtlsFingerprint.TryParse(agreement.RemoteFingerprints[0].ToString(), out var fingerprint)
            ? fingerprint
            : throw new RtcNegotiationException(RtcErrorCode.RtcSdpNegotiate, "The fingerprint of the offer cannot be read.");

    private void Restart(IceCredentials local, string remoteFragment, IceLiteAgent agent)
    {
        if (_restarted is not null)
        {
            _server.Forget(Local.UserFragment, this);
        }

        (Local, RemoteFragment, _restarted) = (local, remoteFragment, agent);
        if (IsClosed || !_server.TryListen(local.UserFragment, this, agent))
        {
            // The peer goes on under the old ones, or tries again.
            _restarted = null;
        }
    }

    private void FollowDtls()
    {
        if (_dtls.State is DtlsState.Closed or DtlsState.Failed)
        {
            End(_dtls.Reason ?? "The DTLS session is over.");
        }
        else if (_dtls.State == DtlsState.Connected && !IsConnected)
        {
            if (_protection == RtcProtection.Srtp)
            {
                _sender = new SrtpSender(_dtls.Keys.Outgoing);
                _receiver = new SrtpReceiver(_dtls.Keys.Incoming);
            }

            BeginMedia();
        }
    }

    private void BeginMedia()
    {
        if (!IsConnected && Path is { } path)
        {
            IsConnected = true;
            _server.EndOpening(this);
            _session.OnConnected(path);
            _media.OnConnected(this);
        }
    }

    private void SendDtls(ReadOnlySpan<byte> datagram)
    {
        if (Path is { } path && datagram.Length <= RtcShard.MaxDatagramBytes)
        {
            datagram.CopyTo(Shard!.Reserve());
            Send(path, datagram.Length);
        }
    }

    private void SendProtected(int length)
    {
        if (length > 0 && Path is { } path)
        {
            Send(path, length);
        }
    }

    private void Send(in IcePath path, int length)
    {
        Shard!.Send(path, length, _server.Tcp);
        Volatile.Write(ref _sentBytes, _sentBytes + length);
    }

    private void Unbind(in IcePath path)
    {
        _paths.Remove(path);
        _server.Unbind(path, this);
    }

    private void ReadRtcp(ReadOnlySpan<byte> compound, TimeSpan now)
    {
        var reader = new RtcpCompoundReader(compound);
        while (reader.TryRead(out var packet))
        {
            _media.OnRtcp(packet, now);
        }
    }
}
