using Srs.Media.Frames;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>Plays: asks for what is lost, puts pictures together and checks every byte of them.</summary>
internal sealed class RtcTestPlayer : RtcTestPeer
{
    private const uint Ssrc = 0x2001;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(500);

    private readonly RtpReceiveTrack _track;
    private readonly RtpReorderBuffer _order = new(TimeSpan.FromSeconds(2));
    private readonly Vp8Depacketizer _pictures = new();
    private readonly List<int> _numbers = [];
    private readonly List<(uint Ssrc, ushort Sequence, uint Timestamp)> _arrivals = [];
    private readonly byte[] _packet = new byte[2048];
    private TimeSpan _nextReport;

    private RtcTestPlayer(RtcTestOptions options, RtcTestSession session)
        : base(options, session) => _track = new RtpReceiveTrack(
            new RtpReceiveTrackOptions
            {
                PayloadType = RtcTestOffer.Video,
                Rate = RtpMediaClock.VideoRate,
                RetransmissionPayloadType = RtcTestOffer.VideoRetransmission,
                Nack = true,
                IsVideo = true,
            },
            new PublisherClock());

    /// <summary>Numbers of the whole pictures so far, in the order in which they are shown.</summary>
    public IReadOnlyList<int> Numbers
    {
        get
        {
            lock (Gate)
            {
                return [.. _numbers];
            }
        }
    }

    /// <summary>Number of the newest whole picture; -1 before the first.</summary>
    public int Last
    {
        get
        {
            lock (Gate)
            {
                return _numbers.Count == 0 ? -1 : _numbers[^1];
            }
        }
    }

    /// <summary>Packets of pictures as they came, without retransmissions.</summary>
    public IReadOnlyList<(uint Ssrc, ushort Sequence, uint Timestamp)> Arrivals
    {
        get
        {
            lock (Gate)
            {
                return [.. _arrivals];
            }
        }
    }

    /// <summary>Packets that came after they had been asked for.</summary>
    public long Recovered => _track.Missing.Recovered;

    /// <summary>Packets that were given up.</summary>
    public long Abandoned => _track.Missing.Abandoned;

    /// <summary>Key frames asked for.</summary>
    public long KeyFrameRequests => _track.KeyFrames!.Sent;

    /// <summary>Whether lost packets and key frames are asked for.</summary>
    public bool AsksAgain { get; set; } = true;

    /// <summary>How long a lost packet is waited for.</summary>
    public TimeSpan MaxWait
    {
        get => _order.MaxDelay;
        set => _order.MaxDelay = value;
    }

    /// <summary>Sender reports that have come.</summary>
    public int SenderReports { get; private set; }

    /// <summary>Opens a session and connects.</summary>
    public static async Task<RtcTestPlayer> PlayAsync(SrsTestServer server, RtcTestOptions? options = null)
    {
        var player = await OpenAsync(server.HttpPort, options);
        await player.ConnectAsync();
        return player;
    }

    /// <summary>Opens a session.</summary>
    public static async Task<RtcTestPlayer> OpenAsync(int httpPort, RtcTestOptions? options = null)
    {
        options ??= new RtcTestOptions();
        return new RtcTestPlayer(options, await SignalAsync(httpPort, isPublisher: false, options));
    }

    /// <summary>Waits for a picture, or a later one.</summary>
    public Task WaitForAsync(int number) =>
        Wait.UntilAsync(() => Last >= number, $"picture {number}; the last was {Last} of {Numbers.Count}, {Abandoned} packets given up");

    /// <summary>Every picture from the first one on has come, in order.</summary>
    public void AssertWhole()
    {
        var numbers = Numbers;
        Assert.NotEmpty(numbers);
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _track.Dispose();
        _order.Dispose();
        _pictures.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnRtp(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (!RtpPacketReader.TryRead(packet, out var header))
        {
            return;
        }

        if (header.PayloadType == RtcTestOffer.Video)
        {
            _arrivals.Add((header.Ssrc, header.SequenceNumber, header.Timestamp));
        }

        if (_track.Receive(packet, header, now) is { } received)
        {
            _order.Add(received);
            ShowPictures(now);
        }
    }

    /// <inheritdoc/>
    protected override void OnRtcp(in RtcpPacket packet, TimeSpan now)
    {
        if (RtcpSenderReport.TryRead(packet, out var report))
        {
            SenderReports++;
            _track.OnSenderReport(report, now);
        }
    }

    /// <inheritdoc/>
    protected override void OnTick(TimeSpan now)
    {
        ShowPictures(now);
        if (AsksAgain && _track.WriteFeedback(_packet, Ssrc, now) is > 0 and var length)
        {
            SendRtcp(_packet.AsSpan(0, length));
        }

        if (now >= _nextReport && _track.Ssrc != 0)
        {
            _nextReport = now + ReportInterval;
            SendRtcp(_packet.AsSpan(0, RtcpReceiverReport.Write(_packet, Ssrc, _track.Statistics.Report(_track.Ssrc, now))));
        }
    }

    private void ShowPictures(TimeSpan now)
    {
        while (_order.TryTake(now, out var packet, out var hasGap))
        {
            using (packet)
            {
                if (hasGap)
                {
                    _pictures.OnLoss();
                }

                _pictures.Push(packet.Payload.Span, packet.Timestamp, packet.Marker);
            }

            while (_pictures.TryTake(out var unit))
            {
                using (unit.Payload)
                {
                    if ((unit.Flags & FrameFlags.KeyFrame) != 0)
                    {
                        _track.KeyFrames!.OnKeyFrame();
                    }

                    _numbers.Add(RtcTestFrame.NumberOf(unit.Payload.Span));
                }
            }

            if (_pictures.NeedsKeyFrame)
            {
                _track.KeyFrames!.Request();
            }
        }
    }
}
