using Srs.Media.Net;
using Srs.Web.Api.Dto;
using Srs.Web.Reload;

namespace Srs.Web.Api;

/// <summary>What all API routes have in common, before their handler runs: CORS, JSONP names, who may call, and no changes from foreign pages.</summary>
/// <remarks>
/// SRS lets <c>?callback=f&amp;method=DELETE</c> turn a GET into a DELETE. That is left out on purpose: any web page could then kick
/// clients with a script tag, which no browser header guards. JSONP reads; changes take the real method. A browser shows the user's Basic
/// credentials with the script tags of every page, so with these JSONP is for pages of this host only.
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

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            if (!IsCrossdomain(context))
            {
                // As SRS answers it.
                return TypedResults.Text("Method Not Allowed", "text/plain", statusCode: StatusCodes.Status405MethodNotAllowed);
            }

            // A browser's question whether it may ask, which shows no credential.
            return await next(invocation);
        }

        if (Refuse(context) is var (status, code, reason))
        {
            var logger = context.RequestServices.GetRequiredService<ILogger<ApiCredentials>>();
            logger.Refused(context.Request.Method, context.Request.Path, context.Connection.RemoteIpAddress?.MapToIPv4IfPossible(), reason);
            context.Response.StatusCode = status;
            await ApiResponse.WriteJsonAsync(context, new FailureResponse { Code = (int)code, Desc = reason }, ApiJsonContext.Default.FailureResponse);
            return Results.Empty;
        }

        return await next(invocation);
    }

    /// <summary>Asks who calls, and whether he may.</summary>
    /// <returns>Null when he may; he is a feature of the request then.</returns>
    private static (int Status, ApiErrorCode Code, string Reason)? Refuse(HttpContext context)
    {
        var credentials = context.RequestServices.GetRequiredService<ApiCredentials>();
        var needed = ApiAuthorization.Find(context);
        if (credentials.Identify(context) is not { } caller)
        {
            // A challenge to Basic has a browser ask in a window of its own, whoever asked; the console has a better one.
            var isScript = context.Request.Headers.XRequestedWith.Count > 0;
            context.Response.Headers.WWWAuthenticate = isScript ? "Bearer realm=\"api\"" : "Basic realm=\"api\", charset=\"UTF-8\"";
            return (StatusCodes.Status401Unauthorized, ApiErrorCode.SecurityDenied, "The API needs a user name and password, or an API key.");
        }

        if (caller.Role < needed)
        {
            var reason = credentials.IsRequired
                ? $"This needs the role {needed.ToString().ToLowerInvariant()}, and the key {caller.Name} has the role {caller.Role.ToString().ToLowerInvariant()}."
                : "Changes are taken from this machine only, until the API has a user or keys; set Srs:HttpApi:Auth or Srs:HttpApi:Keys.";
            return (StatusCodes.Status403Forbidden, ApiErrorCode.SecurityDeny, reason);
        }

        if (IsWrite(context.Request.Method) && CrossSite.IsForeign(context.Request))
        {
            return (
                StatusCodes.Status403Forbidden,
                ApiErrorCode.SecurityDeny,
                "A web page of another site may not change anything here; use the console, or a program such as curl.");
        }

        if (credentials.IsRequired && JsonpCallback.Find(context.Request) is not null && ApiCredentials.IsBasic(context.Request) && !CrossSite.IsOwn(context.Request))
        {
            return (
                StatusCodes.Status403Forbidden,
                ApiErrorCode.SecurityDeny,
                "With a user name and password, callback= is for web pages of this host only; ask without it, or show an API key in a header.");
        }

        context.Features.Set(caller);
        return null;
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

    private static bool IsCrossdomain(HttpContext context) =>
        context.RequestServices.GetService<RunningOptions>() is not { Current.HttpApi.Crossdomain: false };

    private static void AllowAnyOrigin(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0 || !IsCrossdomain(context))
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
