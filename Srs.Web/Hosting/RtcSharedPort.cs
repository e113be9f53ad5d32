using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Protocols.Rtc;

namespace Srs.Web.Hosting;

/// <summary>Tells peers of WebRTC from clients of HTTP on a port that serves both, by the first bytes: a connectivity check behind its length (RFC 6544).</summary>
internal static class RtcSharedPort
{
    /// <summary>Longest wait for these bytes; then it is up to HTTP, which has limits of its own.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Looks at the connections of listeners that serve both.</summary>
    /// <param name="next">HTTP.</param>
    /// <param name="services">Where WebRTC and the clock are found, once there is a connection.</param>
    public static ConnectionDelegate Apply(ConnectionDelegate next, IServiceProvider services) => connection =>
        connection.Features.Get<Listener>() is { TakesRtc: true } ? ServeAsync(connection, next, services) : next(connection);

    private static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, IServiceProvider services)
    {
        if (await IsPeerAsync(connection, services.GetRequiredService<TimeProvider>()))
        {
            await new RtcConnectionHandler(services.GetRequiredService<RtcHost>()).OnConnectedAsync(connection);
        }
        else
        {
            await next(connection);
        }
    }

    private static async Task<bool> IsPeerAsync(ConnectionContext connection, TimeProvider clock)
    {
        var stopping = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(either.Token);
                var status = RtcServer.LooksLikePeer(read.Buffer);
                if (status == OperationStatus.NeedMoreData && !read.IsCompleted)
                {
                    input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    continue;
                }

                // Nothing counts as looked at, so that the next reader gets it at once.
                input.AdvanceTo(read.Buffer.Start);
                return status == OperationStatus.Done;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
