using Srs.Media.Streams;
using Srs.Web.Api.Dto;
using Srs.Web.Reload;

namespace Srs.Web.Api;

/// <summary>The virtual hosts that had traffic.</summary>
internal static class VhostEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/vhosts/", GetVhosts).AddEndpointFilter(ApiGate.RedirectToSlash).WithTags("Vhosts");
        routes.MapOtherMethods("/api/v1/vhosts/");
        routes.MapGet("/api/v1/vhosts/{id}", GetVhost).WithTags("Vhosts");
        routes.MapOtherMethods("/api/v1/vhosts/{id}");
    }

    /// <summary>All virtual hosts that had traffic since the server started.</summary>
    /// <param name="request">The request.</param>
    /// <param name="server">This server.</param>
    /// <param name="streams">The streams.</param>
    public static ApiResult<VhostsResponse> GetVhosts(HttpRequest request, ServerIdentity server, StreamRegistry streams)
    {
        var vhosts = streams.DescribeVhosts();
        return server.Sign(new VhostsResponse
        {
            Vhosts = [.. vhosts.OrderBy(static vhost => vhost.Id, StringComparer.Ordinal).Select(vhost => Describe(vhost, request))],
            Total = vhosts.Length,
        });
    }

    /// <summary>One virtual host, or <c>{"code":2014}</c> when none has this id.</summary>
    /// <param name="id" example="vid-04xx1kq">Id of the virtual host.</param>
    /// <param name="request">The request.</param>
    /// <param name="server">This server.</param>
    /// <param name="streams">The streams.</param>
    public static ApiResult<VhostResponse> GetVhost(string id, HttpRequest request, ServerIdentity server, StreamRegistry streams)
    {
        var vhost = streams.DescribeVhosts().FirstOrDefault(vhost => vhost.Id == id);
        return vhost is null ? ApiErrorCode.NoVhost : server.Sign(new VhostResponse { Vhost = Describe(vhost, request) });
    }

    private static ApiVhost Describe(VhostInfo vhost, HttpRequest request) =>
        ApiVhost.From(vhost, request.HttpContext.RequestServices.GetService<RunningOptions>()?.Vhosts.Resolve(vhost.Name).Options.Hls);
}
