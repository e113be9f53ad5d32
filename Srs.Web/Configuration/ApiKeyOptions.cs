using Srs.Media.Access;
using Srs.Web.Api;

namespace Srs.Web.Configuration;

/// <summary>A key of the API; section <c>Srs:HttpApi:Keys:&lt;name&gt;</c>. As soon as there is one, every caller needs a key or the user's password.</summary>
internal sealed record ApiKeyOptions
{
    /// <summary>
    /// The key, at least 16 characters, or <c>sha256:</c> and the 64 hexadecimal digits of its hash. Shown as <c>Authorization: Bearer KEY</c>,
    /// <c>X-Api-Key: KEY</c>, or as password of the user with the key's name.
    /// </summary>
    [Secret]
    public string Key { get; init; } = "";

    /// <summary>What it is good for: <c>read</c>, <c>operate</c> (end sessions, revoke credentials), <c>admin</c>. Default read.</summary>
    public ApiRole Role { get; init; } = ApiRole.Read;
}
