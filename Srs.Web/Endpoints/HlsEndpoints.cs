using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;

namespace Srs.Web.Endpoints;

/// <summary>HLS: <c>GET /app/stream.m3u8</c>, and the segments, initialization segments and keys that it lists.</summary>
internal static class HlsEndpoints
{
    /// <summary>Everything of HLS; before the live streams, whose <c>.ts</c> may look the same.</summary>
    private const string Pattern = "/{**path:" + HlsPathConstraint.Name + "}";

    /// <summary>Maps the routes. In the description of the API they are told with the live streams, which have the same pattern.</summary>
    public static void MapHls(this WebApplication app) =>
        app.MapMethods(Pattern, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options], ServeAsync).WithOrder(-1).ExcludeFromDescription();

    private static async Task ServeAsync(HttpContext context, HlsSessions sessions)
    {
        if (SegmentReply.AllowOrigins(context))
        {
            return;
        }

        var request = context.Features.GetRequiredFeature<HlsRequest>();
        if (request.Playlist is { } stream)
        {
            await HlsPlaylistEndpoint.ServeAsync(context, request, stream, sessions);
            return;
        }

        var id = context.Request.Query[HlsQuery.Name].FirstOrDefault();
        var session = id is null ? null : sessions.Find(id);
        var isOpen = !request.Options.Auth.Play || !request.Options.Hls.HlsCtx || !request.Options.Hls.HlsTsCtx;
        if (id is not null && sessions.WasSentAway(id))
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"HLS stream {id} is EOF");
        }
        else if (!isOpen && (session is null || (request.Resource is { } wanted && !Renditions.IsOf(wanted.Stream.Key, session.Stream, request.Options.Renditions))))
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status403Forbidden, "Segments need the hls_ctx= that the playlist has given them.");
        }
        else if (request.Resource is { } resource)
        {
            await SendAsync(context, request, resource, session);
        }
        else if (request.File is { } file)
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            await Results.File(file, file.EndsWith(".ts", StringComparison.Ordinal) ? "video/mp2t" : "video/mp4", enableRangeProcessing: true).ExecuteAsync(context);
        }
        else
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "The segment is too old.");
        }
    }

    private static async Task SendAsync(HttpContext context, HlsRequest request, HlsResource resource, HlsSession? session)
    {
        using var source = resource.Segment?.Open(resource.Form);
        if (resource.Segment is not null && source is null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "The segment was given up because memory is short.");
            return;
        }

        // Names are used again after a restart, so nobody may keep a segment for long.
        context.Response.Headers.CacheControl = resource.IsKey ? "no-store" : $"public, max-age={Math.Max(1, (int)request.Options.Hls.HlsWindow.TotalSeconds)}";
        await SegmentReply.SendBytesAsync(
            context, resource.ContentType, resource.Tag, source?.Length ?? resource.Bytes.Length, source is null ? SegmentReply.WriterOf(resource.Bytes) : source.CopyToAsync, session);
    }
}
