using System.Buffers.Binary;
using Srs.Load.Viewing;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;

namespace Srs.Load.Rtc;

/// <summary>One viewer: counts packets and gaps, opens a sample of them, reports as a browser does. Owned by the thread that receives for it.</summary>
internal sealed class RtcViewer : IDisposable
{
    private const int MostDelays = 200_000;
    private const long ReportNanoseconds = 1_000_000_000;
    private const long CheckNanoseconds = 5_000_000_000;
    private const int MostSources = 4;

    private readonly byte[] _scratch = new byte[512];
    private readonly Source[] _sources = new Source[MostSources];
    private readonly MeasuredWindow _window;
    private readonly long _stallTime;
    private readonly bool _measuresPackets;
    private readonly List<double> _delays = [];
    private readonly uint _ssrc = (uint)Random.Shared.Next();
    private int _sourceCount;
    private long _nextReport;
    private long _nextCheck;
    private long _lastPacketTime = CaptureStamp.Now;
    private uint _stampedTimestamp;
    private long _stamp;

    /// <summary>Takes a connected peer over.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="window">When stalls and delays count.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="isProbe">Whether every packet is opened and delays are measured.</param>
    public RtcViewer(RtcPeer peer, MeasuredWindow window, WhepOptions options, bool isProbe)
    {
        (Peer, _window, _stallTime, _measuresPackets) = (peer, window, (long)options.Stall.TotalNanoseconds, options.MeasuresPackets);
        (IsProbe, NeedsAll) = (isProbe, isProbe || options.JoinsDatagrams);
        var now = CaptureStamp.Now;
        (_nextReport, _nextCheck) = (now + Random.Shared.NextInt64(ReportNanoseconds), now + Random.Shared.NextInt64(CheckNanoseconds));
        if (isProbe)
        {
            peer.TrySet(LinuxLibc.LevelSocket, DatagramBatch.ArrivalTime, 1);
        }

        if (options.JoinsDatagrams)
        {
            peer.TrySet(LinuxLibc.LevelUdp, LinuxLibc.UdpGro, 1);
        }
    }

    /// <summary>Its connection.</summary>
    public RtcPeer Peer { get; }

    /// <summary>Whether every packet is opened.</summary>
    public bool IsProbe { get; }

    /// <summary>Whether it has to see whole datagrams: to open them, or because each may be several, of more than one source.</summary>
    public bool NeedsAll { get; }

    /// <summary>SRTP packets received.</summary>
    public long Packets { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Packets that were opened and were not authentic.</summary>
    public long Forged { get; private set; }

    /// <summary>Times without a packet that ended, or were going on when it was over.</summary>
    public int Stalls { get; private set; }

    /// <summary>Whether the server ended it.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>From publishing a picture to its last packet here, or of each stamped packet, in milliseconds.</summary>
    public IReadOnlyList<double> Delays => _delays;

    /// <summary>Sequence numbers that did not come, so far.</summary>
    public long Lost
    {
        get
        {
            var lost = 0L;
            foreach (ref var source in _sources.AsSpan(0, _sourceCount))
            {
                lost += source.Highest - source.First + 1 - source.Received;
            }

            return lost;
        }
    }

    /// <summary>Takes what has come.</summary>
    /// <param name="batch">Room for headers, or for whole datagrams where the viewer needs them or they are opened.</param>
    /// <param name="isOpened">Whether they are opened.</param>
    /// <param name="clockOffset">Nanoseconds from the clock of stamps to that of the kernel's times.</param>
    public void Drain(DatagramBatch batch, bool isOpened, long clockOffset)
    {
        int count;
        do
        {
            count = batch.Receive(Peer.Socket.SafeHandle);
            if (count == 0)
            {
                break;
            }

            var now = CaptureStamp.Now;
            for (var i = 0; i < count; i++)
            {
                var kept = batch.Get(i, out var length, out var segmentSize, out var arrival);
                Take(kept, length, segmentSize == 0 ? length : segmentSize, isOpened, arrival == 0 ? now : arrival - clockOffset);
            }
        }
        while (count == DatagramBatch.MaxMessages);

        SendDue(CaptureStamp.Now);
    }

    /// <summary>Counts a stall that reaches into the window.</summary>
    /// <param name="now">When it ended, or when nobody waits any more.</param>
    public void CountStall(long now)
    {
        if (now - Math.Max(_lastPacketTime, _window.Start) > _stallTime && _window.Holds(now))
        {
            Stalls++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Peer.Dispose();

    private void Take(Span<byte> kept, int length, int segmentSize, bool isOpened, long arrival)
    {
        var kind = PacketKinds.Of(kept);
        if (kind == PacketKind.Dtls)
        {
            const byte Alert = 21;
            IsClosed |= kept[0] == Alert;
        }

        if (kind != PacketKind.Rtp)
        {
            return;
        }

        CountStall(arrival);
        _lastPacketTime = Math.Max(_lastPacketTime, arrival);
        Bytes += length;
        for (var rest = kept; !rest.IsEmpty; rest = rest[Math.Min(segmentSize, rest.Length)..])
        {
            // A report may be the last of those that were joined.
            var datagram = rest[..Math.Min(segmentSize, rest.Length)];
            if (PacketKinds.Of(datagram) != PacketKind.Rtp)
            {
                continue;
            }

            Count(datagram);
            if (isOpened)
            {
                Open(datagram, arrival);
            }
        }
    }

    private void Open(Span<byte> datagram, long arrival)
    {
        if (!Peer.Receiver.TryUnprotectRtp(datagram, out var length))
        {
            Forged++;
            return;
        }

        if (!IsProbe || !RtpPacketReader.TryRead(datagram[..length], out var header))
        {
            return;
        }

        if (CaptureStamp.Find(datagram.Slice(header.PayloadOffset, header.PayloadLength)) is not 0 and var stamp)
        {
            (_stamp, _stampedTimestamp) = (stamp, header.Timestamp);
        }

        if (_stamp != 0 && header.Timestamp == _stampedTimestamp && (header.Marker || _measuresPackets))
        {
            if (_window.Holds(arrival) && _delays.Count < MostDelays)
            {
                _delays.Add((arrival - _stamp) / 1e6);
            }

            _stamp = 0;
        }
    }

    private void Count(ReadOnlySpan<byte> header)
    {
        Packets++;
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        foreach (ref var source in _sources.AsSpan(0, _sourceCount))
        {
            if (source.Ssrc == ssrc)
            {
                var number = RtpSequence.Unwrap(sequence, source.Highest);
                source.Highest = Math.Max(source.Highest, number);
                source.Received++;
                return;
            }
        }

        if (_sourceCount < MostSources)
        {
            var first = sequence + ushort.MaxValue + 1L;
            _sources[_sourceCount++] = new Source { Ssrc = ssrc, First = first, Highest = first, Received = 1 };
        }
    }

    private void SendDue(long now)
    {
        if (now >= _nextReport && _sourceCount > 0)
        {
            _nextReport = now + ReportNanoseconds;
            Span<RtcpReportBlock> blocks = stackalloc RtcpReportBlock[MostSources];
            for (var i = 0; i < _sourceCount; i++)
            {
                ref var source = ref _sources[i];
                var lost = (int)Math.Clamp(source.Highest - source.First + 1 - source.Received, RtcpReportBlock.MinLost, RtcpReportBlock.MaxLost);
                blocks[i] = new RtcpReportBlock(source.Ssrc, 0, lost, (uint)(source.Highest - ushort.MaxValue - 1), 0, 0, 0);
            }

            Peer.SendRtcp(_scratch, RtcpReceiverReport.Write(_scratch, _ssrc, blocks[.._sourceCount]));
        }

        if (now >= _nextCheck)
        {
            _nextCheck = now + CheckNanoseconds;
            Peer.SendCheck();
        }
    }

    /// <summary>What came of one source, by numbers that do not wrap.</summary>
    private struct Source
    {
        public uint Ssrc;
        public long First;
        public long Highest;
        public long Received;
    }
}
