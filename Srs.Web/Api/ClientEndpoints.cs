using Srs.Media.Streams;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>The publishers and viewers that have asked for a stream.</summary>
internal static class ClientEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/clients/", GetClients).AddEndpointFilter(ApiGate.RedirectToSlash).WithTags("Clients");
        routes.MapOtherMethods("/api/v1/clients/");
        routes.MapGet("/api/v1/clients/{id}", GetClient).WithTags("Clients");
        routes.MapDelete("/api/v1/clients/{id}", KickClient).WithTags("Clients")
            .Produces<FailureResponse>(StatusCodes.Status403Forbidden, ApiResponse.Json);
        routes.MapOtherMethods("/api/v1/clients/{id}");
    }

    /// <summary>A page of the clients.</summary>
    /// <remarks>Ordered by id, so that pages do not overlap.</remarks>
    /// <param name="start" example="0">Index of the first client, from 0.</param>
    /// <param name="count" example="10">Most clients on the page, at least 1. Default 10.</param>
    /// <param name="server">This server.</param>
    /// <param name="sessions">The clients.</param>
    /// <param name="streams">The streams.</param>
    public static ApiResult<ClientsResponse> GetClients(
        string? start, string? count, ServerIdentity server, SessionRegistry sessions, StreamRegistry streams)
    {
        var all = sessions.Sessions.Select(static session => session.Describe()).OfType<SessionInfo>().ToList();
        var page = PageQuery.Parse(start, count).Of(all.OrderBy(static client => client.Id, StringComparer.Ordinal));
        return server.Sign(new ClientsResponse
        {
            Clients = [.. page.Select(client => ApiClient.From(client, streams))],
            Total = all.Count,
        });
    }

    /// <summary>One client, or <c>{"code":2049}</c> when none has this id.</summary>
    /// <param name="id" example="8p398922">Id of the client.</param>
    /// <param name="server">This server.</param>
    /// <param name="sessions">The clients.</param>
    /// <param name="streams">The streams.</param>
    public static ApiResult<ClientResponse> GetClient(
        string id, ServerIdentity server, SessionRegistry sessions, StreamRegistry streams)
    {
        var client = sessions.Find(id)?.Describe();
        return client is null
            ? ApiErrorCode.ClientNotFound
            : server.Sign(new ClientResponse { Client = ApiClient.From(client, streams) });
    }

    /// <summary>Ends a client's connection, or answers <c>{"code":2049}</c> when none has this id.</summary>
    /// <remarks>
    /// Refused with 403 when a browser says that a page of another site asks. SRS's <c>?method=DELETE</c> for scripts is not
    /// supported, because any web page could use it.
    /// </remarks>
    /// <param name="id" example="8p398922">Id of the client.</param>
    /// <param name="server">This server.</param>
    /// <param name="sessions">The clients.</param>
    public static ApiResult<EmptyResponse> KickClient(string id, ServerIdentity server, SessionRegistry sessions)
    {
        if (sessions.Find(id) is not { } session)
        {
            return ApiErrorCode.ClientNotFound;
        }

        session.End(SessionEndReason.Kicked);
        return server.Sign(new EmptyResponse());
    }
}
