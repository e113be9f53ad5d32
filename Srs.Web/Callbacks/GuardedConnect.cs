using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Srs.Web.Callbacks;

/// <summary>Opens the connections of callbacks: resolves the name here, and connects to nothing that the guard refuses.</summary>
/// <param name="guard">Where it may connect.</param>
/// <param name="clock">The clock of its time limits.</param>
/// <param name="resolve">Finds the addresses of a name; null for the system's own way.</param>
internal sealed class GuardedConnect(AddressGuard guard, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    /// <summary>How long an address may take when there are others to try.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="ForbiddenAddressException">No address of the name is allowed.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The handler owns the stream.")]
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        var addresses = Array.FindAll(found, guard.Allows);
        if (addresses.Length == 0)
        {
            throw new ForbiddenAddressException(
                found.Length == 0
                    ? $"{host} has no address."
                    : $"Callbacks may not go to {found[0]}, a link-local, metadata, multicast or unspecified address; Srs:Callbacks:AllowAddresses can allow it.");
        }

        for (var i = 0; ; i++)
        {
            var isLast = i == addresses.Length - 1;
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var patience = new CancellationTokenSource(isLast ? Timeout.InfiniteTimeSpan : Patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                await socket.ConnectAsync(addresses[i], port, either.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e) when (!isLast && !cancellationToken.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
