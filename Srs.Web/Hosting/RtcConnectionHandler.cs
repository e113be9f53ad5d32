using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Srs.Web.Hosting;

/// <summary>Hands Kestrel's connections to WebRTC.</summary>
internal sealed class RtcConnectionHandler(RtcHost host) : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var stopping = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
        if (host.Server is { } server && connection.RemoteEndPoint is IPEndPoint remote && connection.LocalEndPoint is IPEndPoint local)
        {
            await server.ServeTcpAsync(connection.Transport, remote, local.Address, stopping);
        }

        connection.Abort();
    }
}
