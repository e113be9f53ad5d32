using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Srs.Media.Delivery;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>One viewer over WebSocket (RFC 6455): the stream's bytes as binary messages, cut anywhere; what the peer says is read and dropped.</summary>
/// <remarks>The viewer's worker writes into a short pipe, which a pump empties; a full one makes the viewer wait as a full connection does.</remarks>
internal sealed class WebSocketPlay
{
    /// <summary>Longest message taken of a peer, in bytes; players say nothing at all.</summary>
    internal const int MaxMessageBytes = 64 * 1024;

    /// <summary>Bytes that a peer may send besides <see cref="BytesPerSecond"/> before it is taken for a flood.</summary>
    internal const int MaxBytes = 1024 * 1024;

    private const int BytesPerSecond = 64 * 1024;

    /// <summary>What an empty message counts.</summary>
    private const int MessageCost = 16;

    private const int PauseBytes = 128 * 1024;

    /// <summary>Longest time that the last bytes and the closing handshake may take.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private readonly LivePlayer _player;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: PauseBytes, resumeWriterThreshold: PauseBytes / 2, useSynchronizationContext: false));
    private (WebSocketCloseStatus Status, string Words)? _refusal;

    private WebSocketPlay(WebSocket socket, LivePlayer player, TimeProvider clock, ILogger logger)
    {
        _socket = socket;
        _player = player;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Accepts the request and serves it to its end.</summary>
    public static async Task RunAsync(HttpContext context, LivePlayer player, PlayLease lease, TimeProvider clock, ILogger logger)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var play = new WebSocketPlay(socket, player, clock, logger);
        var receiving = play.ReceiveAsync();
        var sending = play.SendAsync(receiving);
        await player.RunAsync(lease, new LiveOutput(play._pipe.Writer));
        await play._pipe.Writer.CompleteAsync();

        using var limit = new CancellationTokenSource(CloseTime, clock);
        using var abort = limit.Token.Register(socket.Abort);
        if (player.WasCut || await player.Ended is SessionEndReason.SlowConsumer or SessionEndReason.PeerReset)
        {
            socket.Abort();
        }

        await sending;
        await play.CloseAsync(await player.Ended, limit.Token);
        await receiving;
        if (play._refusal is not null)
        {
            await play.DrainAsync();
        }
    }

    private async Task SendAsync(Task receiving)
    {
        var reader = _pipe.Reader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                var rest = result.Buffer;
                while (!rest.IsEmpty)
                {
                    var part = rest.First;
                    rest = rest.Slice(part.Length);
                    await _socket.SendAsync(part, WebSocketMessageType.Binary, endOfMessage: rest.IsEmpty, CancellationToken.None);
                }

                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed or gone while there was something to send: whoever reads from the peer knows why, and says so first.
            await Task.WhenAny(receiving, Task.Delay(CloseTime, _clock));
            _player.End(SessionEndReason.PeerReset);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>Reads until the peer closes, breaks the protocol or a limit, or the socket is aborted.</summary>
    private async Task ReceiveAsync()
    {
        var buffer = new byte[512];
        var start = _clock.GetTimestamp();
        var message = 0;
        var total = 0L;
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    _player.End(SessionEndReason.PeerClosed);
                    return;
                }

                message += result.Count;
                total += result.Count + MessageCost;
                if (message > MaxMessageBytes)
                {
                    Refuse(WebSocketCloseStatus.MessageTooBig, $"A message is longer than {MaxMessageBytes} bytes.");
                    return;
                }

                if (total > MaxBytes + (BytesPerSecond * _clock.GetElapsedTime(start).TotalSeconds))
                {
                    Refuse(WebSocketCloseStatus.PolicyViolation, "A player has nothing to send.");
                    return;
                }

                message = result.EndOfMessage ? 0 : message;
            }
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode is WebSocketError.ConnectionClosedPrematurely or WebSocketError.InvalidState)
        {
            _player.End(SessionEndReason.PeerReset);
        }
        catch (WebSocketException e)
        {
            // The socket has told the peer already.
            _logger.WebSocketBroke(_player.Id, e.Message);
            _player.End(SessionEndReason.ProtocolError);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _player.End(SessionEndReason.PeerReset);
        }
    }

    private void Refuse(WebSocketCloseStatus status, string words)
    {
        _logger.WebSocketBroke(_player.Id, words);
        _refusal = (status, words);
        _player.End(SessionEndReason.ProtocolError);
    }

    private async Task CloseAsync(SessionEndReason reason, CancellationToken cancellationToken)
    {
        var (status, words) = _refusal ?? (
            reason switch
            {
                SessionEndReason.ServerShutdown => WebSocketCloseStatus.EndpointUnavailable,
                SessionEndReason.Kicked or SessionEndReason.AccessExpired or SessionEndReason.AccessRevoked => WebSocketCloseStatus.PolicyViolation,
                _ => WebSocketCloseStatus.NormalClosure,
            },
            SessionEndText.Of(reason) ?? "");
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(status, words, cancellationToken);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer is gone, or takes nothing any more.
        }
    }

    /// <summary>Reads on for a moment: bytes that nobody has read would make the end a reset, which takes the close frame with it.</summary>
    private async Task DrainAsync()
    {
        using var limit = new CancellationTokenSource(DrainTime, _clock);
        var buffer = new byte[4096];
        try
        {
            for (var total = 0; total < MaxBytes;)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
                total += result.MessageType == WebSocketMessageType.Close ? MaxBytes : result.Count + MessageCost;
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either way it is over.
        }
    }
}
