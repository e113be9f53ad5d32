using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>Credentials that are not good any more. What is empty is not looked at; all the others have to fit.</summary>
public sealed record Revocation
{
    /// <summary>Its own id, for lifting it again.</summary>
    public string Id { get; init; } = SessionId.New();

    /// <summary>Tokens with this <c>jti</c>.</summary>
    public string TokenId { get; init; } = "";

    /// <summary>Credentials checked with the key of this name.</summary>
    public string Key { get; init; } = "";

    /// <summary>Credentials shown for streams of this pattern, <c>app/stream</c> with <c>*</c> for any characters but a slash, or <c>*</c>.</summary>
    public string Stream { get; init; } = "";

    /// <summary>On this virtual host.</summary>
    public string Vhost { get; init; } = "";

    /// <summary>When it is forgotten, such as at the end of the token; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether a grant is revoked by it.</summary>
    internal bool Fits(AccessGrant grant) =>
        (TokenId.Length == 0 || TokenId == grant.TokenId)
        && (Key.Length == 0 || Key == grant.KeyName)
        && (Vhost.Length == 0 || string.Equals(Vhost, grant.Stream.Vhost, StringComparison.OrdinalIgnoreCase))
        && (Stream.Length == 0 || StreamPattern.Matches(Stream, grant.Stream.App, grant.Stream.Stream));
}
