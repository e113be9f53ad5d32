using System.Net;
using System.Text;
using Srs.Media.Access;
using Srs.Web.Configuration;

namespace Srs.Web.Api;

/// <summary>Tells who calls the API, by <see cref="HttpApiOptions"/>.</summary>
/// <param name="current">Tells the settings in force.</param>
internal sealed class ApiCredentials(Func<HttpApiOptions> current)
{
    /// <summary>Longest Authorization header that is looked at, in characters.</summary>
    private const int MaxHeader = 4096;

    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    /// <summary>Whether callers need a credential. Without, everybody may read, and this machine may do everything.</summary>
    public bool IsRequired => AreRequired(current());

    /// <summary>Finds the caller of a request.</summary>
    /// <returns>Null when a credential is needed and a good one is not shown.</returns>
    public ApiCaller? Identify(HttpContext context)
    {
        var options = current();
        var isLocal = IsLocal(context);
        if (!AreRequired(options))
        {
            return new ApiCaller("", isLocal ? ApiRole.Admin : ApiRole.Read, isLocal);
        }

        var header = context.Request.Headers.Authorization.ToString();
        var (name, role) = context.Request.Headers["X-Api-Key"].ToString() is { Length: > 0 and <= MaxHeader } key ? FindKey(options, key)
            : header.Length > MaxHeader ? default
            : header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? FindKey(options, header[Bearer.Length..].Trim())
            : header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? FindUser(options, header[Basic.Length..].Trim())
            : default;
        return role == ApiRole.None ? null : new ApiCaller(name!, role, isLocal);
    }

    /// <summary>Whether a request comes from this machine itself.</summary>
    /// <remarks>
    /// Headers can only take it away: a proxy on this machine says for whom it asks, or, like nginx when nobody has told it to, asks by
    /// HTTP/1.0. A browser may have been led here by a name that its owner let point to this machine, so it has to have asked for an address
    /// or for localhost.
    /// </remarks>
    internal static bool IsLocal(HttpContext context)
    {
        var headers = context.Request.Headers;
        var (remote, local) = (context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress);
        if (remote is null || HttpProtocol.IsHttp10(context.Request.Protocol) || !(IPAddress.IsLoopback(remote) || remote.Equals(local))
            || headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("X-Real-IP") || headers.ContainsKey("Forwarded") || headers.ContainsKey("Via"))
        {
            return false;
        }

        var isBrowser = headers.Origin.Count > 0 || headers.ContainsKey("Sec-Fetch-Site")
            || headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase);
        var host = context.Request.Host.Host;
        return !isBrowser || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);
    }

    /// <summary>Whether a request shows what browsers show by themselves, whichever page makes them ask.</summary>
    internal static bool IsBasic(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Basic, StringComparison.OrdinalIgnoreCase);

    private static bool AreRequired(HttpApiOptions options) => options.Auth.Enabled || options.Keys.Count > 0;

    private static (string? Name, ApiRole Role) FindKey(HttpApiOptions options, string shown)
    {
        // All are compared, so that the time does not tell which was found.
        var found = options.Keys.Where(key => SecretText.Matches(key.Value.Key, shown)).ToList();
        return found.Count == 0 ? default : (found[0].Key, found[0].Value.Role);
    }

    /// <summary>The user, or a key whose name is given as the user's.</summary>
    private static (string? Name, ApiRole Role) FindUser(HttpApiOptions options, string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return default;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return default;
        }

        var (name, password) = (text[..colon], text[(colon + 1)..]);
        var auth = options.Auth;
        return auth.Enabled && SecretText.Matches(auth.Username, name) & SecretText.Matches(auth.Password, password) ? (name, ApiRole.Admin)
            : options.Keys.TryGetValue(name, out var key) && SecretText.Matches(key.Key, password) ? (name, key.Role)
            : default;
    }
}
