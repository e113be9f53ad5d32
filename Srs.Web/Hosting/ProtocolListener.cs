using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Srs.Web.Hosting;

/// <summary>What Kestrel accepts the connections of a protocol from, whichever socket they came by. Thread-safe.</summary>
/// <param name="endPoint">What Kestrel has bound to.</param>
/// <param name="close">Gives the ports back.</param>
internal sealed class ProtocolListener(ProtocolEndPoint endPoint, Action close) : IConnectionListener
{
    /// <summary>Connections that may wait for Kestrel, which takes them at once as a rule; more wait in the kernel.</summary>
    private const int MaxWaiting = 64;

    private readonly Channel<ConnectionContext> _waiting = Channel.CreateBounded<ConnectionContext>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <inheritdoc/>
    public EndPoint EndPoint => endPoint;

    /// <summary>Hands a connection over, or ends it when Kestrel takes none any more.</summary>
    public async ValueTask AddAsync(ConnectionContext connection)
    {
        try
        {
            await _waiting.Writer.WriteAsync(connection);
        }
        catch (ChannelClosedException)
        {
            await connection.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _waiting.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        close();
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_waiting.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }
}
