using System.Text;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The media of a player: shared packets under headers of its own, reports, and answers to what it lost.</summary>
internal sealed class RtcPlayer : RtcMedia
{
    /// <summary>Between looks at whether a report is due.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private readonly RtcStream _stream;
    private readonly RtpClock _clock;
    private readonly Track[] _tracks;
    private readonly RtcPast _past = new();
    private RtcConnection? _connection;
    private RtcShard? _shard;
    private ushort _transportSequence;
    private int _nacksLeft = RtcLimits.MaxNacksPerTick;

    /// <summary>Makes the player of what was negotiated.</summary>
    public RtcPlayer(RtcStream stream, RtcAgreement agreement, RtpClock clock)
    {
        (_stream, _clock) = (stream, clock);
        _tracks = [.. agreement.Accepted.Where(static media => media.Track is not null).Select(static media => new Track(media))];
    }

    /// <summary>Packets that were not sent because they were of a codec that was not negotiated.</summary>
    public long Unfit { get; private set; }

    /// <inheritdoc/>
    public override void OnConnected(RtcConnection connection)
    {
        (_connection, _shard) = (connection, connection.Shard);
        _stream.Join(this, _shard!);
    }

    /// <summary>Sends packets of the stream.</summary>
    /// <param name="items">Borrowed for the call.</param>
    /// <param name="sendTime">Now, as the header extension has it.</param>
    public void Send(ReadOnlySpan<RtcPlayerItem> items, uint sendTime)
    {
        if (_connection is not { IsConnected: true } connection)
        {
            return;
        }

        foreach (ref readonly var item in items)
        {
            if (!_past.IsEmpty && item.Track.Pictures is not null)
            {
                _past.Keep(item);
            }
            else
            {
                Send(connection, item, sendTime);
            }
        }
    }

    /// <summary>Ends the player for a fault of ours.</summary>
    public void OnFault(Exception exception) => _connection?.OnFault(exception);

    /// <summary>Sends the pictures since the last key frame, which pass quickly at the viewer's. Gives the packets back.</summary>
    /// <param name="track">Their track.</param>
    /// <param name="packets">Oldest first.</param>
    public void CatchUp(RtcTrack track, ReadOnlySpan<RtpPacket> packets)
    {
        if (packets.Length > 0 && Find(track.Kind, track.Id) is { } own && own.Fits(track.Format.Encoding))
        {
            own.Sender!.Rewriter.HurryTo(packets[^1].Timestamp);
        }

        _past.Add(track, packets);
        SendPast(_clock.Now);
    }

    /// <inheritdoc/>
    public override void OnRtp(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        // A player has nothing to send.
    }

    /// <inheritdoc/>
    public override void OnRtcp(in RtcpPacket packet, TimeSpan now)
    {
        if (RtcpReceiverReport.TryRead(packet, out var receiver))
        {
            ReadBlocks(receiver.Blocks, now);
        }
        else if (RtcpSenderReport.TryRead(packet, out var sender))
        {
            ReadBlocks(sender.Blocks, now);
        }
        else if (RtcpNack.TryRead(packet, out var nack))
        {
            SendAgain(nack, now);
        }
        else if (RtcpPictureLoss.TryRead(packet, out var loss))
        {
            RequestKeyFrame(loss.MediaSsrc);
        }
        else if (RtcpFullIntraRequest.TryRead(packet, out var request))
        {
            for (var i = 0; i < request.Count; i++)
            {
                RequestKeyFrame(request[i].MediaSsrc);
            }
        }
    }

    /// <inheritdoc/>
    public override TimeSpan OnTick(TimeSpan now)
    {
        _nacksLeft = RtcLimits.MaxNacksPerTick;
        SendPast(now);
        foreach (var track in _tracks)
        {
            if (track.Sender is { } sender)
            {
                var length = sender.Reports.Write(_connection!.Reserve(), sender.Rewriter, _clock, now);
                if (length > 0)
                {
                    _connection.SendRtcp(length);
                }
            }
        }

        return _past.IsEmpty ? now + TickInterval : now;
    }

    /// <inheritdoc/>
    public override void OnClosed()
    {
        if (_shard is { } shard)
        {
            _stream.Leave(this, shard);
        }

        _past.Clear();
    }

    /// <summary>Sends what the viewer can take at once of the pictures that it has to catch up with.</summary>
    private void SendPast(TimeSpan now)
    {
        if (_past.IsEmpty)
        {
            return;
        }

        var sendTime = _clock.ToNtp(now).AbsoluteSendTime;
        for (var left = _past.BurstLength; left > 0 && _past.TryTake(out var item); left--)
        {
            using (item.Packet)
            {
                Send(_connection!, item, sendTime);
            }
        }
    }

    private void Send(RtcConnection connection, in RtcPlayerItem item, uint sendTime)
    {
        if (Find(item.Track.Kind, item.Track.Id) is not { } own)
        {
            return;
        }

        if (!own.Fits(item.Track.Format.Encoding) || item.Packet.PayloadLength + RtpRewriter.MaxGrowth > RtcConnection.MaxRtpBytes)
        {
            Unfit++;
            return;
        }

        var length = own.Sender!.Write(item.Packet, new RtpSendStamp(_transportSequence, sendTime), connection.Reserve());
        if (length > 0)
        {
            _transportSequence++;
            connection.SendRtp(length);
        }
    }

    private void ReadBlocks(RtcpReportBlocks blocks, TimeSpan now)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            Find(blocks[i].Ssrc)?.Sender?.Reports.OnReportBlock(blocks[i], _clock, now);
        }
    }

    private void SendAgain(in RtcpNack nack, TimeSpan now)
    {
        if (Find(nack.MediaSsrc) is not { Sender: { } sender } track)
        {
            return;
        }

        var sendTime = _clock.ToNtp(now).AbsoluteSendTime;
        foreach (var sequence in nack)
        {
            if (--_nacksLeft < 0)
            {
                return;
            }

            var length = sender.WriteAgain(sequence, new RtpSendStamp(_transportSequence, sendTime), _connection!.Reserve(), now);
            if (length > 0 && track.HasRetransmissions)
            {
                _transportSequence++;
                _connection.SendRtp(length);
            }
            else if (length > 0)
            {
                _connection.SendRtpAgain(length);
            }
        }
    }

    private void RequestKeyFrame(uint ssrc)
    {
        if (Find(ssrc) is { } track)
        {
            _stream.RequestKeyFrame(track.Kind, track.Id);
        }
    }

    private Track? Find(MediaKind kind, int id)
    {
        foreach (var track in _tracks)
        {
            if (track.Kind == kind && track.Id == id)
            {
                return track;
            }
        }

        return null;
    }

    private Track? Find(uint ssrc)
    {
        foreach (var track in _tracks)
        {
            if (track.Ssrc == ssrc)
            {
                return track;
            }
        }

        return null;
    }

    /// <summary>An m-line of the player's, and the track that goes there.</summary>
    private sealed class Track(RtcMediaAgreement media)
    {
        private RtcEncoding? _encoding;

        public MediaKind Kind { get; } = media.Track!.Kind;

        public int Id { get; } = media.Track!.Id;

        public uint Ssrc { get; } = media.Track!.Ssrc;

        /// <summary>Null before the first packet, which tells the codec.</summary>
        public RtpSendTrack? Sender { get; private set; }

        public bool HasRetransmissions { get; private set; }

        /// <summary>Whether the player takes the codec; the first packet settles it.</summary>
        public bool Fits(RtcEncoding encoding)
        {
            if (_encoding is not null)
            {
                return _encoding == encoding;
            }

            var codec = media.Codecs.FirstOrDefault(codec => codec.Encoding == encoding);
            if (codec is null)
            {
                return false;
            }

            HasRetransmissions = codec.RtxPayloadType is not null && media.Track!.RtxSsrc is not null;
            var options = new RtpRewriterOptions
            {
                Ssrc = Ssrc,
                PayloadType = codec.PayloadType,
                FirstSequence = RtcRandom.Sequence(),
                FirstTimestamp = RtcRandom.Ssrc(),
                RetransmissionSsrc = HasRetransmissions ? media.Track!.RtxSsrc : null,
                RetransmissionPayloadType = codec.RtxPayloadType ?? 0,
                Extensions = RtcExtensions.ToMap(media.Extensions),
                Mid = Encoding.ASCII.GetBytes(media.Mid),
            };
            Sender = new RtpSendTrack(options, Encoding.UTF8.GetBytes(media.Track!.Cname));
            _encoding = encoding;
            return true;
        }
    }
}
