namespace Srs.Web.Api;

/// <summary>The <c>?callback=</c> of JSONP.</summary>
internal static class JsonpCallback
{
    /// <summary>The name that the caller gave, or null.</summary>
    public static string? Find(HttpRequest request) => request.Query["callback"] is [{ Length: > 0 } name, ..] ? name : null;

    /// <summary>Whether a name has only letters, digits, dots, underscores and hyphens, and so cannot be a script of its own.</summary>
    public static bool IsName(string callback) =>
        callback.Length > 0 && callback.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
