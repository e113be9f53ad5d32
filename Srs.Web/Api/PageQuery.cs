namespace Srs.Web.Api;

/// <summary>Which part of a list is asked for, by the query's <c>start</c> and <c>count</c>.</summary>
/// <param name="Start">Index of the first item, from 0.</param>
/// <param name="Count">Most items, at least 1.</param>
internal readonly record struct PageQuery(int Start, int Count)
{
    private const int DefaultCount = 10;

    /// <summary>Reads a query; nothing in it is an error.</summary>
    public static PageQuery Parse(string? start, string? count) => new(
        Math.Max(0, Atoi(start)),
        string.IsNullOrEmpty(count) ? DefaultCount : Math.Max(1, Atoi(count)));

    /// <summary>Takes the page out of a list that is ordered already.</summary>
    public IEnumerable<T> Of<T>(IEnumerable<T> items) => items.Skip(Start).Take(Count);

    /// <summary>The number at the front of a text as C's atoi reads it: 0 when there is none; too large ones stop at the limit.</summary>
    private static int Atoi(string? text)
    {
        var rest = text.AsSpan().TrimStart();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
        {
            rest = rest[1..];
        }

        long value = 0;
        foreach (var c in rest)
        {
            if (!char.IsAsciiDigit(c))
            {
                break;
            }

            value = Math.Min((value * 10) + (c - '0'), int.MaxValue);
        }

        return (int)(isNegative ? -value : value);
    }
}
