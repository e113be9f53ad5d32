using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>RTP sessions with GStreamer over a loopback that loses packets.</summary>
[Trait("Category", "Interop")]
public sealed class RtpInteropTests : IDisposable
{
    private const string TransportWide = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    private const int TransportWideId = 3;
    private const byte PayloadType = 96;
    private const byte RetransmissionPayloadType = 97;
    private const int Rate = 8000;
    private const int Packets = 300;
    private const int SoundLength = 80;

    private readonly TrackingBufferPool _pool = new();
    private readonly RtpClock _clock = new(TimeProvider.System);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5 };
    private readonly byte[] _received = new byte[2000];
    private readonly byte[] _sent = new byte[2000];

    public RtpInteropTests() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose()
    {
        _socket.Dispose();
        _pool.AssertAllReturned();
    }

    /// <summary>Every tenth packet is lost on its way here and comes as a retransmission; GStreamer takes our feedback.</summary>
    [RequiresToolFact("gst-launch-1.0")]
    public async Task Publish_WithLoss_IsRepairedByRetransmissions()
    {
        var rtcpPort = FreeUdpPort();
        using var track = new RtpReceiveTrack(
            new RtpReceiveTrackOptions { PayloadType = PayloadType, Rate = Rate, RetransmissionPayloadType = RetransmissionPayloadType, Nack = true },
            new PublisherClock(),
            _pool);
        var recorder = new TwccRecorder();
        var arrived = new SortedSet<long>();
        var (seen, lost) = (0, 0);
        var hasReport = false;

        using var publisher = Start(
            "-v rtpsession name=s rtp-profile=avpf audiotestsrc is-live=true samplesperbuffer=80 ! audio/x-raw,rate=8000,channels=1 ! mulawenc "
            + $"! rtppcmupay pt={PayloadType} min-ptime=10000000 max-ptime=10000000 ! application/x-rtp,extmap-{TransportWideId}=(string){TransportWide} "
            + $"! rtprtxsend payload-type-map=application/x-rtp-pt-map,{PayloadType}=(uint){RetransmissionPayloadType} ! s.send_rtp_sink "
            + $"s.send_rtp_src ! udpsink host=127.0.0.1 port={Port} sync=false async=false "
            + $"s.send_rtcp_src ! udpsink host=127.0.0.1 port={Port} sync=false async=false "
            + $"udpsrc port={rtcpPort} caps=application/x-rtcp ! s.recv_rtcp_sink");
        var statistics = publisher.Lines("twcc-stats");
        var toPublisher = new IPEndPoint(IPAddress.Loopback, rtcpPort);

        await RunAsync(() => seen >= Packets && hasReport && !statistics.IsEmpty && track.Missing.Count == 0, packet =>
        {
            if (IsRtcp(packet))
            {
                var reader = new RtcpCompoundReader(packet);
                while (reader.TryRead(out var rtcp))
                {
                    if (RtcpSenderReport.TryRead(rtcp, out var report))
                    {
                        track.OnSenderReport(report, _clock.Now);
                        hasReport |= report.Ssrc == track.Ssrc;
                    }
                }

                Assert.False(reader.IsDamaged);
                return;
            }

            Assert.True(RtpPacketReader.TryRead(packet, out var header));
            if (header.PayloadType == PayloadType && ++seen % 10 == 0)
            {
                lost++;
                return;
            }

            Assert.True(RtpExtensionReader.TryFind(packet, header, TransportWideId, out var number));
            recorder.OnPacket((ushort)((number[0] << 8) | number[1]), _clock.Now);
            using var taken = track.Receive(packet, header, _clock.Now);
            Assert.True(taken is null || arrived.Add(taken.Sequence));
        },
        () =>
        {
            Send(toPublisher, track.WriteFeedback(_sent, 1, _clock.Now));
            Send(toPublisher, recorder.Write(_sent, 1, track.Ssrc, _clock.Now));
        });

        Assert.True(lost >= Packets / 10);
        Assert.InRange(track.Missing.Abandoned, 0, 1);
        Assert.InRange(track.Missing.Recovered, lost - 2, lost);
        Assert.InRange(arrived.Max - arrived.Min + 1 - arrived.Count, 0, 1);
        Assert.InRange(track.Statistics.Report(track.Ssrc, _clock.Now).FractionLost, 10, 45);

        // Its own reckoning of what we told: all but the lost ones came.
        Assert.Contains(statistics, static line => line.Contains("packets-recv=(uint)", StringComparison.Ordinal) && !line.Contains("packets-recv=(uint)0,", StringComparison.Ordinal));
    }

    /// <summary>Every tenth packet is lost on its way there; GStreamer asks for it, and plays hundreds in a row.</summary>
    [RequiresToolFact("gst-launch-1.0")]
    public async Task Play_WithLoss_IsRepairedByRetransmissions()
    {
        var (rtpPort, rtcpPort) = (FreeUdpPort(), FreeUdpPort());
        var file = Path.GetTempFileName();
        try
        {
            using var source = new RtpLocalTrack(Rate, _pool);
            source.Clock.Set(0, _clock.Now);
            var viewer = new RtpSendTrack(
                new RtpRewriterOptions
                {
                    Ssrc = 0x12345678,
                    PayloadType = PayloadType,
                    FirstSequence = 65_500,
                    FirstTimestamp = 0xFFFF_F000,
                    RetransmissionSsrc = 0x87654321,
                    RetransmissionPayloadType = RetransmissionPayloadType,
                    Extensions = new RtpExtensionMap((TransportWideId, RtpExtensionKind.TransportSequence)),
                },
                "cname"u8.ToArray());
            var (next, transport, lostToldOf, cameToldOf) = (0, 0, 0, 0);
            var start = _clock.Now;
            var toViewer = new IPEndPoint(IPAddress.Loopback, rtpPort);
            var toSession = new IPEndPoint(IPAddress.Loopback, rtcpPort);

            using var player = Start(
                "rtpsession name=s rtp-profile=avpf rtcp-min-interval=500000000 "
                + $"udpsrc port={rtpPort} caps=application/x-rtp,media=audio,clock-rate={Rate},encoding-name=PCMU,payload={PayloadType},"
                + $"rtcp-fb-nack=(boolean)true,rtcp-fb-transport-cc=(boolean)true,extmap-{TransportWideId}=(string){TransportWide} ! s.recv_rtp_sink "
                + $"s.recv_rtp_src ! rtprtxreceive payload-type-map=application/x-rtp-pt-map,{PayloadType}=(uint){RetransmissionPayloadType} "
                + $"! rtpssrcdemux ! rtpjitterbuffer do-retransmission=true latency=1500 ! rtppcmudepay ! filesink location={file} buffer-mode=2 sync=false "
                + $"s.send_rtcp_src ! udpsink host=127.0.0.1 port={Port} sync=false async=false "
                + $"udpsrc port={rtcpPort} caps=application/x-rtcp ! s.recv_rtcp_sink");

            var numbers = new Dictionary<string, int>();
            var isComplete = false;
            await RunAsync(() => isComplete, packet =>
            {
                Assert.True(IsRtcp(packet));
                var reader = new RtcpCompoundReader(packet);
                while (reader.TryRead(out var rtcp))
                {
                    // Receiver reports hardly come: its feedback, which cannot wait, puts them off again and again.
                    if (RtcpNack.TryRead(rtcp, out var nack) && nack.MediaSsrc == viewer.Rewriter.Ssrc)
                    {
                        foreach (var sequence in nack)
                        {
                            var length = viewer.WriteAgain(sequence, new RtpSendStamp((ushort)transport, 0), _sent, _clock.Now);
                            transport += length > 0 ? 1 : 0;
                            Send(toViewer, length);
                        }
                    }

                    if (RtcpTransportFeedback.TryRead(rtcp, out var feedback))
                    {
                        foreach (var status in feedback)
                        {
                            (cameToldOf, lostToldOf) = status.HasCome ? (cameToldOf + 1, lostToldOf) : (cameToldOf, lostToldOf + 1);
                        }
                    }
                }

                Assert.False(reader.IsDamaged);
            },
            () =>
            {
                for (; _clock.Now - start > TimeSpan.FromMilliseconds(next * 10); next++)
                {
                    using var packet = source.Make(Sound(next), (uint)next * 80, isMarked: next % 20 == 0, _clock.Now);
                    var length = viewer.Write(packet, new RtpSendStamp((ushort)transport++, 0), _sent);
                    Send(toViewer, next % 10 == 5 ? 0 : length);
                }

                Send(toSession, viewer.Reports.Write(_sent, viewer.Rewriter, _clock, _clock.Now));
                if (next / 50 * 50 >= numbers.Count + 50)
                {
                    while (numbers.Count < next)
                    {
                        numbers.Add(Convert.ToHexString(Sound(numbers.Count)), numbers.Count);
                    }

                    isComplete = FindLongestRun(File.ReadAllBytes(file), numbers) >= Packets;
                }
            });

            Assert.InRange(viewer.Budget.Granted, Packets / 20, next);
            Assert.InRange(cameToldOf, 50, int.MaxValue);
            Assert.InRange(lostToldOf, 5, cameToldOf / 4);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Most packets that were played one after the other; a busy machine may miss some, which begins another run.</summary>
    private static int FindLongestRun(byte[] played, Dictionary<string, int> numbers)
    {
        var (longest, run, last) = (0, 0, -1);
        foreach (var sound in played.Chunk(SoundLength))
        {
            var number = numbers.GetValueOrDefault(Convert.ToHexString(sound), -1);
            run = number == last + 1 ? run + 1 : 1;
            last = number;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static bool IsRtcp(ReadOnlySpan<byte> packet) => packet[1] is >= 192 and <= 223;

    /// <summary>Ten milliseconds of G.711 that are like no others.</summary>
    private static byte[] Sound(int number)
    {
        var sound = new byte[SoundLength];
        new Random(number).NextBytes(sound);
        return sound;
    }

    private static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static Pipeline Start(string pipeline) => new(pipeline);

    private void Send(IPEndPoint to, int length)
    {
        if (length > 0)
        {
            _socket.SendTo(_sent.AsSpan(0, length), to);
        }
    }

    /// <summary>Receives and ticks until the condition holds.</summary>
    private Task RunAsync(Func<bool> isDone, SpanAction onPacket, Action onTick) => Task.Run(() =>
    {
        var deadline = _clock.Now + Wait.Limit;
        while (!isDone())
        {
            Assert.True(_clock.Now < deadline, "GStreamer did not get there.");
            try
            {
                if (_socket.Available > 0 || _socket.Poll(TimeSpan.FromMilliseconds(5), SelectMode.SelectRead))
                {
                    onPacket(_received.AsSpan(0, _socket.Receive(_received)));
                }
            }
            catch (SocketException)
            {
                // Its port is not open yet.
            }

            onTick();
        }
    }, TestContext.Current.CancellationToken);

    private delegate void SpanAction(ReadOnlySpan<byte> packet);

    /// <summary>A pipeline that runs until it is disposed.</summary>
    private sealed class Pipeline : IDisposable
    {
        private readonly Process _process;
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = [];
        private string? _wanted;

        public Pipeline(string pipeline)
        {
            var start = new ProcessStartInfo("gst-launch-1.0", pipeline.Split(' '))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) =>
            {
                if (_wanted is { } wanted && line.Data?.Contains(wanted, StringComparison.Ordinal) == true)
                {
                    _lines.Enqueue(line.Data);
                }
            };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        /// <summary>Lines of its output that hold a word, as they come.</summary>
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines(string word)
        {
            _wanted = word;
            return _lines;
        }

        public void Dispose()
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
