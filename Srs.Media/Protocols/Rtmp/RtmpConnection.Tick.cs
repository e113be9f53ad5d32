using System.Globalization;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <content>What the connection shows, and its timeouts, looked at once a second.</content>
public sealed partial class RtmpConnection
{
    /// <inheritdoc/>
    public SessionInfo? Describe()
    {
        if (_session.Role is not var (stream, type, isPublisher) || _session.Client is not { } client)
        {
            return null;
        }

        return new SessionInfo
        {
            Id = Id,
            Stream = stream,
            Type = type,
            IsPublisher = isPublisher,
            Name = stream.Stream,
            Ip = RemoteIp?.ToString() ?? "",
            TcUrl = client.TcUrlWithoutParam,
            PageUrl = client.PageUrl,
            SwfUrl = client.SwfUrl,
            Alive = _services.Clock.GetElapsedTime(_start),
            SentBytes = SentBytes,
            ReceivedBytes = ReceivedBytes,
            SendRate = _sendRate.ToBitrates(),
            ReceiveRate = _receiveRate.ToBitrates(),
            DroppedFrames = DroppedFrames,
            Jumps = Jumps,
        };
    }

    /// <inheritdoc/>
    public void OnTick()
    {
        _receiveRate.Sample(ReceivedBytes);
        _sendRate.Sample(SentBytes);
        switch (_session.State)
        {
            case RtmpSessionState.Connecting:
                EndAfter(_start, _options.HandshakeTimeout, SessionEndReason.IdleTimeout, "no connect command came in time");
                break;
            case RtmpSessionState.Idle:
                EndAfter(Volatile.Read(ref _lastReceived), _options.IdleTimeout, SessionEndReason.IdleTimeout, "it neither publishes nor plays");
                break;
            case RtmpSessionState.Asking:
                break;
            case RtmpSessionState.Publishing:
                var publish = _session.Vhost.Publish;
                EndAfter(
                    Volatile.Read(ref _lastMedia),
                    _hasMedia ? publish.NormalTimeout : publish.FirstPktTimeout,
                    SessionEndReason.IdleTimeout,
                    "the publisher sends no media");
                break;
            case RtmpSessionState.Playing:
                CheckPlayer();
                break;
            default:
                throw new InvalidOperationException($"Unknown state {_session.State}.");
        }
    }

    private void CheckPlayer()
    {
        if (_session.Player?.Viewer is not { } viewer)
        {
            EndAfter(Volatile.Read(ref _lastReceived), TimeSpan.FromMinutes(3), SessionEndReason.IdleTimeout, "it has paused for too long");
            return;
        }

        _session.CheckCodecs();
        var lastProgress = _stalls.Look(viewer, SentBytes);
        if (_session.Vhost.Play.StallTimeout > TimeSpan.Zero)
        {
            EndAfter(lastProgress, _session.Vhost.Play.StallTimeout, SessionEndReason.SlowConsumer, "the player takes no more bytes");
        }

        if (_services.Clock.GetElapsedTime(Math.Max(_lastPing, Volatile.Read(ref _lastReceived))) >= _options.IdleTimeout)
        {
            // Keeps address translations alive and finds peers that are gone without a word: their bytes are never acknowledged.
            _lastPing = _services.Clock.GetTimestamp();
            _session.PingPlayer(unchecked((uint)_lastPing));
        }
    }

    private void EndAfter(long since, TimeSpan limit, SessionEndReason reason, string message)
    {
        if (_services.Clock.GetElapsedTime(since) >= limit && !_end.HasCome)
        {
            _services.Logger.TimedOut(Id, reason, string.Create(CultureInfo.InvariantCulture, $"{message} (limit {limit.TotalSeconds} s)"));
            End(reason);
        }
    }
}
