namespace Srs.Media.Protocols.Rtc;

/// <summary>The sessions that are not connected yet, in the order of their offers. Thread-safe.</summary>
/// <remarks>
/// Anybody can ask for sessions and never come. When there are too many, the oldest one makes room: a peer that means it connects within
/// seconds, so it gets through however many others do not.
/// </remarks>
/// <param name="limit">Most of them.</param>
internal sealed class RtcOpenings(int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RtcConnection> _connections = [];
    private readonly Dictionary<RtcConnection, LinkedListNode<RtcConnection>> _places = [];

    /// <summary>Sessions that are not connected yet.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Adds one, and ends the oldest if there are too many.</summary>
    public void Add(RtcConnection connection)
    {
        RtcConnection? oldest = null;
        lock (_gate)
        {
            _places[connection] = _connections.AddLast(connection);
            if (_connections.Count > limit)
            {
                oldest = _connections.First!.Value;
                Forget(oldest);
            }
        }

        oldest?.End("The peer had not connected yet, and too many others ask for sessions without coming.");
    }

    /// <summary>Takes one out that is connected or over.</summary>
    public void Remove(RtcConnection connection)
    {
        lock (_gate)
        {
            Forget(connection);
        }
    }

    private void Forget(RtcConnection connection)
    {
        if (_places.Remove(connection, out var place))
        {
            _connections.Remove(place);
        }
    }
}
