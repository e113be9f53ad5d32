using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Protocols.Rtmp;
using Srs.Web.Configuration;

namespace Srs.Web.Hosting;

/// <summary>Hands Kestrel's connections to RTMP.</summary>
internal sealed class RtmpConnectionHandler(Func<SrsOptions> options, RtmpServices services) : ConnectionHandler
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        // Raised when the server stops; without it every open connection would hold the stop for its full time.
        var stopping = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
        return new RtmpConnection(connection.Transport, connection.RemoteEndPoint, connection.LocalEndPoint, options().Rtmp, services).RunAsync(stopping);
    }
}
