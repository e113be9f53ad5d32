using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Net.Http.Headers;
using Srs.Media.Delivery;
using Srs.Media.Net;
using Srs.Media.Streams;
using Srs.Web.Hosting;

namespace Srs.Web.Endpoints;

/// <summary>An endless answer on plain HTTP/1, written to the socket past Kestrel's pipe.</summary>
/// <remarks>
/// Kestrel's own response is never started, so it writes nothing, and goes on reading, which tells when the peer leaves. Only for
/// the first request of a connection: what answers an earlier one may still be on its way through the pipe.
/// </remarks>
internal sealed class DirectResponse
{
    /// <summary>How long a peer may take to close its end after the last bytes; closing at once would reset what is on the way.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    /// <summary>The same when the server stops, which should not take long.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(200);

    private static readonly object Answered = new();

    private readonly HttpContext _context;
    private readonly DirectSocket _socket;
    private readonly bool _isChunked;

    private DirectResponse(HttpContext context, DirectSocket socket)
    {
        _context = context;
        _socket = socket;
        _isChunked = HttpProtocol.IsHttp11(context.Request.Protocol);
    }

    /// <summary>Where the body goes.</summary>
    public LiveOutput Output => new(_socket.Writer, _isChunked);

    /// <summary>Remembers which connections have answered a request; goes before everything that answers.</summary>
    public static void Use(IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        await next(context);
        if (context.Features.Get<IConnectionItemsFeature>() is { } connection)
        {
            connection.Items[Answered] = Answered;
        }
    });

    /// <summary>Takes the socket of a request.</summary>
    /// <returns>Null where the answer has to go through the pipe: TLS, HTTP/2, or a connection that has answered before.</returns>
    public static DirectResponse? TryTake(HttpContext context)
    {
        var isFirst = context.Features.Get<IConnectionItemsFeature>() is { } connection && !connection.Items.ContainsKey(Answered);
        return isFirst && !HttpProtocol.IsHttp2(context.Request.Protocol) && ConnectionSocket.TryTake(context.Features) is { } socket
            ? new DirectResponse(context, socket)
            : null;
    }

    /// <summary>Sends the status line and the headers that the response has so far.</summary>
    /// <param name="clock">The clock.</param>
    /// <exception cref="IOException">The peer is gone.</exception>
    public async Task StartAsync(TimeProvider clock)
    {
        _context.Response.Headers.Date = HeaderUtilities.FormatDate(clock.GetUtcNow());
        var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        foreach (var (name, values) in _context.Response.Headers)
        {
            foreach (var value in values)
            {
                head.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        head.Append("Connection: close\r\n").Append(_isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
        _socket.Writer.Write(Encoding.ASCII.GetBytes(head.ToString()));
        await _socket.Writer.FlushAsync(_context.RequestAborted);
    }

    /// <summary>Closes this end after whole messages and gives the peer a moment to read them; does nothing for a peer that is gone.</summary>
    /// <param name="reason">Why the viewer ended. Only a stream that is over ends the body too; a player that was sent away can tell.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="IOException">The peer is gone.</exception>
    public async Task CloseAsync(SessionEndReason reason, TimeProvider clock)
    {
        if (reason is not (SessionEndReason.PublisherGone or SessionEndReason.Kicked or SessionEndReason.ServerShutdown))
        {
            return;
        }

        if (_isChunked && reason == SessionEndReason.PublisherGone)
        {
            _socket.Writer.Write("0\r\n\r\n"u8);
            await _socket.Writer.FlushAsync(_context.RequestAborted);
        }

        _socket.ShutdownSend();
        var limit = reason == SessionEndReason.ServerShutdown ? StopTime : CloseTime;
        await Task.Delay(limit, clock, _context.RequestAborted).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
