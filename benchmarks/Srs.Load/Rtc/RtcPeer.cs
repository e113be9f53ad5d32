using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Srtp;
using Srs.Media.Protocols.Rtc.Stun;

namespace Srs.Load.Rtc;

/// <summary>One WebRTC peer: WHIP or WHEP by HTTP, a socket of its own, ICE, DTLS as the client, SRTP. Used by one thread at a time.</summary>
/// <remarks>Blocking until it is connected; then the owner sends and receives by <see cref="Socket"/>, which does not block.</remarks>
internal sealed class RtcPeer : IDisposable
{
    private const int ReceiveBufferBytes = 2 * 1024 * 1024;
    private const int CheckMilliseconds = 100;
    private const uint Priority = 0x6E00_01FF;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { Timeout = TimeSpan.FromMinutes(1) };

    private readonly byte[] _buffer = new byte[2048];
    private readonly IceCredentials _ice = IceCredentials.Create();
    private readonly RtcAnswer _answer;
    private readonly DtlsSession _dtls;

    /// <summary>Makes an offer and connects. Blocks.</summary>
    /// <param name="url">Of WHIP or WHEP.</param>
    /// <param name="context">The certificate, shared by all peers.</param>
    /// <param name="sources">What it sends, as for <see cref="RtcOffer"/>.</param>
    /// <param name="hasTransportSequence">As for <see cref="RtcOffer"/>.</param>
    /// <param name="timeout">Longest time until it is connected.</param>
    /// <exception cref="IOException">The server refuses, or takes too long.</exception>
    public RtcPeer(Uri url, DtlsContext context, (uint Audio, uint Video)? sources, bool hasTransportSequence, TimeSpan timeout)
    {
        var deadline = CaptureStamp.Now + (long)timeout.TotalNanoseconds;
        _answer = RtcAnswer.Read(Post(url, RtcOffer.Write(_ice, context.Certificate.Sha256, sources, hasTransportSequence)));
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBufferBytes };
        TrySet(LinuxLibc.LevelSocket, LinuxLibc.ReceiveBufferForce, ReceiveBufferBytes);
        _dtls = new DtlsSession(context, DtlsRole.Client, TimeProvider.System, _answer.Fingerprint, datagram => Send(datagram));
        try
        {
            Socket.Connect(_answer.Address);
            Check(deadline);
            ShakeHands(deadline);
            Sender = new SrtpSender(_dtls.Keys.Outgoing);
            Receiver = new SrtpReceiver(_dtls.Keys.Incoming);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Its socket, connected to the server's port.</summary>
    public Socket Socket { get; }

    /// <summary>Protects what it sends.</summary>
    public SrtpSender Sender { get; }

    /// <summary>Opens what it receives.</summary>
    public SrtpReceiver Receiver { get; }

    /// <summary>Sets an option of Linux, where the system lets this user.</summary>
    public void TrySet(int level, int option, int value)
    {
        try
        {
            Socket.SetRawSocketOption(level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
        }
        catch (SocketException)
        {
            // Then without.
        }
    }

    /// <summary>Sends a datagram; one that the way out has no room for is lost.</summary>
    public void Send(ReadOnlySpan<byte> datagram) => Socket.Send(datagram, SocketFlags.None, out _);

    /// <summary>Sends an RTCP compound.</summary>
    /// <param name="buffer">The compound, and room for what SRTCP adds.</param>
    /// <param name="length">Bytes of the compound.</param>
    public void SendRtcp(Span<byte> buffer, int length) => Send(buffer[..Sender.ProtectRtcp(buffer, length)]);

    /// <summary>Sends a connectivity check, which is also what keeps the server's consent (RFC 7675).</summary>
    public void SendCheck()
    {
        Span<byte> id = stackalloc byte[12];
        RandomNumberGenerator.Fill(id);
        var writer = new StunMessageWriter(_buffer, StunClass.Request, id);
        writer.Add(StunAttribute.Username, Encoding.ASCII.GetBytes($"{_answer.Ice.UserFragment}:{_ice.UserFragment}"));
        writer.Add(StunAttribute.Priority, Priority);
        writer.Add(StunAttribute.IceControlling, 1UL);
        writer.Add(StunAttribute.UseCandidate, []);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(_answer.Ice.Password));
        Send(_buffer.AsSpan(0, writer.Finish()));
    }

    /// <summary>Tells the server that it leaves.</summary>
    public void Dispose()
    {
        _dtls.Close();
        Sender?.Dispose();
        Receiver?.Dispose();
        Socket.Dispose();
    }

    private static string Post(Uri url, string offer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(offer, new MediaTypeHeaderValue("application/sdp")) };

        // Viewers are different clients, so none goes on with another's connection.
        request.Headers.ConnectionClose = true;
        try
        {
            using var response = Http.Send(request);
            using var reader = new StreamReader(response.Content.ReadAsStream());
            var body = reader.ReadToEnd();
            return response.StatusCode == HttpStatusCode.Created ? body : throw new IOException($"The server answers {(int)response.StatusCode}: {body.Trim()}");
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"The server does not answer: {e.Message}", e);
        }
    }

    private void Check(long deadline)
    {
        while (true)
        {
            SendCheck();
            var wait = CaptureStamp.Now + (CheckMilliseconds * 1_000_000L);
            while (CaptureStamp.Now < wait)
            {
                var datagram = Receive(CheckMilliseconds);
                if (PacketKinds.Of(datagram) == PacketKind.Stun && StunMessageReader.TryRead(datagram, out var message) && message.Class == StunClass.Success)
                {
                    return;
                }
            }

            ThrowIfLate(deadline, "No connectivity check was answered");
        }
    }

    private void ShakeHands(long deadline)
    {
        _dtls.Start();
        while (_dtls.State == DtlsState.Handshaking)
        {
            ThrowIfLate(deadline, "The DTLS handshake took too long");
            var datagram = Receive(CheckMilliseconds);
            if (PacketKinds.Of(datagram) == PacketKind.Dtls)
            {
                _dtls.Receive(datagram);
            }

            _dtls.HandleTimeout();
        }

        if (_dtls.State != DtlsState.Connected)
        {
            throw new IOException(_dtls.Reason);
        }
    }

    private Span<byte> Receive(int timeoutMilliseconds)
    {
        Socket.ReceiveTimeout = timeoutMilliseconds;
        var length = Socket.Receive(_buffer, SocketFlags.None, out var error);
        return error == SocketError.Success ? _buffer.AsSpan(0, length) : [];
    }

    private static void ThrowIfLate(long deadline, string what)
    {
        if (CaptureStamp.Now > deadline)
        {
            throw new IOException($"{what} within the time.");
        }
    }
}
