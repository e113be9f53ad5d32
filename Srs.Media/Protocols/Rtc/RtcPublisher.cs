using System.Text;
using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The media of a publisher: its packets go to the players of the stream, and to its frames; it is told what was lost.</summary>
internal sealed class RtcPublisher : RtcMedia
{
    /// <summary>SSRCs of one publisher that are remembered.</summary>
    private const int MaxSources = 64;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly RtcStream _stream;
    private readonly RtcFrameSource? _frames;
    private readonly RtpClock _clock;
    private readonly TimeSpan _keyFrameInterval;
    private readonly Track[] _tracks;
    private readonly Dictionary<uint, Track> _sources = [];
    private TwccRecorder? _arrivals;
    private readonly byte _midId;
    private readonly byte _transportSequenceId;
    private readonly uint _ssrc = RtcRandom.Ssrc();
    private RtcConnection? _connection;
    private TimeSpan _nextReport;
    private TimeSpan _nextKeyFrame;
    private TimeSpan _heldUntil;
    private long _lastMedia;

    /// <summary>Makes the publisher of what was negotiated.</summary>
    /// <param name="stream">Where its packets go.</param>
    /// <param name="frames">Where its frames go; null when no other protocol gets the stream. Disposed with this.</param>
    /// <param name="agreement">What was negotiated.</param>
    /// <param name="clock">The clock of the RTP plane.</param>
    /// <param name="pool">Where packets live.</param>
    /// <param name="keyFrameInterval">How often other protocols get a key frame.</param>
    public RtcPublisher(
        RtcStream stream, RtcFrameSource? frames, RtcAgreement agreement, RtpClock clock, BufferPool pool, TimeSpan keyFrameInterval)
    {
        (_stream, _frames, _clock, _keyFrameInterval) = (stream, frames, clock, keyFrameInterval);
        var publisherClock = new PublisherClock();
        var numbers = new Dictionary<MediaKind, int>();
        var tracks = new List<Track>();
        foreach (var media in agreement.Accepted)
        {
            var id = numbers.GetValueOrDefault(media.Kind);
            numbers[media.Kind] = id + 1;
            var track = new Track(media, id, publisherClock, pool);
            tracks.Add(track);
            foreach (var source in media.Sources.Take(1))
            {
                Remember(source.Ssrc, track);
                if (source.RtxSsrc is { } retransmissions)
                {
                    Remember(retransmissions, track);
                }
            }

            _midId = Math.Max(_midId, media.Extensions[RtcHeaderExtension.Mid]);
            _transportSequenceId = Math.Max(_transportSequenceId, media.Extensions[RtcHeaderExtension.TransportWideCc]);
        }

        _tracks = [.. tracks];
    }

    /// <summary>The tracks that it sends.</summary>
    public IEnumerable<RtcTrack> Tracks => _tracks.Select(static track => track.Public);

    /// <summary>When media came last, as the clock's time; zero before any.</summary>
    public TimeSpan LastMedia => TimeSpan.FromTicks(Volatile.Read(ref _lastMedia));

    /// <inheritdoc/>
    public override void OnConnected(RtcConnection connection)
    {
        _connection = connection;
        _arrivals = _transportSequenceId == 0 ? null : new TwccRecorder();
        foreach (var track in _tracks)
        {
            track.Receiver.KeyFrames?.Request();
        }
    }

    /// <inheritdoc/>
    public override void OnRtp(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (!RtpPacketReader.TryRead(packet, out var header))
        {
            return;
        }

        if (_arrivals is not null && RtpExtensionReader.TryFind(packet, header, _transportSequenceId, out var number) && number.Length == sizeof(ushort))
        {
            _arrivals.OnPacket((ushort)((number[0] << 8) | number[1]), now);
        }

        if (Find(packet, header) is not { } track || track.Receiver.Receive(packet, header, now) is not { } received)
        {
            return;
        }

        using (received)
        {
            Volatile.Write(ref _lastMedia, now.Ticks);
            Forward(track, received, now);
            if (_frames is not null && received.PayloadLength > 0)
            {
                received.AddRef();
                track.Count(_frames.Push(track.Frames ??= _frames.AddTrack(track.Public), received, now));
            }
        }
    }

    /// <inheritdoc/>
    public override void OnRtcp(in RtcpPacket packet, TimeSpan now)
    {
        if (RtcpSenderReport.TryRead(packet, out var report))
        {
            if (_sources.TryGetValue(report.Ssrc, out var track))
            {
                track.Receiver.OnSenderReport(report, now);
                track.Frames?.OnSenderReport(report.Ntp.Value, report.RtpTimestamp);
            }
        }
    }

    /// <inheritdoc/>
    public override TimeSpan OnTick(TimeSpan now)
    {
        if (_frames is not null)
        {
            foreach (var track in _tracks)
            {
                if (track.Frames is { } frames)
                {
                    track.Count(_frames.Drain(frames, now));
                }
            }

            if (now >= _nextKeyFrame)
            {
                _nextKeyFrame = now + _keyFrameInterval;
                RequestKeyFrames();
            }
        }

        SendFeedback(now);
        return now;
    }

    /// <inheritdoc/>
    public override void OnClosed()
    {
        _stream.End(this);
        _frames?.Dispose();
        foreach (var track in _tracks)
        {
            track.Receiver.Dispose();
        }
    }

    /// <summary>Sends a packet to the players, those of a picture together.</summary>
    private void Forward(Track track, RtpPacket packet, TimeSpan now)
    {
        var isLast = packet.Marker || track.Public.Kind != MediaKind.Video;
        _stream.Send(track.Public, packet, isLast);
        if (!isLast && now >= _heldUntil)
        {
            _heldUntil = _connection!.Shard!.Hold(_stream, now);
        }
    }

    private void RequestKeyFrames()
    {
        foreach (var track in _tracks)
        {
            track.Receiver.KeyFrames?.Request();
        }
    }

    private void SendFeedback(TimeSpan now)
    {
        if (now >= _nextReport)
        {
            _nextReport = now + ReportInterval;
            SendReport(now);
        }

        foreach (var track in _tracks)
        {
            var length = track.Receiver.WriteFeedback(_connection!.Reserve()[..RtpReceiveTrack.MaxFeedbackLength], _ssrc, now);
            if (length > 0)
            {
                _connection.SendRtcp(length);
            }
        }

        if (_arrivals is not null)
        {
            int length;
            while ((length = _arrivals.Write(_connection!.Reserve()[..TwccRecorder.MaxLength], _ssrc, _tracks[0].Receiver.Ssrc, now)) > 0)
            {
                _connection.SendRtcp(length);
            }
        }
    }

    private void SendReport(TimeSpan now)
    {
        Span<RtcpReportBlock> blocks = stackalloc RtcpReportBlock[8];
        var count = 0;
        foreach (var track in _tracks)
        {
            if (track.Receiver.Ssrc != 0 && count < blocks.Length)
            {
                blocks[count++] = track.Receiver.Statistics.Report(track.Receiver.Ssrc, now);
            }
        }

        if (count > 0)
        {
            _connection!.SendRtcp(RtcpReceiverReport.Write(_connection.Reserve(), _ssrc, blocks[..count]));
        }
    }

    /// <summary>By SSRC; an unknown one by the m-line that it names, or by its payload type.</summary>
    private Track? Find(ReadOnlySpan<byte> packet, in RtpHeader header)
    {
        if (_sources.TryGetValue(header.Ssrc, out var known))
        {
            return known;
        }

        Track? found = null;
        if (RtpExtensionReader.TryFind(packet, header, _midId, out var mid))
        {
            foreach (var track in _tracks)
            {
                found ??= mid.SequenceEqual(track.Mid) ? track : null;
            }
        }
        else
        {
            foreach (var track in _tracks)
            {
                found ??= track.HasPayloadType(header.PayloadType) ? track : null;
            }
        }

        if (found is not null)
        {
            Remember(header.Ssrc, found);
        }

        return found;
    }

    private void Remember(uint ssrc, Track track)
    {
        if (_sources.Count < MaxSources)
        {
            _sources[ssrc] = track;
        }
    }

    /// <summary>An m-line of the publisher's.</summary>
    private sealed class Track
    {
        private readonly RtcCodec _codec;

        public Track(RtcMediaAgreement media, int id, PublisherClock publisherClock, BufferPool pool)
        {
            _codec = media.Codecs[0];
            Mid = Encoding.ASCII.GetBytes(media.Mid);
            var isVideo = media.Kind == MediaKind.Video;
            var options = new RtpReceiveTrackOptions
            {
                PayloadType = _codec.PayloadType,
                Rate = _codec.ClockRate,
                RetransmissionPayloadType = _codec.RtxPayloadType,
                Nack = (_codec.Feedback & RtcFeedback.Nack) != 0,
                IsVideo = isVideo,
                UsesFullIntraRequests = (_codec.Feedback & RtcFeedback.PictureLoss) == 0,
                Extensions = RtcExtensions.ToMap(media.Extensions),
            };
            Receiver = new RtpReceiveTrack(options, publisherClock, pool);
            Public = new RtcTrack(
                media.Kind, id, new RtcFormat(_codec.Encoding) { H264 = ReadProfile(_codec) }, _codec.Opus.IsStereo, isVideo ? Receiver.KeyFrames!.Request : null);
        }

        public RtpReceiveTrack Receiver { get; }

        public RtcTrack Public { get; }

        public byte[] Mid { get; }

        /// <summary>The frames' side; null before the first packet.</summary>
        public RtcFrameTrack? Frames { get; set; }

        public bool HasPayloadType(byte type) => type == _codec.PayloadType || type == _codec.RtxPayloadType;

        /// <summary>Takes note of what the frames say of the picture.</summary>
        public void Count(RtcFrameNews news)
        {
            if ((news & RtcFrameNews.KeyFrame) != 0)
            {
                Receiver.KeyFrames?.OnKeyFrame();
            }

            if ((news & RtcFrameNews.NeedsKeyFrame) != 0)
            {
                Receiver.KeyFrames?.Request();
            }
        }

        private static H264ProfileLevelId? ReadProfile(RtcCodec codec) =>
            codec.Encoding == RtcEncoding.H264 && H264ProfileLevelId.TryParse(codec.Offered["profile-level-id"], out var profile) ? profile : null;
    }
}
