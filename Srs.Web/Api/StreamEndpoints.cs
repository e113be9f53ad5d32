using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>The streams that have a publisher or a viewer.</summary>
internal static class StreamEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/streams/", GetStreams).AddEndpointFilter(ApiGate.RedirectToSlash).WithTags("Streams");
        routes.MapOtherMethods("/api/v1/streams/");
        routes.MapGet("/api/v1/streams/{id}", GetStream).WithTags("Streams");
        routes.MapOtherMethods("/api/v1/streams/{id}");
    }

    /// <summary>A page of the streams.</summary>
    /// <remarks>Ordered by id, so that pages do not overlap.</remarks>
    /// <param name="start" example="0">Index of the first stream, from 0.</param>
    /// <param name="count" example="10">Most streams on the page, at least 1. Default 10.</param>
    /// <param name="request">The request.</param>
    /// <param name="server">This server.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="clock">The time.</param>
    public static ApiResult<StreamsResponse> GetStreams(
        string? start, string? count, HttpRequest request, ServerIdentity server, StreamRegistry streams, TimeProvider clock)
    {
        var all = streams.Streams;
        var page = PageQuery.Parse(start, count).Of(all.OrderBy(static stream => stream.Id, StringComparer.Ordinal));
        var now = clock.GetUtcNow();
        return server.Sign(new StreamsResponse
        {
            Streams = [.. page.Select(stream => Describe(stream, request, streams, now))],
            Total = all.Length,
        });
    }

    /// <summary>One stream, or <c>{"code":2048}</c> when none has this id.</summary>
    /// <param name="id" example="vid-kl2o6ov">Id of the stream.</param>
    /// <param name="request">The request.</param>
    /// <param name="server">This server.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="clock">The time.</param>
    public static ApiResult<StreamResponse> GetStream(
        string id, HttpRequest request, ServerIdentity server, StreamRegistry streams, TimeProvider clock)
    {
        var stream = streams.Streams.FirstOrDefault(stream => stream.Id == id);
        return stream is null
            ? ApiErrorCode.StreamNotFound
            : server.Sign(new StreamResponse { Stream = Describe(stream, request, streams, clock.GetUtcNow()) });
    }

    private static ApiStream Describe(LiveStream stream, HttpRequest request, StreamRegistry streams, DateTimeOffset now) =>
        StreamView.Describe(stream.Describe(), streams.FindVhostId(stream.Key.Vhost) ?? "", request.Host.Host, now) with
        {
            Hls = request.HttpContext.RequestServices.GetService<HlsService>()?.Find(stream.Key) is { } hls ? new ApiStreamHls { Segments = hls.ListedSegments, Error = hls.Fault } : null,
        };
}
