using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Srs.Media.Net;

/// <summary>An outgoing TCP connection, with TLS or without, as two pipes.</summary>
/// <remarks>Input and output may be used by two threads, each by one at a time.</remarks>
internal sealed class TcpConnection : IDuplexPipe, IAsyncDisposable
{
    private const int ReadBufferBytes = 64 * 1024;

    /// <summary>Longest wait for an address while others are left, such as for IPv6 that leads nowhere.</summary>
    private static readonly TimeSpan MaxAttempt = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly Stream _stream;

    private TcpConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBufferBytes, leaveOpen: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Address of the peer.</summary>
    public EndPoint? Remote => _socket.RemoteEndPoint;

    /// <summary>Connects to the first address of the host that answers.</summary>
    /// <param name="host">Name or IP address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="tls">How to begin TLS; null for none.</param>
    /// <param name="limit">
    /// The time that <paramref name="cancellationToken"/> gives, or <see cref="Timeout.InfiniteTimeSpan"/>; each address but the last has
    /// its share of it, 2 s at most.
    /// </param>
    /// <param name="clock">The clock of the limit.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">The name is no name or unknown, or no address answers.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS failed, or the certificate is not trusted.</exception>
    public static async Task<TcpConnection> ConnectAsync(
        string host, int port, SslClientAuthenticationOptions? tls, TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        Socket socket;
        try
        {
            socket = await ConnectToFirstAsync(
                addresses, limit, clock, (address, token) => ConnectAsync(new IPEndPoint(address, port), token), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new IOException($"Cannot connect to {host} on port {port}: {e.Message}.", e);
        }

        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (tls is not null)
            {
                var secure = new SslStream(stream, leaveInnerStreamOpen: false);
                stream = secure;
                await secure.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            }

            return new TcpConnection(socket, stream);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Says that nothing more will be sent; what was flushed still arrives.</summary>
    /// <param name="cancellationToken">Ends the wait for a peer that does not read; the connection can only be disposed then.</param>
    public async ValueTask ShutdownOutputAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_stream is SslStream secure)
            {
                await secure.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer was faster.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);

        // With an error, so that what was not flushed is dropped instead of written.
        await Output.CompleteAsync(new OperationCanceledException()).ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    /// <summary>Tries one address after the other.</summary>
    /// <param name="addresses">In the order of preference.</param>
    /// <param name="limit">Time for all of them, or <see cref="Timeout.InfiniteTimeSpan"/>; kept by the caller's token.</param>
    /// <param name="clock">The clock of the limit.</param>
    /// <param name="connect">Connects to one; a <see cref="SocketException"/> says that it cannot be reached.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">Why the last one failed.</exception>
    internal static async Task<Socket> ConnectToFirstAsync(
        IReadOnlyList<IPAddress> addresses,
        TimeSpan limit,
        TimeProvider clock,
        Func<IPAddress, CancellationToken, Task<Socket>> connect,
        CancellationToken cancellationToken)
    {
        var share = limit > TimeSpan.Zero && addresses.Count * MaxAttempt > limit ? limit / addresses.Count : MaxAttempt;
        for (var i = 0; i < addresses.Count - 1; i++)
        {
            using var timeout = new CancellationTokenSource(share, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                return await connect(addresses[i], either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return addresses.Count > 0
            ? await connect(addresses[^1], cancellationToken).ConfigureAwait(false)
            : throw new SocketException((int)SocketError.NoData);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        // Throws as well where the machine lacks the address family.
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new IOException($"The host name {host} cannot be resolved: {e.Message}.", e);
        }
    }
}
