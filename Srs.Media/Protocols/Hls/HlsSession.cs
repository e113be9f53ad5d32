using Srs.Media.Diagnostics;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>A viewer of HLS: all requests with the same <c>hls_ctx</c>. Ends when none has come for long, or by <see cref="End"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class HlsSession : ISession
{
    private readonly string _type;
    private readonly AccessRequest _request;
    private readonly string _name;
    private readonly TimeSpan _idle;
    private readonly TimeProvider _clock;
    private readonly Action<HlsSession, SessionEndReason> _ended;
    private readonly RateSampler _sendRate = new();
    private readonly long _start;
    private long _last;
    private long _sentBytes;
    private int _hasEnded;

    /// <summary>Makes a viewer.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Its type in the API.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="request">What it asked for.</param>
    /// <param name="name">Stream name with extension, as in the URL.</param>
    /// <param name="idle">How long it may be silent.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="ended">Called once, off the caller's thread, when the session is to end.</param>
    internal HlsSession(
        string id, string type, StreamKey stream, AccessRequest request, string name, TimeSpan idle, TimeProvider clock,
        Action<HlsSession, SessionEndReason> ended)
    {
        Id = id;
        _type = type;
        Stream = stream;
        _request = request;
        _name = name;
        _idle = idle;
        _clock = clock;
        _ended = ended;
        _start = _last = clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <summary>The stream.</summary>
    public StreamKey Stream { get; }

    /// <inheritdoc/>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <inheritdoc/>
    public long ReceivedBytes => 0;

    /// <inheritdoc/>
    public long DroppedFrames => 0;

    /// <summary>Whether it ends or has ended.</summary>
    internal bool HasEnded => Volatile.Read(ref _hasEnded) != 0;

    /// <summary>Guards what opens and ends it.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>What the door gave it; set once it is in.</summary>
    internal PlayLease? Lease { get; set; }

    /// <summary>A request has come.</summary>
    public void Touch() => Volatile.Write(ref _last, _clock.GetTimestamp());

    /// <summary>Bytes have been sent.</summary>
    public void Count(long bytes)
    {
        Interlocked.Add(ref _sentBytes, bytes);
        Touch();
    }

    /// <inheritdoc/>
    public SessionInfo Describe() => new()
    {
        Id = Id,
        Stream = Stream,
        Type = _type,
        IsPublisher = false,
        Name = _name,
        Ip = _request.Remote?.ToString() ?? "",
        TcUrl = _request.TcUrl,
        PageUrl = _request.PageUrl,
        Alive = _clock.GetElapsedTime(_start),
        SentBytes = SentBytes,
        ReceivedBytes = ReceivedBytes,
        SendRate = _sendRate.ToBitrates(),
    };

    /// <inheritdoc/>
    public void End(SessionEndReason reason)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            _ = Task.Run(() => _ended(this, reason));
        }
    }

    /// <inheritdoc/>
    public void OnTick()
    {
        _sendRate.Sample(SentBytes);
        if (_clock.GetElapsedTime(Volatile.Read(ref _last)) >= _idle)
        {
            End(SessionEndReason.PeerClosed);
        }
    }
}
