using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Stun;
using Srs.Media.Rtp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The port that all WebRTC peers talk to, by UDP and by TCP.</summary>
/// <remarks>
/// A datagram finds its session by the pair of addresses that it came by, a connectivity check by the user fragment that it names. A
/// session belongs to one shard; what comes to another one, as after a change of address, is forwarded. Thread-safe.
/// </remarks>
public sealed class RtcServer : IUdpReceiver, IDisposable
{
    private readonly IceSessionTable<Listener> _listeners;
    private readonly ConcurrentDictionary<IcePath, RtcConnection> _paths = new();
    private readonly ConcurrentDictionary<RtcConnection, byte> _connections = new();
    private readonly RtcOpenings _openings;
    private readonly ILogger _logger;
    private readonly UdpHost _host;
    private readonly RtcShard[]? _shards;
    private int _isStopped;

    /// <summary>Binds the port and begins to serve.</summary>
    /// <param name="settings">Where and how.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Takes our own faults.</param>
    /// <exception cref="DllNotFoundException">OpenSSL is missing; the message says what to install.</exception>
    /// <exception cref="IOException">The port cannot be had; the message says why.</exception>
    public RtcServer(RtcServerSettings settings, TimeProvider clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        _logger = logger;
        Clock = clock;
        RtpClock = new RtpClock(clock);
        _listeners = new IceSessionTable<Listener>(settings.MaxSessions);
        _openings = new RtcOpenings(settings.MaxOpening);
        Dtls = new DtlsContext(DtlsCertificate.Create(clock, settings.KeyType));
        _host = UdpHost.Start(new UdpHostOptions { Address = settings.Address, Port = settings.Port, Shards = settings.Shards }, this);
        _shards = [.. _host.Shards.Select(static shard => new RtcShard(shard))];
    }

    /// <summary>Where it listens by UDP.</summary>
    public IPEndPoint Local => _host.Local;

    /// <summary>Fingerprint of our certificate, for answers.</summary>
    public DtlsFingerprint Fingerprint => Dtls.Certificate.Sha256;

    /// <summary>Sessions, those included whose peers have not come yet.</summary>
    public int SessionCount => _connections.Count;

    /// <summary>Sessions of them whose peers have not come yet, or have not finished their handshake.</summary>
    public int OpeningCount => _openings.Count;

    /// <summary>Whether there is no room for one more.</summary>
    internal bool IsFull => _listeners.IsFull;

    /// <summary>Takes our own faults.</summary>
    internal ILogger Logger => _logger;

    internal TimeProvider Clock { get; }

    internal RtpClock RtpClock { get; }

    internal DtlsContext Dtls { get; }

    internal RtcTcpPaths Tcp { get; } = new();

    /// <inheritdoc/>
    void IUdpReceiver.OnDatagram(UdpShard shard, Span<byte> datagram, in UdpEndpoint from)
    {
        if (ShardOf(shard) is { } own)
        {
            Receive(own, datagram, new IcePath(from));
        }
    }

    /// <inheritdoc/>
    void IUdpReceiver.OnBatchEnd(UdpShard shard) => ShardOf(shard)?.EndBatch(RtpClock.Now);

    /// <inheritdoc/>
    void IUdpReceiver.OnFault(UdpShard shard, Exception exception) => _logger.RtcFault(exception);

    /// <summary>Whether a TCP connection begins as a peer's does, with a connectivity check, which is how it is told from HTTP on a shared port.</summary>
    /// <param name="buffer">What has come.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/> for a peer; <see cref="OperationStatus.NeedMoreData"/> while it may be one;
    /// <see cref="OperationStatus.InvalidData"/> for anybody else.
    /// </returns>
    public static OperationStatus LooksLikePeer(in ReadOnlySequence<byte> buffer) => IceTcpFraming.LooksLikeIce(buffer);

    /// <summary>Serves a peer's TCP connection until it ends. RFC 6544, RFC 4571. Does not throw when the peer is gone.</summary>
    /// <param name="transport">The connection; stays the caller's.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="local">The address of ours that it talks to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ServeTcpAsync(IDuplexPipe transport, IPEndPoint remote, IPAddress local, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transport);
        var path = new IcePath(UdpEndpoint.From(remote, local), Tcp.Add(transport.Output));
        var shard = _shards![(int)(path.ConnectionId % _shards.Length)];
        using var idle = new CancellationTokenSource(RtcLimits.MaxTcpStart, Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            while (true)
            {
                var result = await transport.Input.ReadAsync(end.Token).ConfigureAwait(false);
                var rest = result.Buffer;
                var isKnown = _paths.ContainsKey(path);
                OperationStatus status;
                while ((status = IceTcpFraming.TryRead(ref rest, out var datagram, RtcLimits.MaxReceivedBytes)) == OperationStatus.Done)
                {
                    if (!TryForward(shard, datagram.ToArray(), path, isKnown))
                    {
                        return;
                    }
                }

                transport.Input.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted || status == OperationStatus.InvalidData)
                {
                    return;
                }

                if (isKnown)
                {
                    idle.CancelAfter(RtcLimits.MaxTcpSilence);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Gone; or the server stops.
        }
        finally
        {
            Tcp.Remove(path.ConnectionId);
            if (_paths.TryGetValue(path, out var connection) && connection.Shard is { } owner)
            {
                owner.Udp.Post(new RtcWork(() => connection.OnPathClosed(path)));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
        {
            return;
        }

        RtcConnection[] connections = [.. _connections.Keys];
        foreach (var connection in connections)
        {
            connection.Close();
        }

        _host.Dispose();
        foreach (var connection in connections)
        {
            connection.Release();
        }

        Dtls.Dispose();
    }

    /// <summary>Lets checks that name a fragment find a session.</summary>
    /// <returns>False when there is no room for more sessions.</returns>
    internal bool TryListen(string fragment, RtcConnection connection, IceLiteAgent agent)
    {
        if (!_listeners.TryAdd(fragment, new Listener(connection, agent)))
        {
            return false;
        }

        if (_connections.TryAdd(connection, 0))
        {
            _openings.Add(connection);
        }

        return true;
    }

    /// <summary>Lets checks that name a fragment find the session no more; one of another session stays.</summary>
    internal void Forget(string fragment, RtcConnection connection) => _listeners.Remove(fragment, listener => listener.Connection == connection);

    /// <summary>Takes note that a session is open, or over before it was.</summary>
    internal void EndOpening(RtcConnection connection) => _openings.Remove(connection);

    internal void Remove(RtcConnection connection) => _connections.TryRemove(connection, out _);

    /// <summary>Gives a path to a session; it stays another's that is alive.</summary>
    internal bool TryBind(in IcePath path, RtcConnection connection)
    {
        var owner = _paths.GetOrAdd(path, connection);
        return owner == connection || (owner.IsSilent && _paths.TryUpdate(path, connection, owner));
    }

    internal void Unbind(in IcePath path, RtcConnection connection) =>
        _paths.TryRemove(new KeyValuePair<IcePath, RtcConnection>(path, connection));

    /// <summary>Our side of a shard; null while the server is being made, when shards run already.</summary>
    private RtcShard? ShardOf(UdpShard shard) => _shards is { } shards ? shards[shard.Index] : null;

    /// <summary>Hands a datagram to its session if that is this shard's.</summary>
    private void Receive(RtcShard shard, Span<byte> datagram, in IcePath path)
    {
        var kind = datagram.Length > RtcLimits.MaxReceivedBytes ? PacketKind.Other : PacketKinds.Of(datagram);
        if (kind == PacketKind.Stun)
        {
            ReceiveCheck(shard, datagram, path);
        }
        else if (kind != PacketKind.Other && _paths.TryGetValue(path, out var connection))
        {
            if (connection.Shard == shard)
            {
                connection.OnDatagram(kind, datagram, RtpClock.Now);
            }
            else if (connection.Shard is { } owner)
            {
                Forward(owner, datagram, path);
            }
        }
    }

    private void ReceiveCheck(RtcShard shard, Span<byte> datagram, in IcePath path)
    {
        if (!StunMessageReader.TryRead(datagram, out var message) || !_listeners.TryFind(message.ReceiverFragment, out var listener))
        {
            return;
        }

        var connection = listener.Connection;
        if (connection.Shard is null && !listener.Agent.IsAuthentic(message))
        {
            // Nobody but the peer chooses the shard that the session belongs to.
            return;
        }

        if (connection.TryOwn(shard))
        {
            connection.OnCheck(message, path, listener.Agent);
        }
        else if (connection.Shard is { } owner)
        {
            Forward(owner, datagram, path);
        }
    }

    /// <summary>Hands on what came by TCP: checks, and the rest from a peer that a session knows.</summary>
    /// <returns>False for what no peer sends, upon which the connection ends.</returns>
    private bool TryForward(RtcShard shard, byte[] datagram, in IcePath path, bool isKnown)
    {
        var kind = PacketKinds.Of(datagram);
        if (kind == PacketKind.Other)
        {
            // Empty frames are allowed and mean nothing, RFC 4571 section 2.
            return datagram.Length == 0;
        }

        if (isKnown || kind == PacketKind.Stun || _paths.ContainsKey(path))
        {
            shard.Udp.TryPost(new TcpDatagram(this, datagram, path));
        }

        return true;
    }

    private void Forward(RtcShard to, ReadOnlySpan<byte> datagram, in IcePath path)
    {
        if (path.IsTcp)
        {
            to.Udp.TryPost(new TcpDatagram(this, datagram.ToArray(), path));
        }
        else
        {
            to.Udp.TryForward(datagram, path.Endpoint);
        }
    }

    /// <summary>A session that a fragment names, and the credentials that it stands for.</summary>
    private sealed record Listener(RtcConnection Connection, IceLiteAgent Agent);

    private sealed class TcpDatagram(RtcServer server, byte[] datagram, IcePath path) : IUdpWork
    {
        public void Run(UdpShard shard) => server.Receive(server.ShardOf(shard)!, datagram, path);
    }
}
