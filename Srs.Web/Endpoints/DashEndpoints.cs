using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Cluster;
using Srs.Media.Protocols.Dash;
using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>DASH: <c>GET /app/stream.mpd</c>, <c>/app/stream.ll.mpd</c>, the segments that they name, and the server's time.</summary>
internal static class DashEndpoints
{
    /// <summary>Media type of manifests (ISO/IEC 23009-1 annex C).</summary>
    private const string ContentType = "application/dash+xml";

    /// <summary>Type of its viewers in the API.</summary>
    private const string SessionType = "dash-play";

    /// <summary>Before HLS, whose segments may look the same.</summary>
    private const string Pattern = "/{**path:" + DashPathConstraint.Name + "}";

    /// <summary>How long a viewer may be silent at least.</summary>
    private static readonly TimeSpan LeastIdle = TimeSpan.FromSeconds(30);

    /// <summary>Maps the routes. In the description of the API they are told with the live streams, which have the same pattern.</summary>
    public static void MapDash(this WebApplication app)
    {
        app.MapMethods(Pattern, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options], ServeAsync).WithOrder(-3).ExcludeFromDescription();
        app.MapMethods(DashManifest.TimePath, [HttpMethods.Get, HttpMethods.Head], TellTimeAsync).ExcludeFromDescription();
    }

    private static Task TellTimeAsync(HttpContext context, TimeProvider clock)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "*";
        headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain";
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        context.Response.ContentLength = now.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(now, context.RequestAborted);
    }

    private static async Task ServeAsync(HttpContext context, HlsSessions sessions, DashService service)
    {
        if (SegmentReply.AllowOrigins(context))
        {
            return;
        }

        var request = context.Features.GetRequiredFeature<DashRequest>();
        var stream = request.Stream;
        if (StreamName.CheckApp(stream.App) is not null || StreamName.CheckStream(stream.Stream) is not null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no stream at this address.");
            return;
        }

        if (!IsThere(context, request, service))
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {stream}.");
            return;
        }

        try
        {
            var access = HlsRequest.AccessOf(context, stream);
            var idle = request.Options.Dash.DashUpdatePeriod * 3;
            var session = await sessions.OpenAsync(
                id: null, stream, access, stream.Stream + ".mpd", idle > LeastIdle ? idle : LeastIdle, isAnonymous: true, context.RequestAborted, SessionType);
            if (session is null)
            {
                await SegmentReply.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "There are too many viewers.");
            }
            else if (request.Name is { } name)
            {
                await SendSegmentAsync(context, request, service, name, session);
            }
            else
            {
                await SendManifestAsync(context, request, access.Param, session);
            }
        }
        catch (AccessDeniedException e)
        {
            await SegmentReply.RefuseAsync(context, LiveReply.StatusOf(context, e), $"{e.Message} (code {e.Code})");
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The peer has gone, or the file of an old segment has; what has begun cannot be refused any more.
            context.Abort();
        }
    }

    private static bool IsThere(HttpContext context, DashRequest request, DashService service) =>
        service.FindRenditions(request.Stream, request.Options.Renditions).Any(static rendition => rendition.IsListed || rendition.IsLive)
        || context.RequestServices.GetRequiredService<StreamRegistry>().Find(request.Stream)?.IsPublished == true
        || request.Options.Cluster.Mode == ClusterMode.Remote;

    private static async Task SendManifestAsync(HttpContext context, DashRequest request, string query, HlsSession session)
    {
        var service = context.RequestServices.GetRequiredService<DashService>();
        var (whole, options) = (request.Stream, request.Options.Renditions);
        var renditions = service.FindRenditions(whole, options);
        var areSeveral = renditions.Any(rendition => rendition.Key != whole);
        DashStream? stream = null;
        if (areSeveral)
        {
            var pending = renditions.Where(static rendition => rendition is { IsLive: true, IsListed: false });
            await SegmentWait.ForAllAsync(context, request.Options, pending, static (rendition, cancellation) => rendition.WhenListedAsync(cancellation));
        }
        else
        {
            stream = await SegmentWait.ForSegmentAsync(context, whole, request.Options, service.Find, static (found, cancellation) => found.WhenListedAsync(cancellation));
        }

        if ((areSeveral ? service.GetManifest(whole, options, request.IsLowLatency) : stream?.GetManifest(request.IsLowLatency)) is not { } manifest)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, $"{request.Stream} has no segment yet.");
            return;
        }

        // Whose address has a query of its own has a manifest of its own.
        context.Response.Headers.CacheControl = query.Length > 0 ? "private, no-cache" : "public, max-age=1";
        var isPacked = query.Length == 0 && SegmentReply.IsPacked(context.Request);
        if (!SegmentReply.TryBeginText(context, ContentType, manifest.Tag, isPacked))
        {
            return;
        }

        var bytes = isPacked ? manifest.Packed : manifest.Bytes;
        if (query.Length > 0)
        {
            bytes = (areSeveral ? service.WriteManifest(whole, options, request.IsLowLatency, query) : stream?.WriteManifest(request.IsLowLatency, query)) ?? bytes;
        }

        await SegmentReply.SendTextAsync(context, bytes, isPacked, session);
    }

    private static async Task SendSegmentAsync(HttpContext context, DashRequest request, DashService service, string name, HlsSession session)
    {
        if (await FindAsync(context, request, service, name) is not { } resource)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such segment, or not any more.");
            return;
        }

        session.Touch();

        // Names are used again after a restart, so nobody may keep a segment for long.
        context.Response.Headers.CacheControl = resource == DashResource.ToCome ? "no-store" : $"public, max-age={Math.Max(1, (int)request.Options.Dash.DashTimeshift.TotalSeconds)}";
        if (resource.Segment is { IsComplete: false } growing)
        {
            context.Response.ContentType = resource.ContentType;
            await SendGrowingAsync(context, service.Find(request.Source)!, growing, resource.Track, session);
            return;
        }

        using var source = resource.Segment?.Open(resource.Track);
        if (resource.Segment is not null && source is null)
        {
            await SegmentReply.RefuseAsync(context, StatusCodes.Status404NotFound, "The segment was given up because memory is short.");
            return;
        }

        await SegmentReply.SendBytesAsync(
            context, resource.ContentType, resource.Tag, source?.Length ?? resource.Init.Length, source is null ? SegmentReply.WriterOf(resource.Init) : source.CopyToAsync, session);
    }

    /// <summary>Finds a segment; players that ask for the next one before it is listed wait for it.</summary>
    private static async Task<DashResource?> FindAsync(HttpContext context, DashRequest request, DashService service, string name)
    {
        var stream = service.Find(request.Source);
        if (stream?.Find(name) is { } found)
        {
            return found;
        }

        var queue = context.RequestServices.GetRequiredService<PublisherQueue>();
        if (stream is null || !queue.TryEnter())
        {
            return null;
        }

        try
        {
            return await stream.FindAsync(name, SegmentWait.LimitOf(request.Options), context.RequestAborted);
        }
        finally
        {
            queue.Leave();
        }
    }

    /// <summary>Sends a segment that is being written, in chunks as it grows; a part of it cannot be asked for.</summary>
    private static async Task SendGrowingAsync(HttpContext context, DashStream stream, DashSegment segment, int track, HlsSession session)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var sent = await stream.CopyLiveAsync(segment, track, context.Response.BodyWriter, context.RequestAborted);
        if (sent < 0)
        {
            // The chunk that ends the body would tell that this is all.
            context.Abort();
        }

        session.Count(sent < 0 ? ~sent : sent);
    }
}
