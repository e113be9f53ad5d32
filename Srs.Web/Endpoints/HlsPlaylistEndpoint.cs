using System.Collections.Immutable;
using Srs.Media.Buffers;
using Srs.Media.Cluster;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>Playlists: the viewer at the door, the wait for the first segment, the answer.</summary>
internal static class HlsPlaylistEndpoint
{
    /// <summary>Answers a request for a playlist.</summary>
    public static async Task ServeAsync(HttpContext context, HlsRequest request, StreamKey stream, HlsSessions sessions)
    {
        if (StreamName.CheckApp(stream.App) is not null || StreamName.CheckStream(stream.Stream) is not null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no stream at this address.");
            return;
        }

        var options = request.Options.Hls;
        var id = options.HlsCtx ? context.Request.Query[HlsQuery.Name].FirstOrDefault() : null;
        if (id is not null && !HlsSessions.IsId(id))
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status400BadRequest, "hls_ctx= is not an id that was given out.");
            return;
        }

        if (id is not null && sessions.WasSentAway(id))
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"HLS stream {id} is EOF");
            return;
        }

        var services = context.RequestServices;
        var whole = WholeOf(context, request, stream);
        var renditions = services.GetRequiredService<HlsService>().FindRenditions(whole ?? stream, request.Options.Renditions);
        var isThere = renditions.Any(static rendition => rendition.IsLive || rendition.ListedSegments > 0)
            || services.GetRequiredService<StreamRegistry>().Find(stream)?.IsPublished == true || request.Options.Cluster.Mode == ClusterMode.Remote;
        if (!isThere)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {stream}.");
            return;
        }

        try
        {
            await AdmitAsync(context, request, stream, whole, sessions, id, renditions);
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

    /// <summary>The stream that a viewer watches when it asks for a rendition of it; null when it asks for a stream by itself.</summary>
    private static StreamKey? WholeOf(HttpContext context, HlsRequest request, StreamKey stream) =>
        context.Request.Query[HlsQuery.Whole].FirstOrDefault() is { } name && stream with { Stream = name } is var whole
            && Renditions.IsOf(stream, whole, request.Options.Renditions) ? whole : null;

    private static async Task AdmitAsync(
        HttpContext context, HlsRequest request, StreamKey stream, StreamKey? whole, HlsSessions sessions, string? id, ImmutableArray<HlsStream> renditions)
    {
        var (options, services) = (request.Options.Hls, context.RequestServices);
        var watched = whole ?? stream;
        var name = whole is not null ? watched.Stream + ".m3u8" : request.Path[(request.Path.LastIndexOf('/') + 1)..];
        var access = HlsRequest.AccessOf(context, watched);
        var session = await sessions.OpenAsync(id, watched, access, name, options.HlsWindow * 2, isAnonymous: !options.HlsCtx, context.RequestAborted);
        if (session is null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "There are too many viewers, or hls_ctx= is somebody else's.");
        }
        else if (whole is null && !(id is not null && renditions is [var first, ..] && first.Key == stream)
            && services.GetRequiredService<HlsService>().FindVariants(stream, request.Options.Renditions, isLowLatency: false) is var variants && HlsRendition.AreSeveral(variants, stream))
        {
            await SendMasterAsync(context, request, stream, session, access.Param, variants);
        }
        else if (options.HlsCtx && id is null)
        {
            services.GetRequiredService<HlsService>().NoteViewer(stream, request.Options.Renditions);
            var query = HlsQuery.With(session.Id, access.Param);
            var path = context.Request.Path.ToUriComponent();
            context.Response.Headers.CacheControl = "no-store";
            await SegmentReply.SendPlaylistAsync(
                context, HlsMaster.WriteOwn((options.HlsMasterM3u8PathRelative ? path[(path.LastIndexOf('/') + 1)..] : context.Request.PathBase + path) + query), session);
        }
        else if (await SegmentWait.ForSegmentAsync(context, stream, request.Options, context.RequestServices.GetRequiredService<HlsService>().Find, static (found, cancellation) => found.WhenListedAsync(cancellation)) is not { } hls)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"{stream} has no segment yet.");
        }
        else if (whole is not null && hls.HasLeft && renditions.Any(static rendition => rendition.IsLive))
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {stream} any more, but others of {watched}.");
        }
        else
        {
            // A playlist of the viewer's own is of no use to anybody else.
            context.Response.Headers.CacheControl = options.HlsCtx ? "private, no-cache" : "public, max-age=1";
            var query = options.HlsCtx && options.HlsTsCtx ? HlsQuery.With(session.Id, access.Param) : "";
            await SendMediaAsync(context, hls.Playlist, query, hasTimes: whole is not null, session);
        }
    }

    private static Task SendMediaAsync(HttpContext context, HlsPlaylist playlist, string query, bool hasTimes, HlsSession session)
    {
        var text = playlist.GetText(hasTimes);
        var bytes = query.Length == 0 ? text.Bytes : text.With(query);
        var isPacked = SegmentReply.IsPacked(context.Request, bytes.Length);
        if (!SegmentReply.TryBeginText(context, HlsMaster.ContentType, playlist.Tag, isPacked))
        {
            return Task.CompletedTask;
        }

        if (isPacked)
        {
            bytes = query.Length == 0 ? text.Packed : Gzip.Pack(bytes.Span);
        }

        return SegmentReply.SendTextAsync(context, bytes, isPacked, session);
    }

    /// <summary>Sends the master playlist of several renditions.</summary>
    private static async Task SendMasterAsync(
        HttpContext context, HlsRequest request, StreamKey stream, HlsSession session, string param, ImmutableArray<HlsRendition> renditions)
    {
        var options = request.Options.Hls;
        var pending = renditions.SelectMany(static rendition => rendition.FindPending(static stream => stream.ListedSegments > 0)).Distinct();
        await SegmentWait.ForAllAsync(context, request.Options, pending, static (rendition, cancellation) => rendition.WhenListedAsync(cancellation));
        var query = HlsQuery.WithWhole(stream.Stream, options.HlsCtx ? HlsQuery.With(session.Id, param) : param);
        var chosen = HlsRendition.Choose(renditions, static rendition => rendition.ListedSegments > 0);
        if (HlsMaster.Write(chosen, stream => stream.Describe(AddressOf(context, request, stream.PlaylistPath) + query)) is not { } master)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"{stream} has no segment yet.");
            return;
        }

        context.Response.Headers.CacheControl = options.HlsCtx ? "no-store" : "public, max-age=1";
        await SegmentReply.SendPlaylistAsync(context, master, session);
    }

    /// <summary>What a master playlist calls a playlist.</summary>
    private static string AddressOf(HttpContext context, HlsRequest request, string path)
    {
        var address = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        if (!request.Options.Hls.HlsMasterM3u8PathRelative)
        {
            return $"{context.Request.PathBase}/{address}";
        }

        // Both are made of one setting, so they have as many levels.
        var (from, to) = (request.Path.TrimStart('/').Split('/'), address.Split('/'));
        var same = 0;
        while (same < to.Length - 1 && same < from.Length - 1 && Uri.EscapeDataString(from[same]) == to[same])
        {
            same++;
        }

        return string.Concat(Enumerable.Repeat("../", from.Length - 1 - same)) + string.Join('/', to[same..]);
    }
}
