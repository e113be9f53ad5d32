using System.Diagnostics.CodeAnalysis;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Streams;

namespace Srs.Media.Cluster;

/// <summary>Keeps one stream pulled while it is watched: one origin after the other, with a pause after each that failed.</summary>
/// <remarks>
/// <code>
///          watched             media, until it ends
/// waiting ---------> connecting ------------------> pulling
///    ^                  | fails          ends |        | nobody watches, or a publisher has taken over
///    |                  v                     v        |
///    |                pause 3 s, next origin &lt;-'        |
///    '-------------------------------------------------'
/// </code>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A notice may still come after the end; the semaphore holds nothing that needs disposing.")]
internal sealed class EdgePull
{
    /// <summary>Longest time until the connection to an origin stands, and for each of its answers, as in SRS.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Pause after a failure, as in SRS.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(3);

    private readonly LiveStream _stream;
    private readonly VhostOptions _vhost;
    private readonly string _serverId;
    private readonly EdgeServices _services;
    private readonly List<EdgeOrigin> _origins;
    private readonly SemaphoreSlim _changed = new(0, 1);
    private EdgeSession? _session;
    private int _failures;

    /// <summary>Makes a pull that has not begun.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="vhost">The snapshot that the pull keeps.</param>
    /// <param name="serverId">Id of this server.</param>
    /// <param name="services">What it needs of the server.</param>
    public EdgePull(LiveStream stream, VhostOptions vhost, string serverId, EdgeServices services)
    {
        _stream = stream;
        _vhost = vhost;
        _serverId = serverId;
        _services = services;
        _origins = EdgeOrigin.TryParseList(vhost.Cluster.Origin, out var origins, out _) && origins.Count > 0
            ? origins
            : throw new ArgumentException("An edge virtual host needs origins.", nameof(vhost));
    }

    /// <summary>Looks whether the stream is still wanted. Called by one thread at a time.</summary>
    public void OnDemandChanged()
    {
        if (_changed.CurrentCount == 0)
        {
            _changed.Release();
        }

        if (Volatile.Read(ref _session) is not { } session || _stream.FindDemand() is not null)
        {
            return;
        }

        if (!_stream.IsWatched)
        {
            session.End(SessionEndReason.NobodyWatches);
        }
        else if (!session.HasMedia)
        {
            // One that is seen goes on until the publisher has sent a key frame.
            session.End(SessionEndReason.Replaced);
        }
    }

    /// <summary>Runs until nobody watches the stream. Never throws.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            for (var turn = 0; await NextDemandAsync(turn, stopping).ConfigureAwait(false) is var (session, demand);)
            {
                using var stop = stopping.UnsafeRegister(static state => ((EdgeSession)state!).End(SessionEndReason.ServerShutdown), session);
                var reason = await RunAsync(session, demand).ConfigureAwait(false);
                if (session.IsSentAway && session.Age >= RetryPause)
                {
                    // An origin that sends everybody away at once is paused after like one that fails. Where it says to go is not asked:
                    // the configuration says which servers are origins.
                    turn += _origins.Count > 1 ? 1 : 0;
                }
                else if (reason is not (SessionEndReason.NobodyWatches or SessionEndReason.Replaced or SessionEndReason.ServerShutdown))
                {
                    turn++;
                    await Task.Delay(RetryPause, _services.Clock, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            _stream.TryDetachPull(isForced: true);
        }
        catch (Exception e)
        {
            _stream.TryDetachPull(isForced: true);
            _services.Logger.PullFailed(_stream.Key, e);
        }
    }

    /// <summary>Waits until the stream is wanted. All origins are asked with one viewer's parameters, then with the next one's.</summary>
    /// <returns>Null when nobody watches any more.</returns>
    private async Task<(EdgeSession Session, PullDemand Demand)?> NextDemandAsync(int turn, CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();

            // Shown before the question is asked, so that a later change finds it.
            var session = new EdgeSession(_stream, _vhost, _origins[turn % _origins.Count], FirstMediaTimeout, _services);
            Interlocked.Exchange(ref _session, session);
            if (_stream.FindDemand(turn / _origins.Count) is { } demand)
            {
                return (session, demand);
            }

            Volatile.Write(ref _session, null);
            if (_stream.TryDetachPull())
            {
                return null;
            }

            // A publisher is there.
            await _changed.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Where there are others, the stream may be at one of those; a single origin is given a publisher's time.</summary>
    private TimeSpan FirstMediaTimeout => _origins.Count > 1 ? _vhost.Publish.NormalTimeout : _vhost.Publish.FirstPktTimeout;

    private async Task<SessionEndReason> RunAsync(EdgeSession session, PullDemand demand)
    {
        SessionEndReason reason;
        string failure;
        if (EdgeUrl.Make(session.Origin, _stream.Key, _vhost.Cluster.Vhost, demand.Param) is { } url)
        {
            reason = await session.RunAsync(url, MakeOptions(session, demand)).ConfigureAwait(false);
            failure = session.Failure;
        }
        else
        {
            (reason, failure) = (SessionEndReason.ProtocolError, "its name and parameters cannot be asked for over RTMP");
        }

        if (failure.Length > 0)
        {
            _failures = session.HasMedia ? 1 : _failures + 1;
            if (_failures == 1)
            {
                _services.Logger.CannotPull(_stream.Key, session.Origin, failure, RetryPause.TotalSeconds);
            }
            else
            {
                _services.Logger.StillCannotPull(_stream.Key, session.Origin, failure, _failures);
            }
        }

        return reason;
    }

    private RtmpClientOptions MakeOptions(EdgeSession session, PullDemand demand) => new()
    {
        ConnectTimeout = ConnectTimeout,
        RequestTimeout = ConnectTimeout,

        // The session looks at media, not at whatever else the origin says.
        ReceiveTimeout = Timeout.InfiniteTimeSpan,
        TimeProvider = _services.Clock,
        BufferPool = _services.Buffers,
        ConnectProperties = new Dictionary<string, object>
        {
            [EdgeVia.Property] = EdgeVia.Write([.. demand.Via, _serverId]),
            [EdgeVia.HopsProperty] = demand.Hops + 1,
        },
        ConnectArguments = _vhost.Cluster.DebugSrsUpnode ? DescribeServer(session) : new Dictionary<string, object>(),
    };

    /// <summary>What SRS's edges tell their origin.</summary>
    private Dictionary<string, object> DescribeServer(EdgeSession session) => new()
    {
        ["srs_sig"] = "SRS",
        ["srs_server"] = _services.Server.Signature,
        ["srs_license"] = "MIT",
        ["srs_url"] = "https://github.com/ossrs/srs",
        ["srs_version"] = _services.Server.Version,
        ["srs_pid"] = Environment.ProcessId,
        ["srs_id"] = session.Id,
        ["srs_server_ip"] = Net.LocalAddress.Find(),
    };
}
