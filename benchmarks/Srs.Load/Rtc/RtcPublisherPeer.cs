using System.Buffers.Binary;
using System.Net.Sockets;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Rtp.Rtcp;

namespace Srs.Load.Rtc;

/// <summary>A publisher of what looks like H.264 and Opus: real headers, real packets (RFC 6184), pictures of noise with a time stamp. One thread.</summary>
internal sealed class RtcPublisherPeer : IDisposable
{
    private const int MaxPayload = 1180;
    private const int AudioBytes = 160;
    private const int PictureRate = 90_000;
    private const int SoundRate = 48_000;

    /// <summary>A key frame is as long as so many other pictures.</summary>
    private const int KeyFrameWeight = 8;

    /// <summary>Behind header, header extension and the head of a fragment, in a part of the payload that means nothing.</summary>
    private const int StampOffset = 40;

    private const long BurstNanoseconds = 5_000_000;
    private const long CheckNanoseconds = 5_000_000_000;
    private const long ReportNanoseconds = 1_000_000_000;
    private const long KeyFrameRequestNanoseconds = 500_000_000;

    /// <summary>Constrained baseline, level 3.1, 1280x720, as x264 writes it.</summary>
    private static readonly byte[] SequenceParameters = Convert.FromHexString("6742C01FD9005005BB011000000300100000030320F1832480");
    private static readonly byte[] PictureParameters = Convert.FromHexString("68CB83CB20");

    private readonly RtcPeer _peer;
    private readonly WhipOptions _options;
    private readonly byte[] _packet = new byte[2048];
    private readonly byte[] _input = new byte[2048];
    private readonly byte[] _noise;
    private readonly int _pictureBytes;
    private readonly int _picturesToKeyFrame;
    private readonly uint _audioSsrc;
    private readonly uint _videoSsrc;
    private readonly long _start = CaptureStamp.Now;
    private readonly Queue<byte[]> _queue = [];
    private readonly int _burst;
    private long _nextBurst;
    private Track _audio;
    private Track _video;
    private ushort _transportSequence;
    private long _pictures;
    private long _sounds;
    private long _lastKeyFrame = -1;
    private bool _wantsKeyFrame = true;
    private long _keyFrameTime;
    private long _nextCheck;
    private long _nextReport;

    /// <summary>Connects. Blocks.</summary>
    /// <exception cref="IOException">The server refuses, or takes too long.</exception>
    public RtcPublisherPeer(Uri url, Srs.Media.Protocols.Rtc.Dtls.DtlsContext context, WhipOptions options)
    {
        _options = options;
        _audioSsrc = (uint)Random.Shared.Next(1, int.MaxValue);
        _videoSsrc = _audioSsrc + 1;
        _peer = new RtcPeer(url, context, (_audioSsrc, _videoSsrc), options.HasTransportSequence, options.Timeout);
        _peer.Socket.Blocking = false;
        _picturesToKeyFrame = Math.Max(1, (int)(options.FrameRate * options.KeyFrameInterval.TotalSeconds));
        _pictureBytes = (int)Math.Max(
            CaptureStamp.Length + 8, options.Bitrate / 8 * _picturesToKeyFrame / options.FrameRate / (KeyFrameWeight + _picturesToKeyFrame - 1));

        _burst = options.PacingFactor > 0
            ? Math.Max(1, (int)Math.Ceiling(options.PacingFactor * options.Bitrate / 8 * (BurstNanoseconds / 1e9) / MaxPayload))
            : int.MaxValue;

        // Without zeros, so that no start code comes about.
        _noise = new byte[KeyFrameWeight * _pictureBytes];
        for (var i = 0; i < _noise.Length; i++)
        {
            _noise[i] = (byte)Random.Shared.Next(1, 256);
        }
    }

    /// <summary>Packets sent.</summary>
    public long Packets => _audio.Packets + _video.Packets;

    /// <summary>Key frames that the server asked for.</summary>
    public int KeyFrameRequests { get; private set; }

    /// <summary>Packets that the server asked for once more, which this publisher does not send.</summary>
    public int Missed { get; private set; }

    /// <summary>Sends what is due, takes what has come.</summary>
    /// <returns>When the next is due, as <see cref="CaptureStamp.Now"/>.</returns>
    public long SendDue()
    {
        Receive();
        var now = CaptureStamp.Now;
        while (DueOfPicture <= now)
        {
            SendPicture();
            _pictures++;
        }

        SendQueue();

        while (DueOfSound <= now)
        {
            SendSound();
            _sounds++;
        }

        if (now >= _nextCheck)
        {
            _nextCheck = now + CheckNanoseconds;
            _peer.SendCheck();
        }

        if (now >= _nextReport)
        {
            _nextReport = now + ReportNanoseconds;
            var time = NtpTime.From(DateTimeOffset.UtcNow);
            _peer.SendRtcp(_packet, RtcpSenderReport.Write(_packet, _videoSsrc, time, TicksOf(now, PictureRate), (uint)_video.Packets, (uint)_video.Bytes));
            _peer.SendRtcp(_packet, RtcpSenderReport.Write(_packet, _audioSsrc, time, TicksOf(now, SoundRate), (uint)_audio.Packets, (uint)_audio.Bytes));
        }

        return Math.Min(Math.Min(DueOfPicture, DueOfSound), _queue.Count > 0 ? _nextBurst : long.MaxValue);
    }

    /// <inheritdoc/>
    public void Dispose() => _peer.Dispose();

    private long DueOfPicture => _start + (long)(_pictures * 1e9 / _options.FrameRate);

    private long DueOfSound => _start + (_sounds * 20_000_000);

    private uint TicksOf(long time, int rate) => (uint)((time - _start) / 1e9 * rate);

    private void SendPicture()
    {
        var isKey = _wantsKeyFrame || _pictures - _lastKeyFrame >= _picturesToKeyFrame;
        var timestamp = TicksOf(DueOfPicture, PictureRate);
        if (isKey)
        {
            (_wantsKeyFrame, _lastKeyFrame, _keyFrameTime) = (false, _pictures, CaptureStamp.Now);
            SendParameters(timestamp);
        }

        var slice = _noise.AsSpan(0, isKey ? _noise.Length : _pictureBytes);
        var header = (byte)(isKey ? 0x65 : 0x41);
        var pieces = new EqualPieces(slice, MaxPayload - 2);
        while (pieces.TryTake(out var piece, out var isFirst, out var isLast))
        {
            const byte FragmentA = 28;
            var writer = Begin(ref _video, _videoSsrc, RtcOffer.VideoType, timestamp, isLast, (byte)'1');
            writer.Rest[0] = (byte)((header & 0xE0) | FragmentA);
            writer.Rest[1] = (byte)((isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0) | (header & 0x1F));
            writer.Advance(2);
            writer.AddPayload(piece);
            Enqueue(writer.Length);
        }
    }

    private void SendParameters(uint timestamp)
    {
        const byte Aggregate = 24;
        var writer = Begin(ref _video, _videoSsrc, RtcOffer.VideoType, timestamp, false, (byte)'1');
        writer.AddPayload([(byte)((SequenceParameters[0] & 0xE0) | Aggregate)]);
        foreach (var unit in (byte[][])[SequenceParameters, PictureParameters])
        {
            BinaryPrimitives.WriteUInt16BigEndian(writer.Rest, (ushort)unit.Length);
            writer.Advance(sizeof(ushort));
            writer.AddPayload(unit);
        }

        Enqueue(writer.Length);
    }

    private void Enqueue(int length)
    {
        (_video.Packets, _video.Bytes) = (_video.Packets + 1, _video.Bytes + length);
        _queue.Enqueue(_packet.AsSpan(0, length).ToArray());
    }

    /// <summary>Sends what the pacer lets go: everything, or bursts of some times the bit rate, as browsers do it.</summary>
    private void SendQueue()
    {
        for (var left = _burst; left > 0 && CaptureStamp.Now >= _nextBurst && _queue.TryDequeue(out var packet); left--)
        {
            packet.CopyTo(_packet, 0);
            if (packet.Length > StampOffset + CaptureStamp.Length)
            {
                // Behind the headers, the fragment's own included; its length field would hold zeros, of which a start code might come.
                CaptureStamp.Write(_packet.AsSpan(StampOffset, CaptureStamp.Length), CaptureStamp.Now);
                _packet.AsSpan(StampOffset, sizeof(int)).Fill(1);
            }

            _peer.Send(_packet.AsSpan(0, _peer.Sender.ProtectRtp(_packet, packet.Length)));
            if (left == 1)
            {
                _nextBurst = CaptureStamp.Now + BurstNanoseconds;
            }
        }
    }

    private void SendSound()
    {
        // Stereo, 20 ms, one frame (RFC 6716 §3.1).
        const byte Contents = 0xFC;
        var writer = Begin(ref _audio, _audioSsrc, RtcOffer.AudioType, (uint)(_sounds * SoundRate / 50), false, (byte)'0');
        writer.AddPayload([Contents]);
        writer.AddPayload(_noise.AsSpan(0, Math.Min(AudioBytes, _noise.Length)));
        (_audio.Packets, _audio.Bytes) = (_audio.Packets + 1, _audio.Bytes + writer.Length);
        _peer.Send(_packet.AsSpan(0, _peer.Sender.ProtectRtp(_packet, writer.Length)));
    }

    private RtpPacketWriter Begin(ref Track track, uint ssrc, byte type, uint timestamp, bool isMarked, byte mid)
    {
        var header = new RtpHeader { Marker = isMarked, PayloadType = type, SequenceNumber = track.Sequence++, Timestamp = timestamp, Ssrc = ssrc };
        var writer = new RtpPacketWriter(_packet, header);
        writer.TryAddExtension(RtcOffer.MidId, [mid]);
        if (_options.HasTransportSequence)
        {
            writer.TryAddExtension(RtcOffer.TransportSequenceId, _transportSequence++);
        }

        writer.EndHeader();
        return writer;
    }

    private void Receive()
    {
        while (_peer.Socket.Receive(_input, SocketFlags.None, out var error) is var length && error == SocketError.Success)
        {
            if (PacketKinds.Of(_input.AsSpan(0, length)) != PacketKind.Rtcp || !_peer.Receiver.TryUnprotectRtcp(_input.AsSpan(0, length), out var open))
            {
                continue;
            }

            var reader = new RtcpCompoundReader(_input.AsSpan(0, open));
            while (reader.TryRead(out var packet))
            {
                if (RtcpPictureLoss.TryRead(packet, out _) || RtcpFullIntraRequest.TryRead(packet, out _))
                {
                    KeyFrameRequests++;
                    _wantsKeyFrame |= CaptureStamp.Now - _keyFrameTime > KeyFrameRequestNanoseconds;
                }
                else if (RtcpNack.TryRead(packet, out _))
                {
                    Missed++;
                }
            }
        }
    }

    private struct Track
    {
        public ushort Sequence;
        public long Packets;
        public long Bytes;
    }
}
