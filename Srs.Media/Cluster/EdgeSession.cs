using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;
using Srs.Media.Containers.Flv;
using Srs.Media.Diagnostics;
using Srs.Media.Ingest;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Cluster;

/// <summary>One connection to one origin, which plays there and is the stream's pull here. The API shows it once the origin has agreed.</summary>
/// <remarks><see cref="RunAsync"/> is called once at most. Other members may be called from any thread.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes what it owns.")]
internal sealed class EdgeSession : ISession
{
    /// <summary>Data tags kept until the first media, the metadata among them; origins send one or two.</summary>
    private const int MaxEarlyTags = 8;

    private readonly LiveStream _stream;
    private readonly VhostOptions _vhost;
    private readonly TimeSpan _firstMediaTimeout;
    private readonly EdgeServices _services;
    private readonly List<FlvTag> _early = [];
    private readonly SessionEnd _end = new();
    private readonly RateSampler _receiveRate = new();
    private readonly long _start;
    private FlvPublisher? _publisher;
    private long _receivedBytes;
    private long _lastMedia;
    private bool _hasMedia;
    private string _tcUrl = "";

    /// <summary>Makes a session that has not begun.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="vhost">The snapshot that it keeps.</param>
    /// <param name="origin">Where it pulls from.</param>
    /// <param name="firstMediaTimeout">How long the origin may take to its first media once it has agreed.</param>
    /// <param name="services">What it needs of the server.</param>
    public EdgeSession(LiveStream stream, VhostOptions vhost, EdgeOrigin origin, TimeSpan firstMediaTimeout, EdgeServices services)
    {
        _stream = stream;
        _vhost = vhost;
        Origin = origin;
        _firstMediaTimeout = firstMediaTimeout;
        _services = services;
        _start = _lastMedia = services.Clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public string Id { get; } = SessionId.New();

    /// <summary>Where it pulls from.</summary>
    public EdgeOrigin Origin { get; }

    /// <summary>Whether media has come; the stream has its pull then.</summary>
    public bool HasMedia => Volatile.Read(ref _hasMedia);

    /// <summary>What went wrong, in words; empty when the end was asked for here.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>Whether it ended because the origin, which served it well, asked for a reconnect, as before its maintenance.</summary>
    public bool IsSentAway { get; private set; }

    /// <summary>Time since it was made.</summary>
    public TimeSpan Age => _services.Clock.GetElapsedTime(_start);

    /// <inheritdoc/>
    public long SentBytes => 0;

    /// <summary>Bytes of media and data received; those of commands and chunk headers are not counted.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <inheritdoc/>
    public long DroppedFrames => 0;

    /// <summary>Pulls until the origin, the stream or the session ends. Never throws.</summary>
    /// <param name="url">What is asked of the origin.</param>
    /// <param name="options">How.</param>
    /// <returns>Why it ended.</returns>
    public async Task<SessionEndReason> RunAsync(string url, RtmpClientOptions options)
    {
        _tcUrl = url.AsSpan().IndexOf('?') is var mark and >= 0 ? url[..mark] : url;
        _tcUrl = _tcUrl[.._tcUrl.LastIndexOf('/')];
        try
        {
            var client = await _services.Connect(url, options, _end.Token).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                await client.PlayAsync(_end.Token).ConfigureAwait(false);
                await ReadAsync(client).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Note(e);
        }

        return _end.Reason!.Value;
    }

    /// <inheritdoc/>
    public SessionInfo? Describe() => new()
    {
        Id = Id,
        Stream = _stream.Key,
        Type = "edge-ingest",
        IsPublisher = true,
        Name = _stream.Key.Stream,
        Ip = Origin.Host,
        TcUrl = _tcUrl,
        Alive = Age,
        SentBytes = SentBytes,
        ReceivedBytes = ReceivedBytes,
        ReceiveRate = _receiveRate.ToBitrates(),
    };

    /// <inheritdoc/>
    public void End(SessionEndReason reason) => _end.Set(reason);

    /// <inheritdoc/>
    public void OnTick()
    {
        _receiveRate.Sample(ReceivedBytes);
        var limit = HasMedia ? _vhost.Publish.NormalTimeout : _firstMediaTimeout;
        if (_services.Clock.GetElapsedTime(Volatile.Read(ref _lastMedia)) >= limit && !_end.HasCome)
        {
            Failure = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it sent no media within {limit.TotalSeconds} s");
            End(SessionEndReason.IdleTimeout);
        }
    }

    private async Task ReadAsync(RtmpClient client)
    {
        Volatile.Write(ref _lastMedia, _services.Clock.GetTimestamp());
        _services.Sessions.Add(this);
        try
        {
            while (await client.ReadAsync(_end.Token).ConfigureAwait(false) is { } tag)
            {
                Take(tag);
                if (client.ReconnectRequest is not null && HasMedia)
                {
                    IsSentAway = true;
                    End(SessionEndReason.PeerClosed);
                    return;
                }
            }

            Failure = "it has ended the stream";
            End(SessionEndReason.PeerClosed);
        }
        catch (Exception e)
        {
            Note(e);
        }
        finally
        {
            _early.ForEach(static tag => tag.Dispose());
            _publisher?.Dispose();
            var reason = _end.Reason!.Value;
            _services.Logger.PullEnded(Id, reason, ReceivedBytes, Age.TotalSeconds);
            _services.Sessions.Remove(this, reason);
        }
    }

    private void Take(FlvTag tag)
    {
        Volatile.Write(ref _receivedBytes, _receivedBytes + tag.Body.Length);
        if (tag.Type != FlvTagType.Script)
        {
            Volatile.Write(ref _lastMedia, _services.Clock.GetTimestamp());
            BeginWith(tag);
        }
        else if (_publisher is null)
        {
            // A stream begins with its media: an origin without any is none, whatever else it sends.
            if (_early.Count < MaxEarlyTags)
            {
                _early.Add(tag);
            }
            else
            {
                tag.Dispose();
            }

            return;
        }

        Publish(tag);
    }

    private void BeginWith(FlvTag tag)
    {
        if (_publisher is not null)
        {
            return;
        }

        try
        {
            Begin();
        }
        catch
        {
            tag.Dispose();
            throw;
        }
    }

    private void Begin()
    {
        if (_stream.TryPublish(this, _vhost, SourceKind.Pull) is not { } lease)
        {
            End(SessionEndReason.NobodyWatches);
            throw new OperationCanceledException();
        }

        _publisher = new FlvPublisher(lease, _services.Buffers, _services.Server);
        Volatile.Write(ref _hasMedia, true);
        _services.Logger.Pulls(Id, _stream.Key, Origin);
        foreach (var tag in _early)
        {
            Publish(tag);
        }

        _early.Clear();
    }

    private void Publish(FlvTag tag)
    {
        using (tag)
        {
            var timestamp = FlvTimestamp.FromTimeSpan(tag.Timestamp);
            if (tag.Type == FlvTagType.Script)
            {
                _publisher!.PublishData(RtmpDataMessage.Read(RtmpMessageType.DataAmf0, tag.Body.Span), timestamp);
            }
            else
            {
                _publisher!.PublishMedia(tag.Type, timestamp, tag.Body);
            }
        }
    }

    /// <summary>Says why it is over, unless that has been said.</summary>
    private void Note(Exception e)
    {
        if (_end.HasCome)
        {
            // Whoever asked for the end has given the reason; what the closing brought about is none.
            return;
        }

        var reason = e switch
        {
            RtmpStatusException => SessionEndReason.AccessDenied,
            StreamBusyException => SessionEndReason.Replaced,
            MediaProtocolException => SessionEndReason.ProtocolError,
            TimeoutException => SessionEndReason.IdleTimeout,
            IOException or AuthenticationException => SessionEndReason.PeerReset,
            _ => SessionEndReason.InternalError,
        };
        Failure = reason == SessionEndReason.Replaced ? "" : e.Message;
        if (reason == SessionEndReason.InternalError)
        {
            _services.Logger.SessionFailed(Id, _stream.Key, e);
        }

        End(reason);
    }
}
