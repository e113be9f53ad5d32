using Microsoft.Net.Http.Headers;

namespace Srs.Web.Endpoints;

/// <summary>Which bytes a request wants (RFC 9110 §13 and §14).</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="IsPart">Whether a range was asked for; several at once count as none.</param>
internal readonly record struct HttpRange(long Offset, long Length, bool IsPart)
{
    /// <summary>Whether the client has it already.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">Its entity tag, in quotes.</param>
    public static bool IsNotModified(HttpRequest request, string tag) =>
        request.Headers.IfNoneMatch.Count > 0
        && EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && new EntityTagHeaderValue(tag) is var own
        && known.Any(other => other.Equals(EntityTagHeaderValue.Any) || other.Compare(own, useStrongComparison: false));

    /// <summary>Reads the range.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">What If-Range is compared with, in quotes.</param>
    /// <param name="length">Number of bytes that there are.</param>
    /// <param name="range">The range.</param>
    /// <returns>False when it lies beyond the end.</returns>
    public static bool TryRead(HttpRequest request, string tag, long length, out HttpRange range)
    {
        range = new HttpRange(0, length, IsPart: false);
        if (request.Headers.Range.Count == 0 || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header)
            || header.Unit != "bytes" || header.Ranges.Count != 1 || !Applies(request, tag))
        {
            return true;
        }

        var wanted = header.Ranges.First();
        var from = wanted.From ?? Math.Max(0, length - wanted.To!.Value);
        var to = wanted.From is null || wanted.To is null ? length - 1 : Math.Min(wanted.To.Value, length - 1);
        range = new HttpRange(from, to - from + 1, IsPart: true);
        return range.Length > 0 && from < length;
    }

    private static bool Applies(HttpRequest request, string tag) => request.Headers.IfRange.Count == 0 || request.Headers.IfRange.ToString() == tag;
}
