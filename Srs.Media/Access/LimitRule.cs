using System.Globalization;
using System.Runtime.InteropServices;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>Keeps virtual hosts within <see cref="LimitOptions"/>. Thread-safe.</summary>
/// <remarks>Sessions are counted while their virtual host has any limit, so that those without cost nothing.</remarks>
public sealed class LimitRule : IAccessRule
{
    /// <summary>SRS's code for too many connections.</summary>
    public const int ConnectionsExceed = 1074;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _connections = [];
    private readonly Dictionary<StreamKey, int> _viewers = [];
    private readonly Dictionary<StreamKey, int> _publishers = [];
    private readonly HashSet<Place> _measured = [];

    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        var limits = attempt.Options.Limits;
        if (limits is { Connections: 0, ViewersPerStream: 0, Publishers: 0, PublisherKbps: 0 })
        {
            return default;
        }

        var stream = attempt.Stream;
        var isPublisher = attempt.Request.Action == AccessAction.Publish;
        lock (_gate)
        {
            ThrowIfFull(limits.Connections, _connections.GetValueOrDefault(stream.Vhost), "this virtual host takes no more clients");
            if (isPublisher && !_publishers.ContainsKey(stream))
            {
                ThrowIfFull(limits.Publishers, _publishers.Keys.Count(key => key.Vhost == stream.Vhost), "this virtual host takes no more publishers");
            }
            else if (!isPublisher)
            {
                ThrowIfFull(limits.ViewersPerStream, _viewers.GetValueOrDefault(stream), $"{stream} takes no more viewers");
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_connections, stream.Vhost, out _)++;
            CollectionsMarshal.GetValueRefOrAddDefault(isPublisher ? _publishers : _viewers, stream, out _)++;
            var place = new Place(this, attempt.Session, stream, isPublisher, limits.PublisherKbps);
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
            Decrement(_connections, place.Stream.Vhost);
            Decrement(place.IsPublisher ? _publishers : _viewers, place.Stream);
        }
    }

    private static void Decrement<TKey>(Dictionary<TKey, int> counts, TKey key)
        where TKey : notnull
    {
        if (--CollectionsMarshal.GetValueRefOrNullRef(counts, key) == 0)
        {
            counts.Remove(key);
        }
    }

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
