using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Srtp;
using Srs.Media.Protocols.Rtc.Stun;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;
using Srs.Tests.Protocols.Rtc.Dtls;
using Srs.Tests.Protocols.Rtc.Ice;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>A WebRTC peer of our own parts on a socket of loopback: WHIP or WHEP, full ICE as far as it is needed, DTLS, SRTP. It may misbehave.</summary>
internal class RtcTestPeer : IAsyncDisposable
{
    private const int MaxDatagramBytes = 2048;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FirstCheckInterval = TimeSpan.FromMilliseconds(50);
    private static readonly HttpClient Http = new();

    private readonly RtcTestOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private readonly IcePeer _checks;
    private readonly DtlsSession _dtls;
    private readonly byte[] _scratch = new byte[MaxDatagramBytes];
    private readonly IPEndPoint _server;
    private Socket _socket;
    private SrtpSender? _sender;
    private SrtpReceiver? _receiver;
    private TimeSpan _nextCheck;

    /// <summary>Takes what the server has answered; nothing is sent yet.</summary>
    protected RtcTestPeer(RtcTestOptions options, RtcTestSession session)
    {
        (_options, Session) = (options, session);
        _checks = new IcePeer(session.Credentials, session.Fragment);
        var role = session.IsServerActive ? DtlsRole.Server : DtlsRole.Client;
        _dtls = new DtlsSession(DtlsContexts.Client, role, TimeProvider.System, session.Fingerprint, datagram => Send(datagram));
        _server = options.Server ?? session.FindCandidate(options.UsesTcp ? IceTransports.Tcp : IceTransports.Udp);
        _socket = OpenSocket();
    }

    /// <summary>What was agreed on with the server.</summary>
    public RtcTestSession Session { get; }

    /// <summary>Whether media may be sent.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>How far DTLS is.</summary>
    public DtlsState State => _dtls.State;

    /// <summary>Why DTLS is over; null before that.</summary>
    public string? Reason => _dtls.Reason;

    /// <summary>Checks that the server has answered.</summary>
    public int Answers { get; private set; }

    /// <summary>Datagrams of any kind that have come.</summary>
    public int Datagrams { get; private set; }

    /// <summary>Whether checks are sent, which are the consent to be sent to.</summary>
    public bool Consents { get; set; } = true;

    /// <summary>Whether DTLS takes part; a peer that has it off stalls the handshake.</summary>
    public bool ShakesHands { get; set; } = true;

    /// <summary>Whether it reads what comes.</summary>
    public bool IsReading { get; set; } = true;

    /// <summary>Address that it sends from.</summary>
    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Held while anything of this peer happens.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>The clock of its media.</summary>
    protected RtpClock Clock { get; } = new(TimeProvider.System);

    /// <summary>Opens a session that sends and receives no media of itself.</summary>
    public static async Task<RtcTestPeer> OpenAsync(SrsTestServer server, bool isPublisher, RtcTestOptions? options = null)
    {
        options ??= new RtcTestOptions();
        return new RtcTestPeer(options, await SignalAsync(server.HttpPort, isPublisher, options));
    }

    /// <summary>Begins with ICE and waits until there are keys.</summary>
    public async Task ConnectAsync()
    {
        Start();
        await Wait.UntilAsync(() => IsConnected || _dtls.State is DtlsState.Failed or DtlsState.Closed, "the handshake's end");
        Assert.True(IsConnected, _dtls.Reason);
    }

    /// <summary>Begins with ICE.</summary>
    public void Start()
    {
        if (_options.UsesTcp)
        {
            _socket.Connect(_server);
        }

        _running.Add(ReceiveAsync(_socket));
        _running.Add(TickAsync());
    }

    /// <summary>Goes on from another port, as after a change of network; tells nobody but by its next check.</summary>
    public void Move()
    {
        lock (Gate)
        {
            var old = _socket;
            _socket = OpenSocket();
            _running.Add(ReceiveAsync(_socket));
            _nextCheck = TimeSpan.Zero;
            old.Dispose();
        }
    }

    /// <summary>Sends bytes as they are.</summary>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        lock (Gate)
        {
            try
            {
                if (_options.UsesTcp)
                {
                    var frame = new byte[IceTcpFraming.HeaderLength + datagram.Length];
                    IceTcpFraming.WriteHeader(frame, datagram.Length);
                    datagram.CopyTo(frame.AsSpan(IceTcpFraming.HeaderLength));
                    _socket.Send(frame);
                }
                else
                {
                    _socket.SendTo(datagram, _server);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The server is gone, or this peer is.
            }
        }
    }

    /// <summary>Protects and sends an RTP packet.</summary>
    /// <returns>What was sent.</returns>
    public byte[] SendRtp(ReadOnlySpan<byte> packet)
    {
        lock (Gate)
        {
            packet.CopyTo(_scratch);
            var datagram = _scratch.AsSpan(0, _sender?.ProtectRtp(_scratch, packet.Length) ?? packet.Length);
            Send(datagram);
            return datagram.ToArray();
        }
    }

    /// <summary>Protects and sends an RTP packet that was sent already and is the same to the last bit.</summary>
    public void SendRtpAgain(ReadOnlySpan<byte> packet)
    {
        lock (Gate)
        {
            packet.CopyTo(_scratch);
            Send(_scratch.AsSpan(0, _sender?.ProtectRtpAgain(_scratch, packet.Length) ?? packet.Length));
        }
    }

    /// <summary>Protects and sends an RTCP compound.</summary>
    /// <returns>What was sent.</returns>
    public byte[] SendRtcp(ReadOnlySpan<byte> packet)
    {
        lock (Gate)
        {
            packet.CopyTo(_scratch);
            var datagram = _scratch.AsSpan(0, _sender?.ProtectRtcp(_scratch, packet.Length) ?? packet.Length);
            Send(datagram);
            return datagram.ToArray();
        }
    }

    /// <summary>Ends the session as WHIP and WHEP do.</summary>
    public async Task DeleteAsync()
    {
        using var response = await Http.DeleteAsync(Session.Location, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Stops without a word.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        lock (Gate)
        {
            _socket.Dispose();
        }

        await Task.WhenAll(_running);
        _dtls.Dispose();
        _sender?.Dispose();
        _receiver?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Sends an offer, which must be answered.</summary>
    protected static async Task<RtcTestSession> SignalAsync(int httpPort, bool isPublisher, RtcTestOptions options)
    {
        var fragment = Guid.NewGuid().ToString("N")[..8];
        var offer = RtcTestOffer.Write(isPublisher, fragment, options.Setup, DtlsContexts.Client.Certificate.Sha256, options.HasRtx);
        using var response = await PostAsync(httpPort, isPublisher, $"&app=live&stream={options.Stream}{options.Query}", offer);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"{(int)response.StatusCode} {answer}");
        return new RtcTestSession(answer, response.Headers.Location!, fragment);
    }

    /// <summary>Sends a body to WHIP or WHEP.</summary>
    public static Task<HttpResponseMessage> PostAsync(int httpPort, bool isPublisher, string query, string body)
    {
        var content = new StringContent(body, Encoding.UTF8, "application/sdp");
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{httpPort}/rtc/v1/{(isPublisher ? "whip" : "whep")}/?test=1{query}");
        return Http.PostAsync(url, content, TestContext.Current.CancellationToken);
    }

    /// <summary>Takes an RTP packet; under <see cref="Gate"/>.</summary>
    protected virtual void OnRtp(ReadOnlySpan<byte> packet, TimeSpan now)
    {
    }

    /// <summary>Takes a packet of an RTCP compound; under <see cref="Gate"/>.</summary>
    protected virtual void OnRtcp(in RtcpPacket packet, TimeSpan now)
    {
    }

    /// <summary>Does what is due once there are keys; under <see cref="Gate"/>.</summary>
    protected virtual void OnTick(TimeSpan now)
    {
    }

    private Socket OpenSocket()
    {
        if (_options.UsesTcp)
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var buffer = new byte[MaxDatagramBytes];
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var length = _options.UsesTcp
                    ? await ReadFrameAsync(socket, buffer)
                    : await socket.ReceiveAsync(buffer, SocketFlags.None, _stopping.Token);
                while (!IsReading)
                {
                    await Task.Delay(TickInterval, _stopping.Token);
                }

                lock (Gate)
                {
                    Datagrams++;
                    Take(buffer.AsSpan(0, length));
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused && !_options.UsesTcp)
            {
                // The server is away, and may come back.
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException or EndOfStreamException)
            {
                // Closed by either side.
                return;
            }
        }
    }

    private async Task<int> ReadFrameAsync(Socket socket, byte[] buffer)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, IceTcpFraming.HeaderLength), _stopping.Token);
        var length = (buffer[0] << 8) | buffer[1];
        await stream.ReadExactlyAsync(buffer.AsMemory(0, length), _stopping.Token);
        return length;
    }

    private void Take(Span<byte> datagram)
    {
        switch (PacketKinds.Of(datagram))
        {
            case PacketKind.Stun:
                TakeAnswer(datagram);
                break;
            case PacketKind.Dtls when ShakesHands:
                BeginDtls();
                _dtls.Receive(datagram);
                FollowDtls();
                break;
            case PacketKind.Rtp when _options.Protection != RtcProtection.Srtp:
                OnRtp(datagram, Clock.Now);
                break;
            case PacketKind.Rtcp when _options.Protection != RtcProtection.Srtp:
                TakeRtcp(datagram);
                break;
            case PacketKind.Rtp when _receiver?.TryUnprotectRtp(datagram, out var length) == true:
                OnRtp(datagram[..length], Clock.Now);
                break;
            case PacketKind.Rtcp when _receiver?.TryUnprotectRtcp(datagram, out var length) == true:
                TakeRtcp(datagram[..length]);
                break;
        }
    }

    private void TakeRtcp(ReadOnlySpan<byte> compound)
    {
        var reader = new RtcpCompoundReader(compound);
        while (reader.TryRead(out var packet))
        {
            OnRtcp(packet, Clock.Now);
        }
    }

    private void TakeAnswer(Span<byte> datagram)
    {
        if (StunMessageReader.TryRead(datagram, out var message) && message.Class == StunClass.Success)
        {
            Answers++;
            if (_options.Protection == RtcProtection.None)
            {
                IsConnected = true;
            }
            else if (ShakesHands)
            {
                BeginDtls();
            }
        }
    }

    private void BeginDtls()
    {
        if (_dtls.State == DtlsState.New)
        {
            _dtls.Start();
        }
    }

    private void FollowDtls()
    {
        if (_dtls.State == DtlsState.Connected && !IsConnected)
        {
            if (_options.Protection == RtcProtection.Srtp)
            {
                _receiver = new SrtpReceiver(_dtls.Keys.Incoming);
                _sender = new SrtpSender(_dtls.Keys.Outgoing);
            }

            IsConnected = true;
        }
    }

    private async Task TickAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(TickInterval);
            do
            {
                lock (Gate)
                {
                    Tick(Clock.Now);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private void Tick(TimeSpan now)
    {
        if (Consents && now >= _nextCheck)
        {
            _nextCheck = now + (IsConnected ? _options.CheckInterval : FirstCheckInterval);
            Send(_checks.Check(nominates: true));
        }

        if (TimeProvider.System.GetTimestamp() >= _dtls.NextTimeout)
        {
            _dtls.HandleTimeout();
        }

        if (IsConnected)
        {
            OnTick(now);
        }
    }
}
