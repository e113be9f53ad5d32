namespace Srs.Media.Egress;

/// <summary>The next bytes for a viewer, held in place until disposed.</summary>
/// <remarks>Short: the cursor is locked meanwhile, and its log cannot move it. Take what can be sent now, and dispose.</remarks>
public readonly ref struct WireRead
{
    private readonly WireCursor _cursor;

    internal WireRead(WireCursor cursor, ReadOnlySpan<byte> bytes, bool isLast)
    {
        _cursor = cursor;
        Bytes = bytes;
        IsLast = isLast;
    }

    /// <summary>Bytes that can be sent; empty when the viewer has all there is.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether the viewer, having taken all of <see cref="Bytes"/>, has all there is.</summary>
    public bool IsLast { get; }

    /// <summary>Takes the first <paramref name="count"/> bytes as sent; at most once per read.</summary>
    public void Advance(int count) => _cursor.Advance(count);

    /// <summary>Lets the cursor go.</summary>
    public void Dispose() => _cursor.ExitRead();
}
