using System.Net;
using System.Net.Sockets;
using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>A bad network on loopback between UDP clients and a server, which loses, repeats, delays and damages by chance from a seed.</summary>
/// <remarks>
/// Clients send to <see cref="Address"/>, which a WebRTC server names as its candidate by <c>eip=127.0.0.1:port</c>. Each client has a port of its
/// own towards the server, and gets another on demand, as behind a NAT that forgot it.
/// </remarks>
internal sealed class ImpairmentProxy : IAsyncDisposable
{
    private const int MaxDatagramBytes = 65_507;
    private static readonly TimeSpan MaxDisorder = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Socket _inside = Open();
    private readonly EndPoint _server;
    private readonly Random _random;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private readonly List<Client> _clients = [];
    private readonly PriorityQueue<Delivery, (DateTime At, long Number)> _late = new();
    private readonly SemaphoreSlim _hasLate = new(0);
    private long _number;

    /// <summary>Begins to pass datagrams on.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="seed">The same seed makes the same choices, datagram by datagram.</param>
    public ImpairmentProxy(EndPoint server, int seed = 1)
    {
        _server = server;
        _random = new Random(seed);
        _running.Add(ReceiveInsideAsync());
        _running.Add(DeliverLateAsync());
    }

    /// <summary>Where clients send to.</summary>
    public IPEndPoint Address => (IPEndPoint)_inside.LocalEndPoint!;

    /// <summary>What happens on the way to the server.</summary>
    public Impairment ToServer { get; set; } = Impairment.None;

    /// <summary>What happens on the way to the clients.</summary>
    public Impairment ToClient { get; set; } = Impairment.None;

    /// <summary>What the server sees of the client that came first; null before it.</summary>
    public IPEndPoint? Mapped
    {
        get
        {
            lock (_gate)
            {
                return _clients.FirstOrDefault()?.Outside.LocalEndPoint as IPEndPoint;
            }
        }
    }

    /// <summary>Datagrams that were lost.</summary>
    public int Lost { get; private set; }

    /// <summary>Datagrams that were repeated.</summary>
    public int Repeated { get; private set; }

    /// <summary>Datagrams that were overtaken.</summary>
    public int Reordered { get; private set; }

    /// <summary>Datagrams that were damaged.</summary>
    public int Corrupted { get; private set; }

    /// <summary>Sends by other ports from now on; what comes to the old ones is lost.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (var client in _clients)
            {
                client.Outside.Dispose();
                client.Outside = Open();
                _running.Add(ReceiveOutsideAsync(client, client.Outside));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] running;
        lock (_gate)
        {
            _inside.Dispose();
            _clients.ForEach(static client => client.Outside.Dispose());
            running = [.. _running];
        }

        await Task.WhenAll(running);
        _stopping.Dispose();
        _hasLate.Dispose();
    }

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private Task ReceiveInsideAsync() => ReceiveAsync(_inside, (datagram, from) =>
    {
        var client = _clients.Find(client => client.Address.Equals(from));
        if (client is null)
        {
            client = new Client(from, Open());
            _clients.Add(client);
            _running.Add(ReceiveOutsideAsync(client, client.Outside));
        }

        Pass(datagram, ToServer, client, isToServer: true);
    });

    private Task ReceiveOutsideAsync(Client client, Socket outside) =>
        ReceiveAsync(outside, (datagram, _) => Pass(datagram, ToClient, client, isToServer: false));

    private async Task ReceiveAsync(Socket socket, Action<byte[], EndPoint> take)
    {
        var buffer = new byte[MaxDatagramBytes];
        var any = new IPEndPoint(IPAddress.Any, 0);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, any, _stopping.Token);
                lock (_gate)
                {
                    take(buffer[..received.ReceivedBytes], received.RemoteEndPoint);
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused)
            {
                // Somebody has closed their port; others have not.
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Forgotten, or the end.
                return;
            }
        }
    }

    private void Pass(byte[] datagram, Impairment impairment, Client client, bool isToServer)
    {
        if (impairment.Kinds is { } kinds && !kinds.Contains(PacketKinds.Of(datagram)))
        {
            Send(new Delivery(datagram, client, isToServer));
            return;
        }

        // One choice for each, whether it matters or not, so that a seed means the same whatever the shares are.
        var (loss, duplication, reordering, corruption) = (_random.NextDouble(), _random.NextDouble(), _random.NextDouble(), _random.NextDouble());
        var (place, change, disorder) = (_random.Next(datagram.Length), (byte)_random.Next(1, 256), MaxDisorder * _random.NextDouble());
        if (loss < impairment.Loss)
        {
            Lost++;
            return;
        }

        if (corruption < impairment.Corruption)
        {
            Corrupted++;
            datagram[place] ^= change;
        }

        var delivery = new Delivery(datagram, client, isToServer);
        var isReordered = reordering < impairment.Reordering;
        Reordered += isReordered ? 1 : 0;
        Send(delivery, impairment.Delay + (isReordered ? disorder : TimeSpan.Zero));
        if (duplication < impairment.Duplication)
        {
            Repeated++;
            Send(delivery, impairment.Delay + disorder);
        }
    }

    private void Send(Delivery delivery, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Send(delivery);
            return;
        }

        _late.Enqueue(delivery, (DateTime.UtcNow + delay, ++_number));
        _hasLate.Release();
    }

    private void Send(Delivery delivery)
    {
        try
        {
            var (socket, to) = delivery.IsToServer ? (delivery.Client.Outside, _server) : (_inside, delivery.Client.Address);
            socket.SendTo(delivery.Datagram, to);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Lost, as on any network.
        }
    }

    private async Task DeliverLateAsync()
    {
        try
        {
            while (true)
            {
                await _hasLate.WaitAsync(_stopping.Token);
                TimeSpan left;
                while ((left = TimeUntilNext()) > TimeSpan.Zero)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5, Math.Ceiling(left.TotalMilliseconds))), _stopping.Token);
                }

                lock (_gate)
                {
                    Send(_late.Dequeue());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private TimeSpan TimeUntilNext()
    {
        lock (_gate)
        {
            _ = _late.TryPeek(out _, out var due);
            return due.At - DateTime.UtcNow;
        }
    }

    private sealed class Client(EndPoint address, Socket outside)
    {
        public EndPoint Address { get; } = address;

        public Socket Outside { get; set; } = outside;
    }

    private sealed record Delivery(byte[] Datagram, Client Client, bool IsToServer);
}
