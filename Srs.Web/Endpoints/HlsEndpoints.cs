using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>HLS: <c>GET /app/stream.m3u8</c>, and the segments, initialization segments and keys that it lists.</summary>
internal static class HlsEndpoints
{
    /// <summary>Everything of HLS; before the live streams, whose <c>.ts</c> may look the same.</summary>
    private const string Pattern = "/{**path:" + HlsPathConstraint.Name + "}";

    /// <summary>Longest wait for the first segment of a stream.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Playlists shorter than this are not worth compressing.</summary>
    private const int LeastCompressed = 512;

    /// <summary>Maps the routes. In the description of the API they are told with the live streams, which have the same pattern.</summary>
    public static void MapHls(this WebApplication app) =>
        app.MapMethods(Pattern, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options], ServeAsync).WithOrder(-1).ExcludeFromDescription();

    private static async Task ServeAsync(HttpContext context, HlsSessions sessions)
    {
        if (AllowOrigins(context))
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
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"HLS stream {id} is EOF");
        }
        else if (!isOpen && (session is null || (request.Resource is { } wanted && !Renditions.IsOf(wanted.Stream.Key, session.Stream, request.Options.Renditions))))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Segments need the hls_ctx= that the playlist has given them.");
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
            await RefuseAsync(context, StatusCodes.Status404NotFound, "The segment is too old.");
        }
    }

    /// <summary>Lets pages of any origin read the answer.</summary>
    /// <returns>Whether that was all that was asked.</returns>
    public static bool AllowOrigins(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "*";
        var isPreflight = HttpMethods.IsOptions(context.Request.Method);
        if (isPreflight)
        {
            headers.AccessControlAllowHeaders = "*, Authorization";
            headers.AccessControlAllowMethods = "*";
        }

        return isPreflight;
    }

    /// <summary>Whether the answer may be compressed.</summary>
    public static bool AcceptsGzip(HttpRequest request) => request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a request; nobody is to remember that.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? SetStatusAsync(context, status) : LiveReply.WriteAsync(context, status, sentence);
    }

    /// <summary>Sends a playlist, compressed for those who can read it so.</summary>
    public static async Task SendTextAsync(HttpContext context, string text, HlsSession? session)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var headers = context.Response.Headers;
        context.Response.ContentType = HlsMaster.ContentType;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (bytes.Length >= LeastCompressed && AcceptsGzip(context.Request))
        {
            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(bytes);
            }

            headers.ContentEncoding = "gzip";
            bytes = packed.ToArray();
        }

        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        session?.Count(bytes.Length);
    }

    /// <summary>How long a request for a playlist waits.</summary>
    public static TimeSpan WaitOf(VhostOptions options) => options.HttpRemux.WaitForPublisher < LongestWait ? options.HttpRemux.WaitForPublisher : LongestWait;

    private static Task SetStatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task SendAsync(HttpContext context, HlsRequest request, HlsResource resource, HlsSession? session)
    {
        using var source = resource.Segment?.Open(resource.Form);
        if (resource.Segment is not null && source is null)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "The segment was given up because memory is short.");
            return;
        }

        // Names are used again after a restart, so nobody may keep a segment for long.
        context.Response.Headers.CacheControl = resource.IsKey ? "no-store" : $"public, max-age={Math.Max(1, (int)request.Options.Hls.HlsWindow.TotalSeconds)}";
        await SendBytesAsync(
            context, resource.ContentType, resource.Tag, source?.Length ?? resource.Bytes.Length, source is null ? WriterOf(resource.Bytes) : source.CopyToAsync, session);
    }

    /// <summary>Writes a range of what a response is about.</summary>
    /// <returns>False when the reader has gone.</returns>
    public delegate ValueTask<bool> RangeWriter(PipeWriter output, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Writes ranges of bytes in memory.</summary>
    public static RangeWriter WriterOf(ReadOnlyMemory<byte> bytes) => async (output, offset, length, cancellationToken) =>
        !(await output.WriteAsync(bytes.Slice((int)offset, (int)length), cancellationToken)).IsCompleted;

    /// <summary>Sends bytes that do not change, or the range of them that is asked for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="contentType">Their media type.</param>
    /// <param name="name">Tells them from all others, for ETag.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="write">Writes them.</param>
    /// <param name="session">Whose bytes they are; null when that is not known.</param>
    public static async Task SendBytesAsync(HttpContext context, string contentType, string name, long length, RangeWriter write, HlsSession? session)
    {
        var tag = new EntityTagHeaderValue($"\"{name}\"");
        var response = context.Response;
        response.ContentType = contentType;
        response.Headers.ETag = tag.ToString();
        response.Headers.AcceptRanges = "bytes";
        session?.Touch();
        if (HttpRange.IsNotModified(context.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (!HttpRange.TryRead(context.Request, tag, length, out var range))
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = $"bytes */{length}";
            return;
        }

        if (range.IsPart)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{length}";
        }

        response.ContentLength = range.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            if (await write(response.BodyWriter, range.Offset, range.Length, context.RequestAborted))
            {
                session?.Count(range.Length);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The peer has gone, or the file of an old segment has; what has begun cannot be refused any more.
            context.Abort();
        }
    }
}
