using System.Globalization;

namespace Srs.Media.Segments;

/// <summary>Reads sizes as people write them.</summary>
public static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units = [("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("TB", 1L << 40)];

    /// <summary>Reads a size such as <c>512MB</c> (units of 1024) or a share such as <c>25%</c>.</summary>
    /// <param name="text">The size.</param>
    /// <param name="whole">What a share is of, in bytes.</param>
    /// <param name="bytes">The size in bytes, more than zero.</param>
    public static bool TryParse(string text, long whole, out long bytes)
    {
        bytes = 0;
        text = text.Trim();
        if (text.EndsWith('%'))
        {
            return TryMultiply(text[..^1], whole / 100.0, out bytes) && bytes <= whole;
        }

        foreach (var (unit, size) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                return TryMultiply(text[..^unit.Length], size, out bytes);
            }
        }

        return false;
    }

    private static bool TryMultiply(string number, double unit, out long bytes)
    {
        var isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value);
        var size = value * unit;
        bytes = isNumber && size is >= 1 and < long.MaxValue ? (long)size : 0;
        return bytes > 0;
    }
}
