using Srs.Media.Cluster;
using Srs.Media.Protocols.Hls;
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
            await HlsEndpoints.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no stream at this address.");
            return;
        }

        var options = request.Options.Hls;
        var id = options.HlsCtx ? context.Request.Query[HlsQuery.Name].FirstOrDefault() : null;
        if (id is not null && !HlsSessions.IsId(id))
        {
            await HlsEndpoints.RefuseAsync(context, StatusCodes.Status400BadRequest, "hls_ctx= is not an id that was given out.");
            return;
        }

        if (id is not null && sessions.WasSentAway(id))
        {
            await HlsEndpoints.RefuseAsync(context, StatusCodes.Status404NotFound, $"HLS stream {id} is EOF");
            return;
        }

        var services = context.RequestServices;
        var hls = services.GetRequiredService<HlsService>();
        var live = services.GetRequiredService<StreamRegistry>().Find(stream);
        var isThere = hls.Find(stream) is { ListedSegments: > 0 } || live?.IsPublished == true || request.Options.Cluster.Mode == ClusterMode.Remote;
        if (!isThere)
        {
            await HlsEndpoints.RefuseAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {stream}.");
            return;
        }

        try
        {
            await AdmitAsync(context, request, stream, sessions, id);
        }
        catch (AccessDeniedException e)
        {
            await HlsEndpoints.RefuseAsync(context, LiveReply.StatusOf(context, e), $"{e.Message} (code {e.Code})");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static async Task AdmitAsync(HttpContext context, HlsRequest request, StreamKey stream, HlsSessions sessions, string? id)
    {
        var options = request.Options.Hls;
        var name = request.Path[(request.Path.LastIndexOf('/') + 1)..];
        var access = HlsRequest.AccessOf(context, stream);
        var session = await sessions.OpenAsync(id, stream, access, name, options.HlsWindow * 2, isAnonymous: !options.HlsCtx, context.RequestAborted);
        if (session is null)
        {
            await HlsEndpoints.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "There are too many viewers, or hls_ctx= is somebody else's.");
        }
        else if (options.HlsCtx && id is null)
        {
            context.RequestServices.GetRequiredService<HlsService>().NoteViewer(stream);
            var query = HlsQuery.With(session.Id, access.Param);
            var path = context.Request.Path.ToUriComponent();
            context.Response.Headers.CacheControl = "no-store";
            await HlsEndpoints.SendTextAsync(
                context, HlsMaster.Write((options.HlsMasterM3u8PathRelative ? path[(path.LastIndexOf('/') + 1)..] : context.Request.PathBase + path) + query), session);
        }
        else if (await WaitAsync(context, request, stream) is not { } hls)
        {
            await HlsEndpoints.RefuseAsync(context, StatusCodes.Status404NotFound, $"{stream} has no segment yet.");
        }
        else
        {
            // A playlist of the viewer's own is of no use to anybody else.
            context.Response.Headers.CacheControl = options.HlsCtx ? "private, no-cache" : "public, max-age=1";
            context.Response.Headers.ETag = $"\"{hls.PlaylistTag}\"";
            if (HttpRange.IsNotModified(context.Request, new($"\"{hls.PlaylistTag}\"")))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            var query = options.HlsCtx && options.HlsTsCtx ? HlsQuery.With(session.Id, access.Param) : "";
            await HlsEndpoints.SendTextAsync(context, hls.WritePlaylist(query), session);
        }
    }

    /// <summary>Waits for the first segment of a stream.</summary>
    /// <returns>Null when it does not come.</returns>
    private static async Task<HlsStream?> WaitAsync(HttpContext context, HlsRequest request, StreamKey stream)
    {
        var hls = context.RequestServices.GetRequiredService<HlsService>();
        hls.NoteViewer(stream);
        if (hls.Find(stream) is { ListedSegments: > 0 } known)
        {
            return known;
        }

        var queue = context.RequestServices.GetRequiredService<PublisherQueue>();
        if (!queue.TryEnter())
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(HlsEndpoints.WaitOf(request.Options), context.RequestServices.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            if (context.RequestServices.GetRequiredService<StreamRegistry>().Find(stream) is { } live)
            {
                await live.WhenReadyAsync(either.Token);
                hls.NoteViewer(stream);
            }

            if (hls.Find(stream) is not { } listed)
            {
                return null;
            }

            await listed.WhenListedAsync(either.Token);
            return listed;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            queue.Leave();
        }
    }
}
