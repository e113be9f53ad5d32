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
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">The name is unknown, or no address answers.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS failed, or the certificate is not trusted.</exception>
    public static async Task<TcpConnection> ConnectAsync(
        string host, int port, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        Socket socket;
        try
        {
            socket = await ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            // Of making a socket: no more file descriptors, or an address family that the system lacks.
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
    public async ValueTask ShutdownOutputAsync()
    {
        try
        {
            if (_stream is SslStream secure)
            {
                await secure.ShutdownAsync().ConfigureAwait(false);
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

    private static async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var address in await ResolveAsync(host, cancellationToken).ConfigureAwait(false))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (Exception e)
            {
                socket.Dispose();
                last = e as SocketException;
                if (last is null)
                {
                    throw;
                }
            }
        }

        throw new IOException($"Cannot connect to {host} on port {port}: {last?.Message ?? "the name has no address"}.", last);
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
