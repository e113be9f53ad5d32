using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Web.Hosting;

/// <summary>Hands Kestrel's connections to RTMP.</summary>
internal sealed class RtmpConnectionHandler(Func<SrsOptions> options, RtmpServices services) : ConnectionHandler
{
    /// <summary>Longest time that the last bytes of a connection, such as the reason for a refusal, may take.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>The same when the server stops, which should not take long.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // Raised when the server stops; without it every open connection would hold the stop for its full time.
        var stopping = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
        var rtmp = new RtmpConnection(connection.Transport, connection.RemoteEndPoint, connection.LocalEndPoint, options().Rtmp, services, ConnectionSocket.TryTake(connection.Features));
        var reason = await rtmp.RunAsync(stopping);

        // Left alone, Kestrel keeps the socket until the peer has taken every byte, which may be never.
        if (reason is not (SessionEndReason.PeerReset or SessionEndReason.SlowConsumer))
        {
            await Task.Delay(reason == SessionEndReason.ServerShutdown ? StopTime : DrainTime, services.Clock, connection.ConnectionClosed).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        connection.Abort();
    }
}
