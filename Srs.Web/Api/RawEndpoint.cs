using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Srs.Web.Api.Dto;
using Srs.Web.Configuration;
using Srs.Web.Reload;

namespace Srs.Web.Api;

/// <summary>SRS's way to reload by HTTP, which answers as SRS does: without the server's ids, failures with status 200.</summary>
internal static class RawEndpoint
{
    private const string Route = "/api/v1/raw";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Route, GetRaw).WithTags("Config").Produces<FailureResponse>(StatusCodes.Status403Forbidden, ApiResponse.Json);
        routes.MapOtherMethods(Route);
    }

    /// <summary>Reloads the settings (<c>rpc=reload</c>), tells how far that came (<c>rpc=reload-fetch</c>), or what this route may do (<c>rpc=raw</c>).</summary>
    /// <remarks>
    /// Code 1061 unless Srs:HttpApi:RawApi:Enabled is on, and for reload unless AllowReload is; 1060 for another rpc. Reloading needs the role admin.
    /// States of a reload: 0 none so far, 10 reading, 20 comparing, 30 applying, 90 done.
    /// </remarks>
    /// <param name="rpc" example="reload">What to do.</param>
    /// <param name="request">The request.</param>
    /// <param name="running">The settings.</param>
    /// <param name="reloader">What reloads them.</param>
    public static ApiResult<RawResponse> GetRaw(string? rpc, HttpRequest request, RunningOptions running, Reloader reloader)
    {
        var api = running.Current.HttpApi;
        if (rpc == "raw")
        {
            return new RawResponse { HttpApi = Describe(api) };
        }

        if (!api.RawApi.Enabled)
        {
            return ApiErrorCode.RawDisabled;
        }

        switch (rpc)
        {
            case "reload" when !api.RawApi.AllowReload:
                return ApiErrorCode.RawDisabled;
            case "reload" when Refuse(request) is { } reason:
                return ApiResult<RawResponse>.Fail((int)HttpStatusCode.Forbidden, ApiErrorCode.SecurityDeny, reason);
            case "reload":
                reloader.Trigger(ConfigEndpoints.AuthorOf(request), "raw API");
                return new RawResponse();
            case "reload-fetch":
                var status = reloader.Status;
                return new RawResponse { Data = new RawReload { Err = status.Code, Msg = status.Message, State = status.State, Rid = status.Id } };
            default:
                return ApiErrorCode.RawParams;
        }
    }

    /// <summary>A GET that changes something is guarded here as writes are by the gate.</summary>
    private static string? Refuse(HttpRequest request) =>
        request.HttpContext.Features.GetRequiredFeature<ApiCaller>().Role < ApiRole.Admin
            ? "Reloading needs the role admin, or a call from this machine while the API has neither a user nor keys."
            : CrossSite.IsForeign(request) ? "A web page of another site may not change anything here." : null;

    private static RawHttpApi Describe(HttpApiOptions api) => new()
    {
        Enabled = api.Enabled,
        Listen = api.Listen,
        Crossdomain = api.Crossdomain,
        RawApi = new RawApiState { Enabled = api.RawApi.Enabled, AllowReload = api.RawApi.AllowReload },
    };
}
