using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Cluster;
using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>Low-latency HLS: <c>GET /app/stream.ll.m3u8</c>, and what is in the folder <c>/app/stream.ll</c>.</summary>
internal static class LowLatencyEndpoints
{
    /// <summary>Before classic HLS, which would take the names for those of other streams.</summary>
    private const int Order = -2;

    private const string Pattern = "/{**path:" + LowLatencyPathConstraint.Name + "}";

    /// <summary>Maps the routes, which the API's documentation has as those of classic HLS: it knows paths by their pattern.</summary>
    public static void MapLowLatencyHls(this WebApplication app) =>
        app.MapMethods(Pattern, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options], ServeAsync).WithOrder(Order).ExcludeFromDescription();

    private static Task ServeAsync(HttpContext context, HlsSessions sessions, HlsService hls)
    {
        if (SegmentReply.AllowOrigins(context))
        {
            return Task.CompletedTask;
        }

        var request = context.Features.GetRequiredFeature<LowLatencyRequest>();
        if (request.Id is { } id && sessions.WasSentAway(id))
        {
            return SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"HLS stream {id} is EOF");
        }

        return request.File is null || request.IsPlaylist ? ServePlaylistAsync(context, request, sessions, hls) : SendPieceAsync(context, request, sessions, hls);
    }

    private static async Task ServePlaylistAsync(HttpContext context, LowLatencyRequest request, HlsSessions sessions, HlsService hls)
    {
        try
        {
            if (await AdmitAsync(context, request, sessions, hls) is not { } session)
            {
                return;
            }

            hls.NoteViewer(request.Stream, request.Options.Renditions);
            var renditions = request.File is null || request.Rendition is not null ? hls.FindRenditions(request.Stream, request.Options.Renditions) : [];
            var variants = request.File is null ? hls.FindVariants(request.Stream, request.Options.Renditions, isLowLatency: true) : [];
            if (HlsRendition.AreSeveral(variants, request.Stream))
            {
                await SendMasterAsync(context, request, variants, session);
                return;
            }

            // The source may have to be fetched from another node first.
            var stream = hls.Find(request.Source) ?? await WaitForStreamAsync(context, request, hls);
            if (request.Rendition is not null && stream?.HasLeft != false && renditions.Any(static rendition => rendition.IsLive))
            {
                await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {request.Source} any more, but others of {request.Stream}.");
            }
            else if (stream is null)
            {
                await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"{request.Stream} has no segment yet.");
            }
            else if (request.IsPlaylist)
            {
                await SendPlaylistAsync(context, request, stream.LowLatency, session);
            }
            else
            {
                await SendMasterAsync(context, request, stream.LowLatency, session);
            }
        }
        catch (AccessDeniedException e)
        {
            await SegmentReply.RefuseAsync(context, LiveReply.StatusOf(context, e), $"{e.Message} (code {e.Code})");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    /// <summary>Lets a viewer in who is not in yet.</summary>
    /// <returns>Null when the request has been refused.</returns>
    private static async ValueTask<HlsSession?> AdmitAsync(HttpContext context, LowLatencyRequest request, HlsSessions sessions, HlsService hls)
    {
        var (stream, options) = (request.Stream, request.Options.Hls);
        if (request.Id is { } id && sessions.Find(id) is { } known && known.Stream == stream)
        {
            known.Touch();
            return known;
        }

        if (StreamName.CheckApp(stream.App) is not null || StreamName.CheckStream(stream.Stream) is not null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no stream at this address.");
            return null;
        }

        if (options.HlsCtx ? request is { Id: null, IsPlaylist: true } : request.Id is not null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"Begin with {stream.Stream}.ll.m3u8, which names your playlist.");
            return null;
        }

        var isThere = !hls.FindRenditions(stream, request.Options.Renditions).IsEmpty || request.Options.Cluster.Mode == ClusterMode.Remote
            || context.RequestServices.GetRequiredService<StreamRegistry>().Find(stream)?.IsPublished == true;
        if (!isThere)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {stream}.");
            return null;
        }

        var session = await sessions.OpenAsync(
            request.Id, stream, HlsRequest.AccessOf(context, stream), $"{stream.Stream}.ll.m3u8", options.HlsWindow * 2, isAnonymous: !options.HlsCtx, context.RequestAborted);
        if (session is null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "There are too many viewers, or the id is somebody else's.");
        }

        return session;
    }

    private static async ValueTask<HlsStream?> WaitForStreamAsync(HttpContext context, LowLatencyRequest request, HlsService hls)
    {
        await SegmentWait.RunAsync(context, request.Options, cancellation => SegmentWait.ForPublisherAsync(context, request.Stream, request.Options, cancellation));
        return hls.Find(request.Source);
    }

    private static async Task SendMasterAsync(HttpContext context, LowLatencyRequest request, LowLatencyStream stream, HlsSession session)
    {
        var folder = Uri.EscapeDataString(request.Stream.Stream) + ".ll/";
        var query = HlsQuery.Without(context.Request.QueryString.Value ?? "");
        var isOwn = request.Options.Hls.HlsCtx;
        if (await stream.WaitAsync(default, context.RequestAborted) is null
            || stream.Describe($"{folder}{(isOwn ? session.Id + "/" : "")}{LowLatencyRequest.Playlist}{query}") is not { } variant)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"{request.Stream} has no segment yet.");
            return;
        }

        context.Response.Headers.CacheControl = isOwn ? "no-store" : "public, max-age=1";
        await SegmentReply.SendPlaylistAsync(context, HlsMaster.Write(variant), session);
    }

    /// <summary>Sends the multivariant playlist of several renditions.</summary>
    private static async Task SendMasterAsync(HttpContext context, LowLatencyRequest request, ImmutableArray<HlsRendition> renditions, HlsSession session)
    {
        var pending = renditions.SelectMany(static rendition => rendition.FindPending(static stream => stream.LowLatency.GetPlaylist().IsPlayable))
            .Select(static stream => stream.LowLatency).Distinct();
        await SegmentWait.ForAllAsync(context, request.Options, pending, static (stream, cancellation) => stream.WaitAsync(default, cancellation).AsTask());
        var isOwn = request.Options.Hls.HlsCtx;
        var folder = $"{Uri.EscapeDataString(request.Stream.Stream)}.ll/{(isOwn ? session.Id : LowLatencyStream.NoViewer)}/";
        var query = HlsQuery.Without(context.Request.QueryString.Value ?? "");
        var chosen = HlsRendition.Choose(renditions, static rendition => rendition.LowLatency.GetPlaylist().IsPlayable);
        if (HlsMaster.Write(chosen, stream => stream.LowLatency.Describe($"{folder}{Uri.EscapeDataString(stream.Key.Stream)}/{LowLatencyRequest.Playlist}{query}")) is not { } master)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"{request.Stream} has no segment yet.");
            return;
        }

        context.Response.Headers.CacheControl = isOwn ? "no-store" : "public, max-age=1";
        await SegmentReply.SendPlaylistAsync(context, master, session);
    }

    private static async Task SendPlaylistAsync(HttpContext context, LowLatencyRequest request, LowLatencyStream stream, HlsSession session)
    {
        var query = context.Request.Query;
        if (!LowLatencyDirectives.TryRead(query["_HLS_msn"], query["_HLS_part"], query["_HLS_skip"], out var directives) || stream.GetPlaylist().IsAbsurd(directives))
        {
            await SegmentReply.RefuseAsync(
                context, StatusCodes.Status400BadRequest, "_HLS_msn= and _HLS_part= have to be the numbers of a segment and a part that come next, or of earlier ones.");
            return;
        }

        if (await stream.WaitAsync(directives, context.RequestAborted) is not { } playlist)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The publisher has sent nothing for too long.");
            return;
        }

        var isPacked = SegmentReply.IsPacked(context.Request);
        var isRendition = request.Rendition is not null;
        context.Response.Headers.CacheControl = CacheControlOf(request, playlist, directives);
        var tag = $"{playlist.Tag}{(isRendition ? "-r" : "")}{(directives.Skips ? "-s" : "")}";
        if (SegmentReply.TryBeginText(context, HlsMaster.ContentType, tag, isPacked))
        {
            await SegmentReply.SendTextAsync(context, playlist.Get(directives.Skips, isPacked, isRendition), isPacked, session);
        }
    }

    /// <summary>How long a playlist may be kept (draft-pantos-hls-rfc8216bis appendix B.1): what one waits for is always the same, what one polls is not.</summary>
    private static string CacheControlOf(LowLatencyRequest request, LowLatencyPlaylist playlist, LowLatencyDirectives directives) =>
        request.Options.Hls.HlsCtx ? "private, no-cache"
        : !playlist.Contains(directives) ? "no-store"
        : $"public, max-age={(directives.IsBlocking ? playlist.TargetDuration * 6 : Math.Max(1, playlist.TargetDuration / 2))}";

    private static async Task SendPieceAsync(HttpContext context, LowLatencyRequest request, HlsSessions sessions, HlsService hls)
    {
        var options = request.Options;
        var session = request.Id is { } id && sessions.Find(id) is { } known && known.Stream == request.Stream ? known : null;
        if (options.Auth.Play && options.Hls.HlsCtx && options.Hls.HlsTsCtx && session is null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status403Forbidden, "Segments are in the folder of the playlist that a viewer has been given.");
            return;
        }

        session?.Touch();
        try
        {
            using var piece = LowLatencyName.TryParse(request.File, out var name) && hls.Find(request.Source) is { } stream
                ? await stream.LowLatency.OpenAsync(name, context.RequestAborted)
                : null;
            if (piece is null)
            {
                await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "The segment is too old, or is not to come.");
                return;
            }

            // No name is used twice, so it can be kept; caches that viewers share see one name for all of them only without ids in it.
            var life = Math.Max(1, (int)options.Hls.HlsWindow.TotalSeconds);
            context.Response.Headers.CacheControl = $"{(request.Id is null ? "public" : "private")}, max-age={life}, immutable";
            var (source, start) = (piece.Source, piece.Range.Offset);
            SegmentReply.RangeWriter write = source is null
                ? SegmentReply.WriterOf(piece.Bytes)
                : (output, offset, length, cancellationToken) => source.CopyToAsync(output, start + offset, length, cancellationToken);
            await SegmentReply.SendBytesAsync(context, "video/mp4", request.File!, piece.Range.Length, write, session);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
    }
}
