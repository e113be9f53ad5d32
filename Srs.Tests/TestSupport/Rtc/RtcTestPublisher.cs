using Srs.Media.Rtp;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>Publishes 50 numbered pictures a second, and sends again what is asked for.</summary>
internal sealed class RtcTestPublisher : RtcTestPeer
{
    private const int KeyFrameEvery = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Vp8Packetizer _packetizer = new();
    private readonly RtpLocalTrack _packets = new(RtpMediaClock.VideoRate);
    private RtpSendTrack _track;
    private readonly byte[] _packet = new byte[2048];
    private readonly bool _hasRtx;
    private int _next;
    private int _lastKey;
    private int _askedFor;
    private ushort _transportSequence;
    private TimeSpan? _nextAt;

    private RtcTestPublisher(RtcTestOptions options, RtcTestSession session, uint ssrc)
        : base(options, session)
    {
        _hasRtx = options.HasRtx;
        _track = MakeTrack(ssrc, firstSequence: 65_500);
    }

    /// <summary>Number of the newest picture; -1 before the first.</summary>
    public int Last => _next - 1;

    /// <summary>Times that a key frame was asked for.</summary>
    public int KeyFrameRequests { get; private set; }

    /// <summary>Packets that were sent again.</summary>
    public int Resent { get; private set; }

    /// <summary>Transport-wide feedback that has come.</summary>
    public int Feedback { get; private set; }

    /// <summary>Whether pictures are sent.</summary>
    public bool IsSending { get; set; } = true;

    /// <summary>Opens a session and connects.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="first">Number of the first picture.</param>
    /// <param name="ssrc">Of the pictures; another than in the offer is found by its m-line.</param>
    public static async Task<RtcTestPublisher> PublishAsync(
        SrsTestServer server, RtcTestOptions? options = null, int first = 0, uint ssrc = RtcTestOffer.VideoSsrc)
    {
        var publisher = await OpenAsync(server.HttpPort, options, first, ssrc);
        await publisher.ConnectAsync();
        return publisher;
    }

    /// <summary>Opens a session.</summary>
    public static async Task<RtcTestPublisher> OpenAsync(
        int httpPort, RtcTestOptions? options = null, int first = 0, uint ssrc = RtcTestOffer.VideoSsrc)
    {
        options ??= new RtcTestOptions();
        var session = await SignalAsync(httpPort, isPublisher: true, options);
        return new RtcTestPublisher(options, session, ssrc) { _next = first, _askedFor = first };
    }

    /// <summary>Goes on under another source, from a key frame on.</summary>
    public void StartOver(uint ssrc)
    {
        lock (Gate)
        {
            _track = MakeTrack(ssrc, firstSequence: 20_000);
            _askedFor = _next;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _packets.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnRtcp(in RtcpPacket packet, TimeSpan now)
    {
        if (RtcpNack.TryRead(packet, out var nack))
        {
            foreach (var sequence in nack)
            {
                SendAgain(sequence, now);
            }
        }
        else if (RtcpPictureLoss.TryRead(packet, out _))
        {
            KeyFrameRequests++;
            _askedFor = _next;
        }
        else if (RtcpReceiverReport.TryRead(packet, out var report) && report.Blocks.Count > 0)
        {
            _track.Reports.OnReportBlock(report.Blocks[0], Clock, now);
        }
        else if (RtcpTransportFeedback.TryRead(packet, out _))
        {
            Feedback++;
        }
    }

    /// <inheritdoc/>
    protected override void OnTick(TimeSpan now)
    {
        _nextAt ??= now;
        if (!IsSending)
        {
            _nextAt = now;
        }

        while (now >= _nextAt)
        {
            _nextAt += Interval;
            SendPicture(now);
        }

        var length = _track.Reports.Write(_packet, _track.Rewriter, Clock, now);
        if (length > 0)
        {
            SendRtcp(_packet.AsSpan(0, length));
        }
    }

    private RtpSendTrack MakeTrack(uint ssrc, ushort firstSequence) => new(
        new RtpRewriterOptions
        {
            Ssrc = ssrc,
            PayloadType = RtcTestOffer.Video,
            FirstSequence = firstSequence,
            RetransmissionSsrc = _hasRtx ? RtcTestOffer.VideoRetransmissionSsrc : null,
            RetransmissionPayloadType = RtcTestOffer.VideoRetransmission,
            Extensions = new RtpExtensionMap(
                (RtcTestOffer.TransportSequenceId, RtpExtensionKind.TransportSequence), (RtcTestOffer.MidId, RtpExtensionKind.Mid)),
            Mid = "1"u8.ToArray(),
        },
        "test"u8.ToArray());

    private void SendPicture(TimeSpan now)
    {
        var isKey = _askedFor == _next || _next - _lastKey >= KeyFrameEvery;
        _lastKey = isKey ? _next : _lastKey;
        using var frame = RtcTestFrame.MakeFrame(_next++, isKey, now);
        using var cut = _packetizer.Packetize(frame, RtpMediaClock.Of(frame.Track.Codec).ToTimestamp(now))!;
        _packets.Clock.Set(cut.Timestamp, now);
        for (var i = 0; i < cut.Count; i++)
        {
            using var packet = _packets.Make(cut.GetPayload(i), cut.Timestamp, cut.IsMarked(i), now);
            var length = _track.Write(packet, new RtpSendStamp(_transportSequence++, 0), _packet);
            SendRtp(_packet.AsSpan(0, length));
        }
    }

    private void SendAgain(ushort sequence, TimeSpan now)
    {
        var length = _track.WriteAgain(sequence, new RtpSendStamp(_transportSequence, 0), _packet, now);
        if (length == 0)
        {
            return;
        }

        Resent++;
        if (_hasRtx)
        {
            _transportSequence++;
            SendRtp(_packet.AsSpan(0, length));
        }
        else
        {
            SendRtpAgain(_packet.AsSpan(0, length));
        }
    }
}
