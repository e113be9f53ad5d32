using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>RTP to and from ffmpeg and GStreamer.</summary>
internal static class RtpTools
{
    /// <summary>Packets that go out at once; then the receiver reads them.</summary>
    private const int Burst = 16;

    /// <summary>What ffmpeg prints when it reads RTP by a session description.</summary>
    /// <param name="packets">Whole RTP packets.</param>
    /// <param name="payloadType">Their payload type.</param>
    /// <param name="media">"video" or "audio".</param>
    /// <param name="mapping">Encoding name and clock rate.</param>
    /// <param name="output">Options of the output.</param>
    public static async Task<ExternalToolResult> PlayWithFfmpegAsync(
        List<byte[]> packets, byte payloadType, string media, string mapping, params string[] output)
    {
        var port = FreePair();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm={media} {port} RTP/AVP {payloadType}\na=rtpmap:{payloadType} {mapping}\n");
        try
        {
            var playing = ExternalTool.RunAsync(
                "ffmpeg", ["-v", "warning", "-protocol_whitelist", "file,udp,rtp", "-f", "sdp", "-i", file, .. output, "-"]);
            await Wait.UntilAsync(() => IsBound(port) && IsBound(port + 1), "ffmpeg's ports");
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            foreach (var (index, packet) in packets.Index())
            {
                await socket.SendToAsync(packet, new IPEndPoint(IPAddress.Loopback, port));
                if (index % Burst == Burst - 1 || index == packets.Count - 1)
                {
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                    await Wait.UntilAsync(() => playing.IsCompleted || IsDrained(port), "ffmpeg to read");
                }
            }

            // A receiver report without blocks and a goodbye (RFC 3550 §6.4.2, §6.6) end ffmpeg's input; what is queued comes first.
            var source = packets[0][8..12];
            byte[] goodbye = [0x80, 201, 0, 1, .. source, 0x81, 203, 0, 1, .. source];
            while (!playing.IsCompleted)
            {
                await Task.WhenAny(playing, Task.Delay(300, TestContext.Current.CancellationToken));
                await socket.SendToAsync(goodbye, new IPEndPoint(IPAddress.Loopback, port + 1));
            }

            return await playing;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The RTP packets that ffmpeg sends for an input.</summary>
    /// <param name="input">Bytes of the input.</param>
    /// <param name="arguments">Input format and what to do with it, up to the output.</param>
    public static async Task<List<byte[]>> SendWithFfmpegAsync(byte[] input, params string[] arguments)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 * 1024 * 1024 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        using var done = new CancellationTokenSource();
        var receiving = Task.Factory.StartNew(() => Receive(socket, done.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            var sent = await ExternalTool.RunAsync(
                "ffmpeg", ["-v", "error", "-readrate", "4", .. arguments, "-f", "rtp", $"rtp://127.0.0.1:{port}?pkt_size=1200&rtcpport={LoopbackPort.Free()}"], input);
            sent.AssertSucceeded();
        }
        finally
        {
            await done.CancelAsync();
        }

        return await receiving;
    }

    /// <summary>What a GStreamer pipeline makes of RTP packets.</summary>
    /// <param name="packets">Whole RTP packets.</param>
    /// <param name="caps">What their session description would say: media, clock-rate, encoding-name.</param>
    /// <param name="pipeline">Elements behind the packets, the last one before the output.</param>
    public static async Task<byte[]> PlayWithGStreamerAsync(List<byte[]> packets, string caps, params string[] pipeline)
    {
        var file = Path.GetTempFileName();
        using (var stream = File.Create(file))
        {
            foreach (var packet in packets)
            {
                stream.Write([(byte)(packet.Length >> 8), (byte)packet.Length, .. packet]);
            }
        }

        try
        {
            var played = await ExternalTool.RunAsync(
                "gst-launch-1.0", ["-q", "filesrc", $"location={file}", "!", $"application/x-rtp-stream,{caps}", "!", "rtpstreamdepay", "!", .. pipeline, "!", "fdsink"]);
            return played.AssertSucceeded().Output;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The RTP packets that a GStreamer pipeline makes of an input.</summary>
    /// <param name="input">Bytes of the input.</param>
    /// <param name="pipeline">Elements behind it, the last one a payloader.</param>
    public static async Task<List<byte[]>> SendWithGStreamerAsync(byte[] input, params string[] pipeline)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, input);
        try
        {
            var sent = await ExternalTool.RunAsync(
                "gst-launch-1.0", ["-q", "filesrc", $"location={file}", "!", .. pipeline, "!", "rtpstreampay", "!", "fdsink"]);
            var rest = sent.AssertSucceeded().Output.AsSpan();
            var packets = new List<byte[]>();
            while (!rest.IsEmpty)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
                packets.Add(rest.Slice(2, length).ToArray());
                rest = rest[(2 + length)..];
            }

            return packets;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Receives on a thread of its own, as the kernel holds little, until the sender is done and nothing is left.</summary>
    private static List<byte[]> Receive(Socket socket, CancellationToken senderIsDone)
    {
        var (packets, buffer) = (new List<byte[]>(), new byte[65536]);
        while (!senderIsDone.IsCancellationRequested || socket.Available > 0)
        {
            if (socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
            {
                packets.Add(buffer[..socket.Receive(buffer)]);
            }
        }

        return packets;
    }

    /// <summary>Whether a receiver has read everything that came to its port; where the system does not tell, it is taken for quick.</summary>
    private static bool IsDrained(int port)
    {
        const string Table = "/proc/net/udp";
        var local = string.Create(CultureInfo.InvariantCulture, $":{port:X4} ");
        var lines = File.Exists(Table) ? File.ReadAllLines(Table) : [];

        // Number, local address, remote address, state, "bytes to send:bytes to read".
        return !lines.Any(line => line.Contains(local, StringComparison.Ordinal)
            && !line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4].EndsWith(":00000000", StringComparison.Ordinal));
    }

    private static bool IsBound(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Any(endpoint => endpoint.Port == port);

    /// <summary>An even port, for RTP, whose successor, for RTCP, is free too.</summary>
    private static int FreePair()
    {
        while (true)
        {
            var port = LoopbackPort.Free() & ~1;
            if (!IsBound(port) && !IsBound(port + 1))
            {
                return port;
            }
        }
    }
}
