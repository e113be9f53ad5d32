namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Values that later ones of the same message may refer to by number, in the order in which they began.</summary>
/// <remarks>A reference costs as much of <see cref="AmfLimits"/> as what it points at, so that a small message cannot describe a
/// huge tree. A reference to a value that is not complete would make a circle, which no legal command has, and is refused.</remarks>
internal sealed class AmfReferenceTable(AmfReadState state)
{
    private readonly List<Entry> _entries = [];

    /// <summary>Gives the next number to a value that begins here.</summary>
    public int Reserve()
    {
        _entries.Add(new Entry(null, state.Values, state.TextBytes));
        return _entries.Count - 1;
    }

    /// <summary>Says what the reserved number stands for.</summary>
    public AmfValue Complete(int index, AmfValue value)
    {
        var begin = _entries[index];
        _entries[index] = new Entry(value, state.Values - begin.Values, state.TextBytes - begin.TextBytes);
        return value;
    }

    /// <summary>The value of that number, paid for once more.</summary>
    public AmfValue Resolve(int index)
    {
        if (index >= _entries.Count || _entries[index].Value is not { } value)
        {
            throw new RtmpProtocolException(
                RtmpErrorCode.Amf0Invalid, $"AMF reference {index} to a value that is not complete; {_entries.Count} have begun.");
        }

        state.CheckHeight(value.Height);
        state.AddValues(_entries[index].Values);
        state.AddText(_entries[index].TextBytes);
        return value;
    }

    /// <param name="Value">Null until complete.</param>
    /// <param name="Values">Before completion the count when it began, afterwards how many it took.</param>
    /// <param name="TextBytes">Likewise for text.</param>
    private readonly record struct Entry(AmfValue? Value, int Values, int TextBytes);
}
