namespace Srs.Media.Rtp.Payloads;

/// <summary>Cuts bytes into the fewest pieces that are short enough, all of one length, the last shorter by less than their number.</summary>
internal ref struct EqualPieces
{
    private readonly int _length;
    private ReadOnlySpan<byte> _rest;
    private bool _isFirst = true;

    /// <summary>Makes the cutter.</summary>
    /// <param name="bytes">Borrowed.</param>
    /// <param name="most">Longest piece in bytes, at least 1.</param>
    public EqualPieces(ReadOnlySpan<byte> bytes, int most)
    {
        var count = Math.Max(1, (bytes.Length + most - 1) / most);
        _length = (bytes.Length + count - 1) / count;
        _rest = bytes;
    }

    /// <summary>Takes the next piece.</summary>
    /// <returns>False at the end.</returns>
    public bool TryTake(out ReadOnlySpan<byte> piece, out bool isFirst, out bool isLast)
    {
        piece = _rest[..Math.Min(_length, _rest.Length)];
        _rest = _rest[piece.Length..];
        (isFirst, isLast) = (_isFirst, _rest.IsEmpty);
        _isFirst = false;
        return !piece.IsEmpty;
    }
}
