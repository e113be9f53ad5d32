using Microsoft.Extensions.Logging;
using Srs.Media.Diagnostics;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtc;

/// <summary>A WebRTC client as the broker and the API see it.</summary>
public sealed class RtcSession : ISession
{
    private RtcRequest _request;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Action<RtcSession> _onEnded;
    private readonly RateSampler _sendRate = new();
    private readonly RateSampler _receiveRate = new();
    private readonly long _start;
    private readonly SessionEnd _end = new();
    private RtcAgreement? _agreement;
    private RtcConnection? _connection;
    private IDisposable? _lease;
    private RtcStreamUse? _use;
    private int _isOver;

    internal RtcSession(RtcRequest request, TimeProvider clock, ILogger logger, Action<RtcSession> onEnded)
    {
        (_request, _clock, _logger, _onEnded) = (request, clock, logger, onEnded);
        _start = clock.GetTimestamp();
        Ice = new RtcIceParameters(request.Credentials.UserFragment, request.Credentials.Password);
    }

    /// <inheritdoc/>
    public string Id { get; } = SessionId.New();

    /// <summary>Proves that a request about the session comes from whom it was given to.</summary>
    public string Token { get; } = SessionId.New() + SessionId.New()[..1];

    /// <summary>SRS's name of the session: both user fragments.</summary>
    public string Name => _connection is { } connection ? $"{connection.Local.UserFragment}:{connection.RemoteFragment}" : "";

    /// <summary>The answer.</summary>
    public string Answer => _agreement?.Answer ?? "";

    /// <summary>Our ICE credentials, the newest.</summary>
    public RtcIceParameters Ice { get; private set; }

    /// <summary>The peer's ICE credentials, the newest.</summary>
    public RtcIceParameters? RemoteIce { get; private set; }

    /// <summary>Whether it publishes.</summary>
    public bool IsPublisher => _request.Access.Action == AccessAction.Publish;

    /// <summary>What was asked for.</summary>
    public RtcRequest Request => _request;

    /// <inheritdoc/>
    public long SentBytes => _connection?.SentBytes ?? 0;

    /// <inheritdoc/>
    public long ReceivedBytes => _connection?.ReceivedBytes ?? 0;

    /// <inheritdoc/>
    public long DroppedFrames => 0;

    /// <summary>Cancelled when the session is to end.</summary>
    internal CancellationToken Ended => _end.Token;

    /// <summary>Why it ended; null while it has not.</summary>
    internal SessionEndReason? EndReason => _end.Reason;

    private StreamKey Stream { get; set; } = new("", "", "");

    /// <inheritdoc/>
    public SessionInfo? Describe() => _connection is null ? null : new SessionInfo
    {
        Id = Id,
        Stream = Stream,
        Type = IsPublisher ? "rtc-publish" : "rtc-play",
        IsPublisher = IsPublisher,
        Name = _request.Access.Stream,
        Ip = _request.Access.Remote?.ToString() ?? "",
        TcUrl = _request.Access.TcUrl,
        PageUrl = _request.Access.PageUrl,
        Alive = _clock.GetElapsedTime(_start),
        SentBytes = SentBytes,
        ReceivedBytes = ReceivedBytes,
        SendRate = _sendRate.ToBitrates(),
        ReceiveRate = _receiveRate.ToBitrates(),
    };

    /// <inheritdoc/>
    public void End(SessionEndReason reason) => End(reason, "");

    /// <inheritdoc/>
    public void OnTick()
    {
        _sendRate.Sample(SentBytes);
        _receiveRate.Sample(ReceivedBytes);
        if (_connection is { IsConnected: true, Media: RtcPublisher publisher } && publisher.LastMedia == TimeSpan.Zero
            && _clock.GetElapsedTime(_start) > _request.Vhost.Publish.FirstPktTimeout)
        {
            End(SessionEndReason.IdleTimeout, "The publisher is connected, but has sent no media (Publish:FirstPktTimeout).");
        }
        else if (_connection is { IsGivenUp: true })
        {
            End(SessionEndReason.IdleTimeout, "The peer never came: it reached none of the candidates, or gave up. Check that UDP and TCP port of WebRTC are open, and that a candidate is an address that the peer can reach.");
        }
    }

    /// <summary>Begins ICE anew, under new credentials of both sides; media goes on by the old ones until the peer has moved.</summary>
    /// <param name="remote">The peer's new credentials.</param>
    /// <returns>The fragment that answers.</returns>
    public string Restart(RtcIceParameters remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        var local = IceCredentials.Create();
        (Ice, RemoteIce) = (new RtcIceParameters(local.UserFragment, local.Password), remote);
        _connection!.Restart(local, remote.Ufrag);
        return SdpFragmentWriter.Write(_agreement!, Ice, _request.Candidates.Select(static candidate => candidate.ToString()));
    }

    /// <summary>Puts the parts together; called once, before the peer is told the answer.</summary>
    internal void Attach(StreamKey stream, RtcAgreement agreement, RtcConnection connection, IDisposable lease, RtcStreamUse use)
    {
        (Stream, RemoteIce, _agreement, _lease, _use) = (stream, agreement.RemoteIce, agreement, lease, use);

        // The offer is answered, and is most of what a session takes that waits for its peer.
        _request = _request with { Offer = "" };
        Volatile.Write(ref _connection, connection);
    }

    /// <summary>Takes note that media begins; on the connection's thread, once.</summary>
    internal void OnConnected(IcePath path) =>
        _logger.RtcConnected(Id, path.ToString(), _clock.GetElapsedTime(_start).TotalMilliseconds);

    /// <summary>Takes the connection's own end, with the reason as a sentence for the log; on any thread, once.</summary>
    internal void OnConnectionOver(string reason) => End(SessionEndReason.PeerClosed, reason);

    /// <summary>Gives everything back, once the reason is known.</summary>
    internal void Finish(string detail)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return;
        }

        _connection?.Close();
        _lease?.Dispose();
        _use?.Dispose();
        if (Describe() is { } info)
        {
            _logger.RtcEnded(Id, EndReason ?? SessionEndReason.InternalError, info.ReceivedBytes, info.SentBytes, info.Alive.TotalSeconds, detail);
        }

        _onEnded(this);
    }

    private void End(SessionEndReason reason, string detail)
    {
        if (_end.HasCome)
        {
            return;
        }

        _end.Set(reason);
        if (Volatile.Read(ref _connection) is not null)
        {
            _ = Task.Run(() => Finish(detail));
        }
    }
}
