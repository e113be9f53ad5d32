namespace Srs.Media.Access;

/// <summary>Something that credentials are checked with; section <c>Auth:Keys:&lt;name&gt;</c>. Several of one kind let keys be changed without a gap.</summary>
public sealed record AuthKeyOptions
{
    /// <summary>
    /// <c>key</c>: the client shows the text itself, <c>?key=TEXT</c>. <c>signature</c>: the URL is signed with it,
    /// <c>?expires=UNIX_TIME&amp;sign=HEX</c>. <c>hs256</c>, <c>rs256</c>, <c>es256</c>: it signs or checks JSON web tokens of this one algorithm,
    /// <c>?token=JWT</c> or <c>Authorization: Bearer JWT</c>.
    /// </summary>
    public string Type { get; init; } = "";

    /// <summary>
    /// The secret; for <c>key</c> also <c>sha256:</c> and its hash in hexadecimal. For <c>rs256</c> and <c>es256</c> the public key as PEM text.
    /// </summary>
    [Secret]
    public string Key { get; init; } = "";

    /// <summary>File that holds <see cref="Key"/>, instead of it; relative to the working directory. White space around a secret is dropped.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Address of a JSON web key set with the public keys, instead of <see cref="Key"/>; https, or http on this machine.</summary>
    public string Jwks { get; init; } = "";

    /// <summary>
    /// Streams that it is good for, <c>app/stream</c>, separated by spaces; <c>*</c> stands for any characters but a slash, a lone <c>*</c>
    /// for every stream. Default <c>*</c>.
    /// </summary>
    public string Streams { get; init; } = "*";

    /// <summary>What it is good for: publish, play, or both. Default <c>publish play</c>.</summary>
    public string Actions { get; init; } = "publish play";

    /// <summary>Issuer (<c>iss</c>) that tokens have to name; empty for any.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Audience (<c>aud</c>) that tokens have to name; empty for any.</summary>
    public string Audience { get; init; } = "";
}
