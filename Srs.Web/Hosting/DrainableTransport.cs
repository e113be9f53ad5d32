using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Srs.Web.Hosting;

/// <summary>Kestrel's transport, whose listeners can be closed while its connections go on. Thread-safe.</summary>
internal sealed class DrainableTransport(SocketTransportFactory sockets) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ConcurrentBag<IConnectionListener> _listeners = [];

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await sockets.BindAsync(endpoint, cancellationToken);
        _listeners.Add(listener);
        return listener;
    }

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    /// <summary>Gives all ports back. Kestrel takes it for the end of its accepting, and closes them once more when it stops.</summary>
    public async Task CloseListenersAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.UnbindAsync();
        }
    }
}
