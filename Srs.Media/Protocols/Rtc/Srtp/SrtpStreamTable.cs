namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>The SSRCs of one direction of a session. A handful, so they are searched one after the other, the last one first.</summary>
/// <param name="capacity">How many are remembered at most.</param>
internal sealed class SrtpStreamTable(int capacity)
{
    private readonly List<SrtpStream> _streams = [];
    private SrtpStream? _last;
    private long _uses;

    /// <summary>How many are remembered.</summary>
    public int Count => _streams.Count;

    /// <summary>Whether an unknown SSRC needs another's place.</summary>
    public bool IsFull => _streams.Count == capacity;

    /// <summary>What is remembered of an SSRC, or null.</summary>
    public SrtpStream? Find(uint ssrc)
    {
        if (_last?.Ssrc != ssrc)
        {
            var found = FindOther(ssrc);
            if (found is null)
            {
                return null;
            }

            _last = found;
        }

        _last.LastUse = ++_uses;
        return _last;
    }

    /// <summary>Remembers one that is not there; when full, instead of the one idle for longest.</summary>
    public void Add(SrtpStream stream)
    {
        if (IsFull)
        {
            _streams.Remove(_streams.MinBy(static other => other.LastUse)!);
        }

        stream.LastUse = ++_uses;
        _streams.Add(stream);
        _last = stream;
    }

    private SrtpStream? FindOther(uint ssrc)
    {
        foreach (var stream in _streams)
        {
            if (stream.Ssrc == ssrc)
            {
                return stream;
            }
        }

        return null;
    }
}
