using Microsoft.AspNetCore.Http.HttpResults;

namespace Srs.Web.Api;

/// <summary>What answers under <c>/api</c> when no handler does: preflights, wrong methods, unknown paths.</summary>
internal static class ApiRoutes
{
    /// <summary>Makes a path known: every method that has no handler of its own gets 405, and OPTIONS 200.</summary>
    /// <remarks>Without it a catch-all route of the streams would take the request.</remarks>
    public static void MapOtherMethods(this IEndpointRouteBuilder routes, string path) =>
        routes.Map(path, AnswerOtherMethod).ExcludeFromDescription();

    /// <summary>Gives all paths under <c>/api</c> that nothing else is mapped to 404, and OPTIONS 200.</summary>
    public static void MapUnknown(this IEndpointRouteBuilder routes) =>
        routes.Map("/api/{**path}", AnswerUnknown).ExcludeFromDescription();

    /// <summary>Answers as if the route were not there.</summary>
    public static ValueTask<object?> HideAsync(EndpointFilterInvocationContext invocation) => ValueTask.FromResult<object?>(AnswerUnknown(invocation.HttpContext.Request));

    private static Results<Ok, ContentHttpResult> AnswerOtherMethod(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) ? TypedResults.Ok() : Text("Method Not Allowed", StatusCodes.Status405MethodNotAllowed);

    private static Results<Ok, ContentHttpResult> AnswerUnknown(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) ? TypedResults.Ok() : Text("Not Found", StatusCodes.Status404NotFound);

    private static ContentHttpResult Text(string text, int status) =>
        TypedResults.Text(text, "text/plain", statusCode: status);
}
