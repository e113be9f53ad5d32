using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Diagnostics;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Ingest;

/// <summary>A publisher that sends a stream as an FLV file in the body of an HTTP request.</summary>
/// <remarks>The HTTP side makes one per request and calls <see cref="RunAsync"/> at most once. Other members may be called from any thread.</remarks>
public sealed class HttpFlvPublisher : ISession
{
    /// <summary>Bytes after the last tag: its length once more, which some encoders leave out.</summary>
    private const int MaxTail = 4;

    private readonly AccessRequest _request;
    private readonly string _name;
    private readonly VhostOptions _vhost;
    private readonly RtmpServices _services;
    private readonly ILogger _logger;
    private readonly RateSampler _receiveRate = new();
    private readonly SessionEnd _end = new();
    private readonly FlvDemuxer _demuxer;
    private readonly long _start;
    private PublishLease? _lease;
    private long _receivedBytes;
    private long _lastMedia;
    private bool _hasMedia;

    /// <summary>Makes a publisher.</summary>
    /// <param name="request">What it asked for.</param>
    /// <param name="name">Stream name as in the URL.</param>
    /// <param name="vhost">The snapshot that it keeps.</param>
    /// <param name="services">What it needs of the server.</param>
    /// <param name="maxTagLength">Longest tag body taken, in bytes.</param>
    /// <param name="logger">Its log.</param>
    public HttpFlvPublisher(AccessRequest request, string name, VhostOptions vhost, RtmpServices services, int maxTagLength, ILogger logger)
    {
        _demuxer = new FlvDemuxer(maxTagLength);
        _request = request;
        _name = name;
        _vhost = vhost;
        _services = services;
        _logger = logger;
        _start = _lastMedia = services.Clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public string Id { get; } = SessionId.New();

    /// <inheritdoc/>
    public long SentBytes => 0;

    /// <inheritdoc/>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <inheritdoc/>
    public long DroppedFrames => 0;

    /// <summary>Why it ended; null while it has not.</summary>
    public SessionEndReason? EndReason => _end.Reason;

    /// <summary>Cancelled when the session is to end.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Publishes what comes until the body or the session ends.</summary>
    /// <param name="lease">The stream; taken over.</param>
    /// <param name="body">The request's body; stays the caller's.</param>
    /// <returns>Why it ended; <see cref="SessionEndReason.PeerClosed"/> after a whole body.</returns>
    /// <exception cref="MediaProtocolException">The body is no FLV, or ends in the middle; what came before has been published.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<SessionEndReason> RunAsync(PublishLease lease, PipeReader body)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(body);
        Volatile.Write(ref _lastMedia, _services.Clock.GetTimestamp());
        Volatile.Write(ref _lease, lease);
        using var publisher = new FlvPublisher(lease, _services.Buffers, _services.Server);
        try
        {
            while (!_end.HasCome && !await ReadAsync(body, publisher).ConfigureAwait(false))
            {
            }

            End(SessionEndReason.PeerClosed);
        }
        catch (MediaProtocolException)
        {
            End(SessionEndReason.ProtocolError);
            throw;
        }
        catch (OperationCanceledException) when (_end.HasCome)
        {
            // Whoever asked for the end has given the reason.
        }
        finally
        {
            if (publisher.Dropped > 0)
            {
                _logger.HttpDamagedMedia(Id, publisher.Dropped, publisher.LastDrop);
            }
        }

        return _end.Reason!.Value;
    }

    /// <inheritdoc/>
    public SessionInfo? Describe() => _lease is not { } lease ? null : new SessionInfo
    {
        Id = Id,
        Stream = lease.Stream,
        Type = "flv-publish",
        IsPublisher = true,
        Name = _name,
        Ip = _request.Remote?.ToString() ?? "",
        TcUrl = _request.TcUrl,
        PageUrl = _request.PageUrl,
        Alive = _services.Clock.GetElapsedTime(_start),
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
        if (Volatile.Read(ref _lease) is null)
        {
            // It waits for us, and sends nothing before it is let in.
            return;
        }

        var limit = Volatile.Read(ref _hasMedia) ? _vhost.Publish.NormalTimeout : _vhost.Publish.FirstPktTimeout;
        if (_services.Clock.GetElapsedTime(Volatile.Read(ref _lastMedia)) >= limit)
        {
            End(SessionEndReason.IdleTimeout);
        }
    }

    /// <summary>Publishes what is there, once there is more.</summary>
    /// <returns>True when the body is over.</returns>
    private async ValueTask<bool> ReadAsync(PipeReader body, FlvPublisher publisher)
    {
        var result = await body.ReadAsync(_end.Token).ConfigureAwait(false);
        var rest = result.Buffer;
        try
        {
            while (!_end.HasCome && _demuxer.TryRead(ref rest, out var header, out var tag))
            {
                Publish(publisher, header, tag);
            }

            if (result.IsCompleted && rest.Length > MaxTail)
            {
                throw new FlvFormatException("The FLV file ends within a tag.");
            }

            if (result.IsCompleted && publisher.Messages == 0)
            {
                throw new FlvFormatException("The FLV file holds no media.");
            }
        }
        finally
        {
            Volatile.Write(ref _receivedBytes, _receivedBytes + result.Buffer.Slice(0, rest.Start).Length);
            body.AdvanceTo(rest.Start, rest.End);
        }

        return result.IsCompleted;
    }

    private void Publish(FlvPublisher publisher, in FlvTagHeader header, in ReadOnlySequence<byte> tag)
    {
        using var body = new PooledBytes(_services.Buffers);
        foreach (var part in tag)
        {
            body.Append(part.Span);
        }

        if (header.Type != FlvTagType.Script)
        {
            Volatile.Write(ref _hasMedia, true);
            publisher.PublishMedia(header.Type, header.Timestamp, body);
        }
        else if (body.Length > 0)
        {
            publisher.PublishData(RtmpDataMessage.Read(RtmpMessageType.DataAmf0, body.Span), header.Timestamp);
        }

        Volatile.Write(ref _lastMedia, _services.Clock.GetTimestamp());
    }
}
