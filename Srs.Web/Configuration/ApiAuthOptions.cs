using Srs.Media.Access;

namespace Srs.Web.Configuration;

/// <summary>The user of the API (HTTP Basic, RFC 7617), who may do everything; section <c>Srs:HttpApi:Auth</c>, SRS's <c>http_api.auth</c>.</summary>
/// <remarks>Asked for on every HTTP port, for the paths under <c>/api/</c>; not for streams, <c>/metrics</c>, <c>/healthz</c> and the pages.</remarks>
internal sealed record ApiAuthOptions
{
    /// <summary>Whether callers have to show user name and password, or a key of <c>Srs:HttpApi:Keys</c>. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Name of the user; without a colon.</summary>
    public string Username { get; init; } = "";

    /// <summary>Password of the user, or <c>sha256:</c> and the 64 hexadecimal digits of its hash.</summary>
    [Secret]
    public string Password { get; init; } = "";
}
