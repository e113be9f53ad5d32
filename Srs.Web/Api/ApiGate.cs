using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>What all API routes have in common, before their handler runs: CORS, JSONP names, and no changes from foreign pages.</summary>
/// <remarks>
/// SRS lets <c>?callback=f&amp;method=DELETE</c> turn a GET into a DELETE. That is left out on purpose: any web page could then kick
/// clients with a script tag, which no browser header guards. JSONP reads; changes take the real method.
/// </remarks>
internal static class ApiGate
{
    /// <summary>Endpoint filter of the API's route group.</summary>
    public static async ValueTask<object?> Guard(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        AllowAnyOrigin(context);

        if (JsonpCallback.Find(context.Request) is { } callback && !JsonpCallback.IsName(callback))
        {
            await ApiResponse.WriteJsonAsync(
                context, new FailureResponse { Code = (int)ApiErrorCode.HttpJsonp }, ApiJsonContext.Default.FailureResponse);
            return Results.Empty;
        }

        if (IsWrite(context.Request.Method) && CrossSite.IsForeign(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            var refusal = new FailureResponse
            {
                Code = (int)ApiErrorCode.SecurityDeny,
                Desc = "A web page of another site may not change anything here; use the console, or a program such as curl.",
            };
            await ApiResponse.WriteJsonAsync(context, refusal, ApiJsonContext.Default.FailureResponse);
            return Results.Empty;
        }

        return await next(invocation);
    }

    /// <summary>Sends <c>/api/v1/streams</c> to <c>/api/v1/streams/</c>, query kept, as SRS does and its clients expect.</summary>
    public static ValueTask<object?> RedirectToSlash(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var request = invocation.HttpContext.Request;
        return request.Path.Value!.EndsWith('/')
            ? next(invocation)
            : ValueTask.FromResult<object?>(TypedResults.LocalRedirect($"~{request.Path}/{request.QueryString}"));
    }

    private static bool IsWrite(string method) =>
        !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));

    private static void AllowAnyOrigin(HttpContext context)
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
        headers.AccessControlAllowCredentials = "false";

        // So spelled by SRS; browsers know it as a request header only.
        headers["Access-Control-Request-Private-Network"] = "true";
    }
}
