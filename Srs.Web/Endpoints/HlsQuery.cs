namespace Srs.Web.Endpoints;

/// <summary>The parameter that tells viewers of HLS apart.</summary>
internal static class HlsQuery
{
    /// <summary>Its name, as in SRS.</summary>
    public const string Name = "hls_ctx";

    /// <summary>Names the stream whose rendition the playlist is that is asked for: the viewer is one of that stream.</summary>
    public const string Whole = "hls_of";

    /// <summary>A query with it in front.</summary>
    /// <param name="id">Id of the viewer.</param>
    /// <param name="rest">Query with its leading <c>?</c>, or empty.</param>
    public static string With(string id, string rest) => rest.Length > 1 ? $"?{Name}={id}&{rest[1..]}" : $"?{Name}={id}";

    /// <summary>A query that names the whole, too.</summary>
    /// <param name="whole">Name of the stream.</param>
    /// <param name="query">Query with its leading <c>?</c>, or empty.</param>
    public static string WithWhole(string whole, string query) => $"{(query.Length > 1 ? query + "&" : "?")}{Whole}={Uri.EscapeDataString(whole)}";

    /// <summary>A query without both, and without what is about one request alone (<c>_HLS_</c>, draft-pantos-hls-rfc8216bis §6.2.5).</summary>
    /// <param name="query">Query with its leading <c>?</c>, or empty.</param>
    public static string Without(string query)
    {
        if (query.Length == 0)
        {
            return query;
        }

        var rest = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(static pair => !pair.StartsWith(Name + "=", StringComparison.Ordinal) && !pair.StartsWith(Whole + "=", StringComparison.Ordinal)
                && !pair.StartsWith("_HLS_", StringComparison.Ordinal));
        var joined = string.Join('&', rest);
        return joined.Length == 0 ? "" : "?" + joined;
    }
}
