using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Streams;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>Sends a client to another server, or to this one again (Enhanced RTMP v2, "Reconnect Request"); SRS has no such route.</summary>
internal static class ReconnectEndpoint
{
    /// <summary>Longest text in the body, in characters.</summary>
    private const int MaxText = 2048;

    private const string Route = "/api/v1/clients/{id}/reconnect";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Route, RequestReconnect).WithTags("Clients")
            .Accepts<ReconnectRequest>(isOptional: true, "application/json", "*/*") // curl -d calls it a form.
            .Produces<FailureResponse>(StatusCodes.Status400BadRequest, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status403Forbidden, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status404NotFound, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status409Conflict, ApiResponse.Json);
        routes.MapOtherMethods(Route);
    }

    /// <summary>Asks a client to connect again, here or elsewhere; its session goes on until it does.</summary>
    /// <remarks>
    /// The body is JSON and may be absent: <c>tcUrl</c>, an address such as rtmp://other.example/live or /live, absent for the same one, and
    /// <c>description</c>, a sentence for people. 404 with code 2049 when no client has this id, 409 when the client did not announce at connect that it can
    /// (Enhanced RTMP's <c>capsEx</c>), 400 when the body is malformed. Only a call from this machine, or one with the role admin, may name another server. Refused with 403 when a browser says that a page of another site asks.
    /// </remarks>
    /// <param name="id" example="8p398922">Id of the client.</param>
    /// <param name="request">The body.</param>
    /// <param name="server">This server.</param>
    /// <param name="sessions">The clients.</param>
    public static async Task<ApiResult<EmptyResponse>> RequestReconnect(
        string id, HttpRequest request, ServerIdentity server, SessionRegistry sessions)
    {
        if (sessions.Find(id) is not { } session)
        {
            return ApiResult<EmptyResponse>.Fail(StatusCodes.Status404NotFound, ApiErrorCode.ClientNotFound, "No client has this id.");
        }

        ReconnectRequest wish;
        try
        {
            wish = Check(await ApiBody.ReadAsync(request, ApiJsonContext.Default.ReconnectRequest) ?? new ReconnectRequest());
        }
        catch (Exception e) when (e is JsonException or FormatException or BadHttpRequestException)
        {
            return ApiResult<EmptyResponse>.Fail(StatusCodes.Status400BadRequest, ApiErrorCode.JsonLoads, e.Message);
        }

        if (wish.TcUrl is { } url && !IsPathHere(url)
            && request.HttpContext.Features.GetRequiredFeature<ApiCaller>() is { IsLocal: false, Role: not ApiRole.Admin })
        {
            // Others could have encoders send their pictures and stream keys to themselves.
            return ApiResult<EmptyResponse>.Fail(
                StatusCodes.Status403Forbidden, ApiErrorCode.RtmpRedirect, "A client is sent to another server only when the call comes from this machine, or from an administrator.");
        }

        return session.RequestReconnect(wish.TcUrl, wish.Description)
            ? server.Sign(new EmptyResponse())
            : ApiResult<EmptyResponse>.Fail(
                StatusCodes.Status409Conflict,
                ApiErrorCode.RtmpRedirect,
                "This client did not announce that it connects again when asked to; DELETE /api/v1/clients/{id} ends its connection.");
    }

    private static ReconnectRequest Check(ReconnectRequest wish)
    {
        if (wish.TcUrl is { } url && !IsAddress(url))
        {
            throw new FormatException("tcUrl has to be rtmp://host[:port]/app, rtmps://host[:port]/app, //host[:port]/app or /app.");
        }

        if (wish.Description is { Length: > MaxText })
        {
            throw new FormatException($"description is longer than {MaxText} characters.");
        }

        return wish;
    }

    private static bool IsPathHere(string url) => url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal);

    private static bool IsAddress(string text) =>
        text.Length is > 0 and <= MaxText && !text.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))
        && (text[0] == '/'
            || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "rtmp" or "rtmps" && url.Host.Length > 0));
}
