using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Srs.Media.Net;

namespace Srs.Web.Hosting;

/// <summary>Has Kestrel answer on the socket itself instead of a pipe that is emptied by a loop of its own. Not for TLS, nor below it.</summary>
internal static class SocketOutput
{
    /// <summary>Puts it before a listener's connections.</summary>
    public static ConnectionDelegate Apply(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
        {
            try
            {
                connection.Transport = new Duplex(connection.Transport.Input, new SocketPipeWriter(feature.Socket));
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // It is gone already; the pipe tells.
            }
        }

        return next(connection);
    };

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
