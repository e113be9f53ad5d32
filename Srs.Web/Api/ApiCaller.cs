namespace Srs.Web.Api;

/// <summary>Who calls the API; a feature of the request once it has passed the <see cref="ApiGate"/>.</summary>
/// <param name="Name">Name of the user or key; empty for somebody who showed none.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="IsLocal">Whether the call comes from this machine, and not through a proxy on it.</param>
internal sealed record ApiCaller(string Name, ApiRole Role, bool IsLocal);
