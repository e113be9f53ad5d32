namespace Srs.Web.Endpoints;

/// <summary>The parameter that tells viewers of HLS apart.</summary>
internal static class HlsQuery
{
    /// <summary>Its name, as in SRS.</summary>
    public const string Name = "hls_ctx";

    /// <summary>A query with it in front.</summary>
    /// <param name="id">Id of the viewer.</param>
    /// <param name="rest">Query with its leading <c>?</c>, or empty.</param>
    public static string With(string id, string rest) => rest.Length > 1 ? $"?{Name}={id}&{rest[1..]}" : $"?{Name}={id}";

    /// <summary>A query without it, and without what is about one request alone (<c>_HLS_</c>, draft-pantos-hls-rfc8216bis §6.2.5).</summary>
    /// <param name="query">Query with its leading <c>?</c>, or empty.</param>
    public static string Without(string query)
    {
        var rest = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(static pair => !pair.StartsWith(Name + "=", StringComparison.Ordinal) && !pair.StartsWith("_HLS_", StringComparison.Ordinal));
        var joined = string.Join('&', rest);
        return joined.Length == 0 ? "" : "?" + joined;
    }
}
