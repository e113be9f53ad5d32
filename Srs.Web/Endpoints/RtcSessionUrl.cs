using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;

namespace Srs.Web.Endpoints;

/// <summary>What the Location of a WHIP or WHEP session says, in SRS's words.</summary>
/// <param name="App">App of the stream.</param>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Session">Our ICE user name, a colon, and the peer's; the peer's may have any visible character.</param>
/// <param name="Token">Secret that DELETE and PATCH must name.</param>
internal sealed record RtcSessionUrl(string App, string Stream, string Session, string Token)
{
    /// <summary>Path of the endpoint that sessions of either kind belong to.</summary>
    public const string Path = "/rtc/v1/whip/";

    /// <summary>The absolute URL, which clients need that do not resolve relative ones (RFC 9725 §4.2 has it absolute in its examples).</summary>
    /// <param name="request">
    /// The request that made the session: scheme, host and base path are taken from it, or from what a proxy says that it was sent to.
    /// Nothing but this answer to the same client depends on that, so anybody may say it.
    /// </param>
    public string ToAbsolute(HttpRequest request)
    {
        var scheme = First(request, "X-Forwarded-Proto") is "http" or "https" ? First(request, "X-Forwarded-Proto")! : request.Scheme;
        var host = First(request, "X-Forwarded-Host") is { } told && Uri.TryCreate($"{scheme}://{told}/", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? new HostString(told)
            : request.Host;
        return UriHelper.BuildAbsolute(scheme, host, request.PathBase, Path, new QueryString(ToQuery()));
    }

    /// <summary>Whether a request knows the session's secret; takes the same time wherever they differ.</summary>
    public bool IsToken(string? given) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(Token));

    /// <summary>What the proxy nearest to the client has said.</summary>
    private static string? First(HttpRequest request, string header) =>
        request.Headers[header].ToString().Split(',')[0].Trim() is { Length: > 0 } value ? value : null;

    private string ToQuery() =>
        $"?action=delete&token={Escape(Token)}&app={Escape(App)}&stream={Escape(Stream)}&session={Escape(Session)}";

    /// <summary>Escapes a value; the colon of the session stays, as in SRS, since a query may have it (RFC 3986 §3.4).</summary>
    private static string Escape(string value) => Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal);
}
