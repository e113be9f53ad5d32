using System.IO.Pipelines;
using System.Text;
using Microsoft.Net.Http.Headers;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Hls;

namespace Srs.Web.Endpoints;

/// <summary>How HLS, low-latency HLS and DASH answer: playlists and manifests, bytes that do not change, and refusals.</summary>
internal static class SegmentReply
{
    /// <summary>Texts shorter than this are not worth compressing.</summary>
    private const int LeastPacked = 512;

    /// <summary>Writes a range of what a response is about.</summary>
    /// <returns>False when the reader has gone.</returns>
    public delegate ValueTask<bool> RangeWriter(PipeWriter output, long offset, long length, CancellationToken cancellationToken);

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

    /// <summary>Refuses a request; nobody is to remember that.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        return LiveReply.WriteAsync(context, status, sentence);
    }

    /// <summary>Whether a text is sent compressed.</summary>
    /// <param name="request">Says whether it may be.</param>
    /// <param name="length">How many bytes it has.</param>
    public static bool IsPacked(HttpRequest request, int length = LeastPacked) =>
        length >= LeastPacked && request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tells what a text is, whether it is sent or not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="name">Tells it from all others at its address, for ETag.</param>
    /// <param name="isPacked">Whether it is compressed, which makes it another.</param>
    /// <returns>False when the client has it already, which is all of the answer then.</returns>
    public static bool TryBeginText(HttpContext context, string contentType, string name, bool isPacked)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        return TryBegin(context, isPacked ? $"\"{name}-g\"" : $"\"{name}\"");
    }

    /// <summary>Sends a playlist that is written for the occasion, compressed for those who can read it so.</summary>
    public static Task SendPlaylistAsync(HttpContext context, string text, HlsSession session)
    {
        context.Response.ContentType = HlsMaster.ContentType;
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        var bytes = Encoding.UTF8.GetBytes(text);
        var isPacked = IsPacked(context.Request, bytes.Length);
        return SendTextAsync(context, isPacked ? Gzip.Pack(bytes) : bytes, isPacked, session);
    }

    /// <summary>Sends a text.</summary>
    /// <param name="context">The request, to which everything but the text has been answered.</param>
    /// <param name="bytes">The text, left alone.</param>
    /// <param name="isPacked">Whether it is compressed.</param>
    /// <param name="session">Whose bytes they are.</param>
    public static Task SendTextAsync(HttpContext context, ReadOnlyMemory<byte> bytes, bool isPacked, HlsSession session)
    {
        var response = context.Response;
        if (isPacked)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        session.Count(bytes.Length);
        var write = response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        return write.IsCompletedSuccessfully ? Task.CompletedTask : write.AsTask();
    }

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
        var tag = $"\"{name}\"";
        var response = context.Response;
        response.ContentType = contentType;
        response.Headers.AcceptRanges = "bytes";
        session?.Touch();
        if (!TryBegin(context, tag))
        {
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

    private static bool TryBegin(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (!HttpRange.IsNotModified(context.Request, tag))
        {
            return true;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return false;
    }
}
