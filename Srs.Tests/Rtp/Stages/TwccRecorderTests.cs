using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;

namespace Srs.Tests.Rtp.Stages;

public sealed class TwccRecorderTests
{
    private readonly TwccRecorder _recorder = new();
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact]
    public void Write_AroundTheWrapWithLoss_TellsAll()
    {
        foreach (var sequence in new[] { 65_534, 65_535, 1, 2 })
        {
            Receive(sequence);
        }

        var told = Write();
        Assert.Equal([65_534, 65_535, 0, 1, 2], told.Select(static status => (int)status.Sequence));
        Assert.Equal([true, true, false, true, true], told.Select(static status => status.HasCome));
        Assert.Equal(4, told[1].Arrival - told[0].Arrival);
        Assert.Equal(0, _recorder.Pending);
    }

    [Fact]
    public void Write_NothingNew_WritesNothing()
    {
        Receive(1);
        Assert.Single(Write());
        _now += TwccRecorder.Interval;

        Assert.Empty(Write());
    }

    [Fact]
    public void Write_TooEarly_Waits()
    {
        Receive(1);
        Write();
        Receive(2);
        _now += TwccRecorder.Interval - TimeSpan.FromMilliseconds(2);
        Assert.Empty(Write());
        _now += TimeSpan.FromMilliseconds(2);

        Assert.Single(Write());
    }

    [Fact]
    public void OnPacket_AfterItWasToldMissing_IsToldAgain()
    {
        Receive(1);
        Receive(3);
        Assert.Equal(3, Write().Count);
        _now += TwccRecorder.Interval;
        Receive(2);

        var told = Write();
        Assert.Equal((2, true), ((int)told[0].Sequence, told[0].HasCome));
    }

    [Fact]
    public void Write_MoreThanOnePacketHolds_GoesOnInTheNext()
    {
        for (var i = 0; i < 1000; i++)
        {
            Receive(i);
        }

        Assert.Equal([400, 400, 200, 0], Enumerable.Range(0, 4).Select(_ => Write().Count));
    }

    [Fact]
    public void OnPacket_LongLoss_IsLeftOut()
    {
        Receive(1);
        Write();
        _now += TwccRecorder.Interval;
        Receive(1500);

        Assert.Equal([1500], Write().Select(static status => (int)status.Sequence));
    }

    [Fact]
    public void OnPacket_AnySequence_StaysBounded()
    {
        var random = new Random(2);
        for (var i = 0; i < 50_000; i++)
        {
            _recorder.OnPacket((ushort)(random.Next(50) == 0 ? random.Next(65_536) : i), _now);
            _now += TimeSpan.FromMicroseconds(random.Next(500));
            Assert.InRange(_recorder.Pending, 0, TwccRecorder.Window);
            if (i % 100 == 0)
            {
                Write();
            }
        }
    }

    [Fact]
    public void Write_EveryPacketBeforeTheFirst_IsNotTold()
    {
        Receive(5000);
        Receive(4999);

        Assert.Equal([4999, 5000], Write().Select(static status => (int)status.Sequence));
    }

    private void Receive(int sequence)
    {
        _recorder.OnPacket((ushort)sequence, _now);
        _now += TimeSpan.FromMilliseconds(1);
    }

    private List<TransportFeedbackStatus> Write()
    {
        var told = new List<TransportFeedbackStatus>();
        var buffer = new byte[TwccRecorder.MaxLength];
        var length = _recorder.Write(buffer, 7, 8, _now);
        var reader = new RtcpCompoundReader(buffer.AsSpan(0, length));
        if (reader.TryRead(out var packet))
        {
            Assert.True(RtcpTransportFeedback.TryRead(packet, out var feedback));
            foreach (var status in feedback)
            {
                told.Add(status);
            }
        }

        return told;
    }
}
