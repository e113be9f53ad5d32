using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>What the API has, for those who look around. Only what exists is listed.</summary>
internal static class IndexEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/", GetApi).WithTags("Index");
        routes.MapOtherMethods("/api/");
        routes.MapGet("/api/v1/", GetV1).WithTags("Index");
        routes.MapOtherMethods("/api/v1/");
    }

    /// <summary>Lists the versions of the API.</summary>
    public static ApiResult<ApiIndexResponse> GetApi(ServerIdentity server) =>
        server.Sign(new ApiIndexResponse { Urls = new ApiIndexUrls { V1 = "the api version 1.0" } });

    /// <summary>Lists what version 1 of the API has.</summary>
    public static ApiResult<V1IndexResponse> GetV1(ServerIdentity server) => server.Sign(new V1IndexResponse
    {
        Urls = new V1IndexUrls
        {
            Versions = "the version of the server",
            Summaries = "the load of the process and of the machine",
            Vhosts = "the virtual hosts that had traffic, or the one with an id",
            Streams = "the streams, or the one with an id",
            Clients = "the clients, or the one with an id; DELETE ends it",
            Raw = "reloading the settings as SRS does",
            Config = "the settings, which can be checked, changed and rolled back",
            Callbacks = "the last calls to callback servers, and what came of them",
        },
    });
}
