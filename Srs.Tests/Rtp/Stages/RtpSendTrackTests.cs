using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Stages;

public sealed class RtpSendTrackTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly ManualTimeProvider _time = new();
    private readonly RtpClock _clock;
    private readonly RtpTestPackets _publisher;
    private readonly byte[] _buffer = new byte[2000];

    private readonly RtpSendTrack _viewer = new(
        new RtpRewriterOptions { Ssrc = 0xABCD, PayloadType = 120, FirstSequence = 0, FirstTimestamp = 0, RetransmissionSsrc = 1, RetransmissionPayloadType = 121 },
        "cname"u8.ToArray());

    public RtpSendTrackTests()
    {
        _clock = new RtpClock(_time);
        _publisher = new RtpTestPackets(_pool);
    }

    public void Dispose()
    {
        _publisher.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void WriteAgain_ViewersOfOneTrack_ShareItsHistory()
    {
        Send(10);
        Send(11);

        Assert.Equal(18, _viewer.WriteAgain(1, default, _buffer, _clock.Now));
        Assert.Equal("8079000000000BB800000001", Convert.ToHexString(_buffer, 0, 12));
        Assert.Equal(0, _viewer.WriteAgain(2, default, _buffer, _clock.Now));
        Assert.Equal(0, _viewer.WriteAgain(60_000, default, _buffer, _clock.Now));
        Assert.Equal(2, _viewer.Missed);
    }

    [Fact]
    public void WriteAgain_StormOfRequests_CostsHalfOfWhatWasSent()
    {
        var sent = 0L;
        var again = 0L;
        for (var i = 0; i < 2000; i++)
        {
            sent += Send(i, new byte[1000]);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            for (var j = 0; j < 100; j++)
            {
                again += _viewer.WriteAgain((ushort)(i - j), default, _buffer, _clock.Now);
            }
        }

        Assert.InRange(again, sent / 4, (sent / 2) + RetransmissionBudget.FirstBytes);
        Assert.True(_viewer.Budget.Refused > 100_000);
    }

    [Fact]
    public void WriteAgain_SamePacketWithinARoundTrip_IsSentOnce()
    {
        Send(10);
        Assert.NotEqual(0, _viewer.WriteAgain(0, default, _buffer, _clock.Now));
        Assert.Equal(0, _viewer.WriteAgain(0, default, _buffer, _clock.Now));
        _time.Advance(TimeSpan.FromMilliseconds(60));

        Assert.NotEqual(0, _viewer.WriteAgain(0, default, _buffer, _clock.Now));
    }

    [Fact]
    public void SenderReport_GoesOutWithTheFirstPacketAndThenEachSecond()
    {
        Assert.Equal(0, Report());
        Send(10);
        Assert.NotEqual(0, Report());
        Assert.Equal(0, Report());
        _time.Advance(SenderReports.Interval - TimeSpan.FromTicks(1));
        Assert.Equal(0, Report());
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotEqual(0, Report());
    }

    [Fact]
    public void SenderReport_TellsTheTimestampOfNow()
    {
        _publisher.Now = _clock.Now;
        Send(10);
        Send(11);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        var length = Report();

        var reader = new RtcpCompoundReader(_buffer.AsSpan(0, length));
        Assert.True(reader.TryRead(out var packet));
        Assert.True(RtcpSenderReport.TryRead(packet, out var report));
        Assert.Equal((0xABCDu, 2u, 8u), (report.Ssrc, report.PacketCount, report.OctetCount));
        Assert.Equal(NtpTime.From(_time.GetUtcNow()), report.Ntp);
        Assert.InRange(report.RtpTimestamp, 45_000u, 48_000u);
        Assert.True(reader.TryRead(out packet));
        Assert.True(RtcpSourceDescription.TryRead(packet, out var description));
        Assert.True(description.TryFindName(0xABCD, out var name));
        Assert.Equal("cname"u8, name);
    }

    [Fact]
    public void ReportBlock_TellsTheRoundTrip()
    {
        Send(10);
        Report();
        var sentAt = _clock.ToNtp(_clock.Now).Compact;
        _time.Advance(TimeSpan.FromMilliseconds(250));
        var block = new RtcpReportBlock(0xABCD, 10, 3, 0, 0, sentAt, NtpTime.ToCompact(TimeSpan.FromMilliseconds(200)));
        _viewer.Reports.OnReportBlock(block with { Ssrc = 1 }, _clock, _clock.Now);
        Assert.Null(_viewer.Reports.RoundTrip);

        _viewer.Reports.OnReportBlock(block, _clock, _clock.Now);
        Assert.InRange(_viewer.Reports.RoundTrip!.Value.TotalMilliseconds, 49.9, 50.1);
        Assert.Equal(3, _viewer.Reports.Reported?.CumulativeLost);
    }

    [Fact]
    public void ReportBlock_OfNonsense_TellsNoRoundTripOfHours()
    {
        _viewer.Reports.OnReportBlock(new RtcpReportBlock(0xABCD, 0, 0, 0, 0, 5, 0), _clock, _clock.Now);

        Assert.True(_viewer.Reports.RoundTrip is null || _viewer.Reports.RoundTrip <= SenderReports.MaxRoundTrip);
    }

    [Fact]
    public void LocalTrack_PacketsOfOurOwn_GoTheSameWay()
    {
        using var local = new RtpLocalTrack(90_000, _pool);
        local.Clock.Set(1000, _clock.Now);
        local.Make([1, 2, 3], 1000, isMarked: false, _clock.Now).Dispose();
        using (var packet = local.Make([4, 5, 6], 1000, isMarked: true, _clock.Now))
        {
            Assert.Equal(15, _viewer.Write(packet, default, _buffer));
            Assert.Equal("80F80000000000000000ABCD040506", Convert.ToHexString(_buffer, 0, 15));
        }

        Assert.Equal(17, _viewer.WriteAgain(0, default, _buffer, _clock.Now));
    }

    private int Send(int sequence, byte[]? payload = null)
    {
        using var packet = _publisher.Receive(sequence, payload: payload)!;
        return _viewer.Write(packet, default, _buffer);
    }

    private int Report() => _viewer.Reports.Write(_buffer, _viewer.Rewriter, _clock, _clock.Now);
}
