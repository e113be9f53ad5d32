using System.Collections.Concurrent;
using Srs.Media.Access;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <content>What others than the peer bring about: a reconnect request, and the server's stop.</content>
public sealed partial class RtmpConnection
{
    /// <summary>Most requests that wait for the loop; a peer that does not read makes it wait.</summary>
    private const int MaxReconnectRequests = 8;

    private readonly ConcurrentQueue<(string? TcUrl, string? Description)> _reconnectRequests = new();

    /// <inheritdoc/>
    /// <remarks>Enhanced RTMP v2, "Reconnect Request". The session goes on until the peer leaves.</remarks>
    public bool RequestReconnect(string? tcUrl, string? description)
    {
        if (_session.Client is not { } client || !client.Capabilities.Has(RtmpExtensions.Reconnect))
        {
            return false;
        }

        if (_reconnectRequests.Count < MaxReconnectRequests)
        {
            // The loop alone knows the chunk size in use, and sends; a read that returns early makes it look.
            _reconnectRequests.Enqueue((tcUrl, description));
            _services.Logger.ReconnectRequested(Id, tcUrl is null ? "the same address" : SecretParameters.Mask(tcUrl));
            _ = Task.Run(_transport.Input.CancelPendingRead);
        }

        return true;
    }

    private void OnStopping()
    {
        if (_options.ReconnectWait > TimeSpan.Zero && RequestReconnect(tcUrl: null, "The server stops."))
        {
            _stopTimer = _services.Clock.CreateTimer(
                static connection => ((RtmpConnection)connection!).End(SessionEndReason.ServerShutdown), this, _options.ReconnectWait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            End(SessionEndReason.ServerShutdown);
        }
    }
}
