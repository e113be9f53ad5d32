using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Stages;

public sealed class RtpReceiveTrackTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly RtpTestPackets _publisher;

    public RtpReceiveTrackTests() => _publisher = new RtpTestPackets(_pool);

    public void Dispose()
    {
        _publisher.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Receive_AroundTheWrap_CountsOn()
    {
        using var before = _publisher.Receive(65_535)!;
        using var after = _publisher.Receive(0, timestamp: 65_536u * 3000)!;

        Assert.Equal(1, after.Sequence - before.Sequence);
        Assert.Same(before.Source, after.Source);
        Assert.Equal(RtpTestPackets.PayloadOf(0), after.Payload.ToArray());
    }

    [Fact]
    public void Receive_OtherPayloadType_IsLeftOut()
    {
        var packet = Convert.FromHexString("8064000100000000000011110102");
        Assert.True(RtpPacketReader.TryRead(packet, out var header));

        Assert.Null(_publisher.Track.Receive(packet, header, _publisher.Now));
        Assert.Equal(1, _publisher.Track.Ignored);
    }

    [Fact]
    public void Receive_Twice_IsTakenOnce()
    {
        Assert.True(_publisher.Take(10));
        Assert.True(_publisher.Take(12));
        Assert.True(_publisher.Take(11));

        Assert.False(_publisher.Take(10));
        Assert.False(_publisher.Take(12));
        Assert.False(_publisher.Take(11));
    }

    [Fact]
    public void Receive_JumpOfOnePacket_IsLeftOut()
    {
        Assert.True(_publisher.Take(10));
        Assert.False(_publisher.Take(20_000));
        Assert.True(_publisher.Take(11));
        Assert.Equal(0, _publisher.Track.Restarts);
    }

    [Fact]
    public void Receive_JumpThatIsConfirmed_BeginsNewRun()
    {
        using var before = _publisher.Receive(10)!;
        Assert.False(_publisher.Take(20_000));
        using var after = _publisher.Receive(20_001)!;

        Assert.NotSame(before.Source, after.Source);
        Assert.True(after.Sequence > before.Sequence + ushort.MaxValue);
        Assert.Equal(20_001, (ushort)after.Sequence);
        Assert.Equal([20_000], Asked());
    }

    [Fact]
    public void Receive_SourceStartsOverNearby_IsFoundAfterSomePackets()
    {
        for (var i = 1000; i < 1200; i++)
        {
            Assert.True(_publisher.Take(i));
        }

        // The new run begins among the numbers that came already.
        Assert.Equal([false, false, false, true, true], Enumerable.Range(1050, 5).Select(i => _publisher.Take(i)));
        Assert.Equal(1, _publisher.Track.Restarts);
    }

    [Fact]
    public void Receive_EveryPacketTwice_IsNoNewBeginning()
    {
        for (var i = 0; i < 500; i++)
        {
            Assert.True(_publisher.Take(i));
            Assert.False(_publisher.Take(i));
        }

        Assert.Equal(0, _publisher.Track.Restarts);
    }

    [Fact]
    public void Receive_NewSsrc_BeginsNewRunAndNeedsKeyFrame()
    {
        using var before = _publisher.Receive(10)!;
        _publisher.Ssrc = 0x3333;
        Assert.False(_publisher.Take(11));
        using var after = _publisher.Receive(12)!;

        Assert.NotSame(before.Source, after.Source);
        Assert.Equal(0x3333u, _publisher.Track.Ssrc);
        Assert.Equal(1, Feedback().PictureLosses);
    }

    [Fact]
    public void Receive_ClockLeaps_BeginsNewRunOfTheSameNumbers()
    {
        using var before = _publisher.Receive(10)!;
        using var after = _publisher.Receive(11, timestamp: 0x8000_0000)!;

        Assert.NotSame(before.Source, after.Source);
        Assert.Equal(1, after.Sequence - before.Sequence);
    }

    [Fact]
    public void Receive_LongSilenceWithRunningClock_GoesOn()
    {
        using var before = _publisher.Receive(10, timestamp: 0)!;
        _publisher.Now += TimeSpan.FromMinutes(30);
        using var after = _publisher.Receive(11, timestamp: 30 * 60 * 90_000)!;

        Assert.Same(before.Source, after.Source);
    }

    [Fact]
    public void Retransmission_OfLostPacket_IsThePacket()
    {
        _publisher.Take(10);
        _publisher.Take(12);
        _publisher.Now += NackGenerator.FirstDelay;
        Assert.Equal([11], Asked());

        using var packet = _publisher.Retransmit(11)!;

        Assert.Equal((11 * 3000u, 0x1111u, RtpTestPackets.PayloadType), (packet.Timestamp, packet.Ssrc, packet.PayloadType));
        Assert.Equal(RtpTestPackets.PayloadOf(11), packet.Payload.ToArray());
        Assert.True(packet.IsRetransmission);
        Assert.Equal(1, _publisher.Track.Missing.Recovered);
        Assert.True(_publisher.Track.History.TryGet(packet.Sequence, out var kept));
        kept.Dispose();
    }

    [Fact]
    public void Retransmission_NotWanted_IsLeftOut()
    {
        Assert.Null(_publisher.Retransmit(5));
        _publisher.Take(10);

        Assert.Null(_publisher.Retransmit(10));
        Assert.Null(_publisher.Retransmit(11));
        Assert.Null(_publisher.Retransmit(30_000));
        _publisher.Take(12);
        using var first = _publisher.Retransmit(11);
        Assert.NotNull(first);
        Assert.Null(_publisher.Retransmit(11));
        Assert.False(_publisher.Take(11));
    }

    [Fact]
    public void Retransmission_WithoutPayload_IsLeftOut()
    {
        _publisher.Take(10);
        var packet = Convert.FromHexString("8061000100000000000011110a");
        Assert.True(RtpPacketReader.TryRead(packet, out var header));

        Assert.Null(_publisher.Track.Receive(packet, header, _publisher.Now));
    }

    [Fact]
    public void Receive_GapTooLong_NeedsKeyFrameInsteadOfPackets()
    {
        _publisher.Take(10);
        _publisher.Take(10 + NackGenerator.MaxMissing + 2, timestamp: 30_000);
        _publisher.Now += NackGenerator.FirstDelay;

        var feedback = Feedback();
        Assert.Empty(feedback.Asked);
        Assert.Equal(1, feedback.PictureLosses);
    }

    [Fact]
    public void SenderReport_OfTheSource_IsInTheNextReportBlock()
    {
        _publisher.Take(10);
        OnSenderReport(0x9999, 1);
        Assert.Equal(0u, _publisher.Track.Statistics.Report(0x1111, _publisher.Now).LastSenderReport);

        OnSenderReport(0x1111, 0x1234_5678_9ABC_DEF0);
        _publisher.Now += TimeSpan.FromSeconds(2);
        var block = _publisher.Track.Statistics.Report(0x1111, _publisher.Now);
        Assert.Equal((0x5678_9ABCu, 131_072u), (block.LastSenderReport, block.DelaySinceLastSenderReport));
    }

    [Fact]
    public void Receive_AnythingAtAll_KeepsEverythingBounded()
    {
        var random = new Random(5);
        var sequence = 0;
        var last = new Dictionary<long, uint>();
        for (var i = 0; i < 100_000; i++)
        {
            sequence = random.Next(100) switch
            {
                0 => random.Next(65_536),
                1 => sequence - random.Next(4000),
                2 => sequence + random.Next(4000),
                < 20 => sequence - random.Next(10),
                _ => sequence + 1,
            };
            _publisher.Ssrc = random.Next(2000) == 0 ? (uint)random.Next(4) : _publisher.Ssrc;
            _publisher.Now += TimeSpan.FromMilliseconds(random.Next(3));
            using var packet = random.Next(20) == 0
                ? _publisher.Retransmit((ushort)sequence)
                : _publisher.Receive(sequence, random.Next(500) == 0 ? (uint)random.Next() : null);
            if (packet is not null)
            {
                Assert.True(last.TryAdd(packet.Sequence, packet.Ssrc), "A number was given twice.");
            }

            if (i % 10 == 0)
            {
                Assert.InRange(Feedback().Asked.Count, 0, NackGenerator.MaxMissing);
            }
        }

        Assert.InRange(_pool.OutstandingCount, 0, RtpHistory.DefaultMaxPackets);
        Assert.InRange(_publisher.Track.Missing.Count, 0, NackGenerator.MaxMissing);
    }

    private void OnSenderReport(uint ssrc, ulong ntp)
    {
        var buffer = new byte[100];
        var length = RtcpSenderReport.Write(buffer, ssrc, new NtpTime(ntp), 0, 0, 0);
        var reader = new RtcpCompoundReader(buffer.AsSpan(0, length));
        Assert.True(reader.TryRead(out var packet));
        Assert.True(RtcpSenderReport.TryRead(packet, out var report));
        _publisher.Track.OnSenderReport(report, _publisher.Now);
    }

    private List<int> Asked() => Feedback(after: NackGenerator.FirstDelay).Asked;

    private (List<int> Asked, int PictureLosses) Feedback(TimeSpan after = default)
    {
        var buffer = new byte[RtpReceiveTrack.MaxFeedbackLength];
        var length = _publisher.Track.WriteFeedback(buffer, 1, _publisher.Now + after);
        var asked = new List<int>();
        var losses = 0;
        var reader = new RtcpCompoundReader(buffer.AsSpan(0, length));
        while (reader.TryRead(out var packet))
        {
            losses += RtcpPictureLoss.TryRead(packet, out var loss) && loss.MediaSsrc == _publisher.Track.Ssrc ? 1 : 0;
            if (RtcpNack.TryRead(packet, out var nack))
            {
                Assert.Equal(_publisher.Track.Ssrc, nack.MediaSsrc);
                foreach (var sequence in nack)
                {
                    asked.Add(sequence);
                }
            }
        }

        Assert.False(reader.IsDamaged);
        return (asked, losses);
    }
}
