using System.Globalization;

namespace Srs.Load.Viewing;

/// <summary>The body of an HTTP answer that comes in chunks. RFC 9112 7.1.</summary>
internal sealed class ChunkedStream(InputBuffer inner) : FramedStream(inner)
{
    private const int LongestLine = 64;

    private bool _isFirst = true;

    /// <inheritdoc/>
    protected override bool TryReadLength(ReadOnlySpan<byte> front, out int used, out long length)
    {
        (used, length) = (0, 0);

        // The end of the piece before stands before the length of the next.
        var start = _isFirst ? 0 : 2;
        if (front.Length < start)
        {
            return false;
        }

        var end = front[start..].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return front.Length < LongestLine ? false : throw new IOException("The server's chunked answer is damaged.");
        }

        var digits = front.Slice(start, end);
        var extension = digits.IndexOf((byte)';');
        if (!long.TryParse(extension < 0 ? digits : digits[..extension], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out length) || length < 0)
        {
            throw new IOException("The server's chunked answer is damaged.");
        }

        used = start + end + 2;
        length = length == 0 ? -1 : length;
        _isFirst = false;
        return true;
    }
}
