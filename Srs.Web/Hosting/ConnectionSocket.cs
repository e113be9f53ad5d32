using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Net;

namespace Srs.Web.Hosting;

/// <summary>The socket behind a connection of Kestrel's, for media that goes past Kestrel's pipe.</summary>
internal static class ConnectionSocket
{
    /// <summary>Takes the sending side.</summary>
    /// <param name="features">Features of the connection, or of a request on it.</param>
    /// <returns>Null behind TLS, which must see every byte, where there is no socket, and when it is gone already; the pipe tells then.</returns>
    public static DirectSocket? TryTake(IFeatureCollection features)
    {
        if (features.Get<ITlsHandshakeFeature>() is not null || features.Get<IConnectionSocketFeature>() is not { } feature)
        {
            return null;
        }

        try
        {
            return new DirectSocket(feature.Socket);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            return null;
        }
    }
}
