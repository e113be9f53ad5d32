using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Web.Reload;

namespace Srs.Web.Endpoints;

/// <summary>What all answers of the live routes have in common.</summary>
internal static class LiveReply
{
    /// <summary>Lets pages of any origin read the answer, unless the settings do not.</summary>
    public static void AllowOrigins(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0 || !context.RequestServices.GetRequiredService<RunningOptions>().Current.HttpServer.Crossdomain)
        {
            return;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";

        // The asterisk stands for every header but this one (Fetch, CORS protocol).
        headers.AccessControlAllowHeaders = "*, Authorization";
        headers.AccessControlAllowMethods = "*";
        headers.AccessControlExposeHeaders = "*";
    }

    /// <summary>The status that a refusal of the broker becomes; a 401 gets its challenge (RFC 6750 §3).</summary>
    public static int StatusOf(HttpContext context, AccessDeniedException refusal)
    {
        if (refusal is CredentialsRequiredException { WasShown: var wasShown })
        {
            context.Response.Headers.WWWAuthenticate = wasShown ? "Bearer realm=\"stream\", error=\"invalid_token\"" : "Bearer realm=\"stream\"";
            return StatusCodes.Status401Unauthorized;
        }

        return refusal is StreamBusyException ? StatusCodes.Status409Conflict
            : refusal.Code == LimitRule.ConnectionsExceed ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status403Forbidden;
    }

    /// <summary>The token of <c>Authorization: Bearer</c> (RFC 6750 §2.1); empty for none.</summary>
    public static string BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
    }

    /// <summary>Answers with a status and a sentence.</summary>
    public static Task WriteAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        // The sentence repeats a stranger's stream name.
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(sentence, context.RequestAborted);
    }
}
