namespace Srs.Media.Containers.Mp4;

/// <summary>Walks the boxes that lie one after another in a box's content.</summary>
/// <remarks>Borrows the bytes. A damaged box ends the walk, as the end does.</remarks>
internal ref struct Mp4BoxReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    /// <summary>Takes the next box.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="content">What follows the header.</param>
    public bool TryReadNext(out Mp4BoxHeader header, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!Mp4BoxHeader.TryRead(_rest, out header))
        {
            return false;
        }

        var length = header.Length == 0 ? _rest.Length : header.Length;
        if (length > _rest.Length)
        {
            return false;
        }

        content = _rest[header.HeaderLength..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Finds the first box of a type in a content.</summary>
    public static bool TryFind(ReadOnlySpan<byte> content, ReadOnlySpan<byte> type, out ReadOnlySpan<byte> found)
    {
        var boxes = new Mp4BoxReader(content);
        while (boxes.TryReadNext(out var header, out found))
        {
            if (header.Is(type))
            {
                return true;
            }
        }

        found = default;
        return false;
    }
}
