namespace Srs.Web.Endpoints;

/// <summary>What all answers of the live routes have in common.</summary>
internal static class LiveReply
{
    /// <summary>Lets pages of any origin read the answer.</summary>
    public static void AllowOrigins(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0)
        {
            return;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowHeaders = "*";
        headers.AccessControlAllowMethods = "*";
        headers.AccessControlExposeHeaders = "*";
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
