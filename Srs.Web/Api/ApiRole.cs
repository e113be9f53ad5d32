namespace Srs.Web.Api;

/// <summary>What a caller of the API may do; each role may do what those before it may.</summary>
internal enum ApiRole
{
    /// <summary>Nothing that needs a role.</summary>
    None,

    /// <summary>Look at everything.</summary>
    Read,

    /// <summary>Act on clients and streams: end sessions, revoke credentials.</summary>
    Operate,

    /// <summary>Everything, the server's own settings included.</summary>
    Admin,
}
