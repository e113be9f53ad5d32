using System.Net;
using System.Net.Sockets;
using Srs.Media.Protocols.Rtc.Dtls;

namespace Srs.Tests.Protocols.Rtc.Dtls;

/// <summary>A session on a socket of loopback, with a thread of its own and the machine's clock.</summary>
internal sealed class DtlsUdpPeer : IAsyncDisposable
{
    private const int PollMilliseconds = 20;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Task _running;
    private EndPoint? _peer;
    private volatile bool _isStopping;

    /// <param name="role">Our role.</param>
    /// <param name="fingerprint">Of the peer's certificate.</param>
    /// <param name="answerTo">Port that is sent to; that of the last datagram when null.</param>
    public DtlsUdpPeer(DtlsRole role, DtlsFingerprint fingerprint, int? answerTo = null)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.ReceiveTimeout = PollMilliseconds;
        _peer = answerTo is { } port ? new IPEndPoint(IPAddress.Loopback, port) : null;
        var isFixed = _peer is not null;
        Session = new DtlsSession(DtlsContexts.Server, role, TimeProvider.System, fingerprint, Send);
        _running = Task.Factory.StartNew(() => Run(isFixed), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public DtlsSession Session { get; }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _running;
        Session.Dispose();
        _socket.Dispose();
    }

    private void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.SendTo(datagram, _peer!);
        }
        catch (SocketException)
        {
            // Nobody listens there yet; the flight is sent again.
        }
    }

    private void Run(bool isFixed)
    {
        var buffer = new byte[2048];
        Session.Start();
        while (!_isStopping)
        {
            if (TimeProvider.System.GetTimestamp() >= Session.NextTimeout)
            {
                Session.HandleTimeout();
            }

            try
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                var length = _socket.ReceiveFrom(buffer, ref from);
                _peer = isFixed ? _peer : from;
                Session.Receive(buffer.AsSpan(0, length));
            }
            catch (SocketException)
            {
                // Nothing for a while, or nobody at the other end.
            }
        }
    }
}
