namespace Srs.Web.Api.Dto;

/// <summary>Which credentials are not good any more. At least one of jti, key and stream; all that are given have to fit.</summary>
internal sealed record RevocationRequest
{
    /// <summary>Id of a token, its claim <c>jti</c>.</summary>
    /// <example>viewer-4711</example>
    public string? Jti { get; init; }

    /// <summary>Name of a key in the settings, <c>Auth:Keys</c>: everything that was checked with it.</summary>
    /// <example>camera1</example>
    public string? Key { get; init; }

    /// <summary>Streams, <c>app/stream</c> with * for any characters but a slash, or * for all: every credential shown for them.</summary>
    /// <example>live/camera1</example>
    public string? Stream { get; init; }

    /// <summary>Virtual host; absent for all.</summary>
    /// <example>__defaultVhost__</example>
    public string? Vhost { get; init; }

    /// <summary>When it is forgotten, in seconds since 1970, such as the token's own end; absent for never.</summary>
    /// <example>1767225600</example>
    public long? Until { get; init; }
}
