using System.Globalization;
using System.Runtime.InteropServices;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>Keeps virtual hosts within <see cref="LimitOptions"/>. Thread-safe.</summary>
/// <remarks>
/// Every session is counted, that of a virtual host without limits too, so that a limit which is set later finds the right numbers. A limit
/// refuses those who come, and ends nobody who is there.
/// </remarks>
public sealed class LimitRule : IAccessRule
{
    /// <summary>SRS's code for too many connections.</summary>
    public const int ConnectionsExceed = 1074;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, VhostUse> _vhosts = [];
    private readonly Dictionary<StreamKey, StreamUse> _streams = [];
    private readonly HashSet<Place> _measured = [];

    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        var (limits, stream) = (attempt.Options.Limits, attempt.Stream);
        var isPublisher = attempt.Request.Action == AccessAction.Publish;
        lock (_gate)
        {
            var (ofVhost, ofStream) = (_vhosts.GetValueOrDefault(stream.Vhost), _streams.GetValueOrDefault(stream));
            ThrowIfFull(limits.Connections, ofVhost.Connections, "this virtual host takes no more clients");
            if (isPublisher && ofStream.Publishers == 0)
            {
                ThrowIfFull(limits.Publishers, ofVhost.PublishedStreams, "this virtual host takes no more publishers");
            }
            else if (!isPublisher)
            {
                ThrowIfFull(limits.ViewersPerStream, ofStream.Viewers, $"{stream} takes no more viewers");
            }

            var place = new Place(this, attempt.Session, stream, isPublisher, limits.PublisherKbps);
            Count(place, 1);
            if (isPublisher && limits.PublisherKbps > 0)
            {
                _measured.Add(place);
            }

            return ValueTask.FromResult<IDisposable?>(place);
        }
    }

    /// <summary>Ends publishers that send too much; called once a second.</summary>
    public void OnTick()
    {
        List<Place> ended;
        lock (_gate)
        {
            ended = [.. _measured.Where(static place => place.Exceeds())];
        }

        foreach (var place in ended)
        {
            place.Session.End(SessionEndReason.LimitExceeded);
        }
    }

    private static void ThrowIfFull(int limit, int count, string what)
    {
        if (limit > 0 && count >= limit)
        {
            throw new AccessDeniedException(ConnectionsExceed, string.Create(CultureInfo.InvariantCulture, $"The limit of {limit} is reached: {what}."));
        }
    }

    private void Leave(Place place)
    {
        lock (_gate)
        {
            _measured.Remove(place);
            Count(place, -1);
        }
    }

    /// <summary>Counts a session in or out; what comes to nothing is forgotten. Under the lock.</summary>
    private void Count(Place place, int change)
    {
        ref var vhost = ref CollectionsMarshal.GetValueRefOrAddDefault(_vhosts, place.Stream.Vhost, out _);
        ref var stream = ref CollectionsMarshal.GetValueRefOrAddDefault(_streams, place.Stream, out _);
        var wasPublished = stream.Publishers > 0;
        vhost.Connections += change;
        stream.Publishers += place.IsPublisher ? change : 0;
        stream.Viewers += place.IsPublisher ? 0 : change;
        vhost.PublishedStreams += (stream.Publishers > 0 ? 1 : 0) - (wasPublished ? 1 : 0);
        if (stream is { Publishers: 0, Viewers: 0 })
        {
            _streams.Remove(place.Stream);
        }

        if (vhost.Connections == 0)
        {
            _vhosts.Remove(place.Stream.Vhost);
        }
    }

    /// <summary>Sessions of a virtual host.</summary>
    private record struct VhostUse(int Connections, int PublishedStreams);

    /// <summary>Sessions of a stream.</summary>
    private record struct StreamUse(int Publishers, int Viewers);

    /// <summary>A session that counts. The broker disposes it once.</summary>
    private sealed class Place(LimitRule rule, ISession session, StreamKey stream, bool isPublisher, int kbps) : IDisposable
    {
        /// <summary>Ticks of a second over which the bitrate is averaged: longer than a group of pictures, shorter than harm.</summary>
        private const int Window = 10;

        /// <summary>Bytes received at each of the last ticks; made when it is first needed.</summary>
        private long[]? _received;
        private int _ticks;

        public ISession Session => session;

        public StreamKey Stream => stream;

        public bool IsPublisher => isPublisher;

        /// <summary>Takes the sample of this second.</summary>
        /// <returns>Whether the average of the last ten is above the limit.</returns>
        public bool Exceeds()
        {
            _received ??= new long[Window];
            var slot = _ticks++ % Window;
            var (now, before) = (session.ReceivedBytes, _received[slot]);
            _received[slot] = now;
            return _ticks > Window && (now - before) * 8 > (long)kbps * 1000 * Window;
        }

        public void Dispose() => rule.Leave(this);
    }
}
