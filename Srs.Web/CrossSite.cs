namespace Srs.Web;

/// <summary>Tells requests that a foreign web page made from those of the console and of programs.</summary>
/// <remarks>Browsers send these headers themselves and pages cannot change them; programs such as curl send neither.</remarks>
internal static class CrossSite
{
    /// <summary>Whether a browser says that a page of this host asks, or its user; a page can have it say nothing, but not this.</summary>
    public static bool IsOwn(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" or "none" => true,
        "cross-site" => false,
        _ => Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page)
            && string.Equals(page.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>Whether a browser says that a page of another site asks.</summary>
    /// <remarks>Ports are not compared: the console may be served on another port than the API. Fetch Metadata §2.3; RFC 6454 §7.</remarks>
    public static bool IsForeign(HttpRequest request)
    {
        switch (request.Headers["Sec-Fetch-Site"].ToString())
        {
            case "cross-site":
                return true;
            case "same-origin":
                // Behind a proxy that changes Host, the browser still knows.
                return false;
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return false;
        }

        // "null" (a sandboxed frame, a local file) is no URL and counts as foreign.
        return !Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            || !string.Equals(uri.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase);
    }
}
