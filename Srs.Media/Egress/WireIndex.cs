namespace Srs.Media.Egress;

/// <summary>The messages of a <see cref="WireLog"/> in order: a ring that grows with what the log holds.</summary>
/// <remarks>Not thread-safe; the log's lock guards it.</remarks>
internal sealed class WireIndex
{
    private WireMessage[] _ring = new WireMessage[64];
    private int _first;

    /// <summary>Messages held.</summary>
    public int Count { get; private set; }

    /// <summary>The message at <paramref name="position"/>, 0 being the oldest.</summary>
    public ref readonly WireMessage this[int position] => ref _ring[(_first + position) & (_ring.Length - 1)];

    /// <summary>Appends a message.</summary>
    public void Add(in WireMessage message)
    {
        if (Count == _ring.Length)
        {
            var larger = new WireMessage[_ring.Length * 2];
            for (var i = 0; i < Count; i++)
            {
                larger[i] = this[i];
            }

            _ring = larger;
            _first = 0;
        }

        _ring[(_first + Count) & (_ring.Length - 1)] = message;
        Count++;
    }

    /// <summary>Forgets the messages that begin before <paramref name="offset"/>.</summary>
    public void RemoveBefore(long offset)
    {
        while (Count > 0 && this[0].Offset < offset)
        {
            _ring[_first] = default;
            _first = (_first + 1) & (_ring.Length - 1);
            Count--;
        }
    }

    /// <summary>Position of the first message that begins at or after <paramref name="offset"/>; <see cref="Count"/> when there is none.</summary>
    public int FindAtOrAfter(long offset) => Search(offset, static (in WireMessage m, long value) => m.Offset < value);

    /// <summary>Position of the first message at or after <paramref name="time"/>; <see cref="Count"/> when there is none.</summary>
    public int FindAtOrAfter(TimeSpan time) => Search(time.Ticks, static (in WireMessage m, long value) => m.Time.Ticks < value);

    private int Search(long value, Precedes precedes)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (precedes(in this[middle], value))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private delegate bool Precedes(in WireMessage message, long value);
}
