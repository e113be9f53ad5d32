using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Access;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>Credentials of publishers and viewers that are not good any more; SRS has no such routes.</summary>
internal static class RevocationEndpoints
{
    private const string All = "/api/v1/revocations/";
    private const string One = "/api/v1/revocations/{id}";

    /// <summary>Longest text in the body, in characters.</summary>
    private const int MaxText = 2048;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(All, GetRevocations).AddEndpointFilter(ApiGate.RedirectToSlash).WithTags("Access");
        routes.MapPost(All, Revoke).WithTags("Access")
            .Accepts<RevocationRequest>("application/json", "*/*") // curl -d calls it a form.
            .Produces<FailureResponse>(StatusCodes.Status400BadRequest, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status403Forbidden, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status409Conflict, ApiResponse.Json);
        routes.MapOtherMethods(All);
        routes.MapDelete(One, Lift).WithTags("Access")
            .Produces<FailureResponse>(StatusCodes.Status403Forbidden, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status404NotFound, ApiResponse.Json);
        routes.MapOtherMethods(One);
    }

    /// <summary>What has been revoked since the server started.</summary>
    public static ApiResult<RevocationsResponse> GetRevocations(ServerIdentity server, AccessGrants grants)
    {
        var revocations = grants.Revocations;
        return server.Sign(new RevocationsResponse { Revocations = [.. revocations.Select(ApiRevocation.From)], Total = revocations.Length });
    }

    /// <summary>Revokes credentials: sessions that were let in with them are ended, and nobody is let in with them any more.</summary>
    /// <remarks>
    /// About virtual hosts that ask for credentials (<c>Auth</c>). Kept in memory until the server stops, so whoever makes the tokens has to stop, too.
    /// 400 when the body is malformed, 409 when there are 10000 already.
    /// </remarks>
    /// <param name="request">The body.</param>
    /// <param name="server">This server.</param>
    /// <param name="grants">The sessions that showed a credential.</param>
    /// <param name="logger">The log.</param>
    public static async Task<ApiResult<RevocationResponse>> Revoke(
        HttpRequest request, ServerIdentity server, AccessGrants grants, ILogger<ApiCredentials> logger)
    {
        Revocation revocation;
        try
        {
            revocation = Read(await ApiBody.ReadAsync(request, ApiJsonContext.Default.RevocationRequest) ?? new RevocationRequest());
        }
        catch (Exception e) when (e is JsonException or FormatException or BadHttpRequestException)
        {
            return ApiResult<RevocationResponse>.Fail(StatusCodes.Status400BadRequest, ApiErrorCode.JsonLoads, e.Message);
        }

        if (grants.Revoke(revocation) is not { } ended)
        {
            return ApiResult<RevocationResponse>.Fail(
                StatusCodes.Status409Conflict,
                ApiErrorCode.ConnectionsExceed,
                $"There are {AccessGrants.MaxRevocations} revocations; lift some, or change the key that the credentials are made with.");
        }

        logger.Revoked(NameOf(request), revocation.Id, ended);
        return server.Sign(new RevocationResponse { Revocation = ApiRevocation.From(revocation), Ended = ended });
    }

    /// <summary>Takes a revocation back; 404 when there is none with this id.</summary>
    /// <param name="id" example="8p398922">Id of the revocation.</param>
    /// <param name="request">The request.</param>
    /// <param name="server">This server.</param>
    /// <param name="grants">The revocations.</param>
    /// <param name="logger">The log.</param>
    public static ApiResult<EmptyResponse> Lift(
        string id, HttpRequest request, ServerIdentity server, AccessGrants grants, ILogger<ApiCredentials> logger)
    {
        if (!grants.Lift(id))
        {
            return ApiResult<EmptyResponse>.Fail(StatusCodes.Status404NotFound, ApiErrorCode.ClientNotFound, "No revocation has this id.");
        }

        logger.Lifted(NameOf(request), id);
        return server.Sign(new EmptyResponse());
    }

    private static string NameOf(HttpRequest request) =>
        request.HttpContext.Features.GetRequiredFeature<ApiCaller>().Name is { Length: > 0 } name ? name : "this machine";

    private static Revocation Read(RevocationRequest request)
    {
        var revocation = new Revocation
        {
            TokenId = request.Jti ?? "",
            Key = request.Key ?? "",
            Stream = request.Stream ?? "",
            Vhost = request.Vhost ?? "",
            Until = request.Until switch
            {
                null => null,
                < 0 => throw new FormatException("until has to be a time in seconds since 1970."),
                var seconds when seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() => null,
                var seconds => DateTimeOffset.FromUnixTimeSeconds(seconds.Value),
            },
        };
        if (revocation is { TokenId: "", Key: "", Stream: "" })
        {
            throw new FormatException("Name at least one of jti, key and stream.");
        }

        return new[] { revocation.TokenId, revocation.Key, revocation.Stream, revocation.Vhost }.All(static text => text.Length <= MaxText)
            ? revocation
            : throw new FormatException($"A text is longer than {MaxText} characters.");
    }
}
