namespace Srs.Web.Endpoints;

/// <summary>A STUN or TURN server that clients are told of (RFC 9725 §4.6).</summary>
/// <param name="Url">Such as <c>stun:stun.example.net</c> or <c>turn:turn.example.net?transport=udp</c>.</param>
/// <param name="Username">For TURN; null for none.</param>
/// <param name="Credential">Password for it; null for none.</param>
internal sealed record RtcIceServer(string Url, string? Username = null, string? Credential = null)
{
    /// <summary>Value of a Link header.</summary>
    public string ToLink() => Username is null || Credential is null
        ? $"<{Url}>; rel=\"ice-server\""
        : $"<{Url}>; rel=\"ice-server\"; username=\"{Quote(Username)}\"; credential=\"{Quote(Credential)}\"; credential-type=\"password\"";

    /// <summary>Escapes what a quoted string must (RFC 9110 §5.6.4).</summary>
    private static string Quote(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
