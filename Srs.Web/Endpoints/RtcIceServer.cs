using Microsoft.Extensions.Primitives;
using Srs.Web.Configuration;

namespace Srs.Web.Endpoints;

/// <summary>A STUN or TURN server that clients are told of (RFC 9725 §4.6).</summary>
/// <param name="Url">Such as <c>stun:stun.example.net</c> or <c>turn:turn.example.net?transport=udp</c>.</param>
/// <param name="Username">For TURN; null for none.</param>
/// <param name="Credential">Password for it; null for none.</param>
internal sealed record RtcIceServer(string Url, string? Username = null, string? Credential = null)
{
    /// <summary>The Link headers that the settings ask for, one for each URL.</summary>
    public static StringValues LinksOf(RtcServerOptions settings) => settings.IceServers.Count == 0 ? StringValues.Empty : new StringValues(
    [
        .. from server in settings.IceServers.Values
           from url in server.Urls.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           let isTurn = url.StartsWith("turn", StringComparison.Ordinal)
           select (isTurn ? new RtcIceServer(url, server.Username, server.Credential) : new RtcIceServer(url)).ToLink(),
    ]);

    /// <summary>Value of a Link header.</summary>
    public string ToLink() => Username is null || Credential is null
        ? $"<{Url}>; rel=\"ice-server\""
        : $"<{Url}>; rel=\"ice-server\"; username=\"{Quote(Username)}\"; credential=\"{Quote(Credential)}\"; credential-type=\"password\"";

    /// <summary>Escapes what a quoted string must (RFC 9110 §5.6.4).</summary>
    private static string Quote(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
