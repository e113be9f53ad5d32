using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc;

public sealed class RtcPastTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly RtpLocalTrack _source;
    private readonly RtcTrack _track = new(MediaKind.Video, 0, new RtcFormat(RtcEncoding.H264));
    private readonly RtcPast _past = new();

    public RtcPastTests() => _source = new RtpLocalTrack(90_000, _pool);

    public void Dispose()
    {
        _past.Clear();
        _source.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void TryTake_PresentCameMeanwhile_StandsBehindThePast()
    {
        _past.Add(_track, [Make(), Make()]);
        Keep();

        Assert.Equal([0, 1, 2], Take(10).Select(static sequence => sequence - ushort.MaxValue - 1));
        Assert.True(_past.IsEmpty);
    }

    [Theory]
    [InlineData(1, RtcPast.MaxBurst)]
    [InlineData(1000, RtcPast.MaxBurst)]
    [InlineData(4000, 4000 / RtcPast.Bursts)]
    public void BurstLength_OfAPast_IsShortButEndsIt(int packets, int expected)
    {
        _past.Add(_track, [.. Enumerable.Range(0, packets).Select(_ => Make())]);

        Assert.Equal(expected, _past.BurstLength);
    }

    /// <summary>The stream brings as much meanwhile as a burst of a short past holds: still there is an end.</summary>
    [Fact]
    public void Bursts_StreamFasterThanTheShortest_EndNevertheless()
    {
        const int PacketsForEachTick = 100;
        _past.Add(_track, [.. Enumerable.Range(0, 4000).Select(_ => Make())]);
        var waiting = new List<int>();
        for (var tick = 0; tick < 100; tick++)
        {
            Take(_past.BurstLength);
            for (var i = 0; i < PacketsForEachTick; i++)
            {
                Keep();
            }

            waiting.Add(_past.BurstLength);
        }

        Assert.InRange(waiting[^1], PacketsForEachTick, PacketsForEachTick + 10);
    }

    [Fact]
    public void Keep_TooManyWait_AreLost()
    {
        for (var i = 0; i < RtcPast.MaxPackets + 10; i++)
        {
            Keep();
        }

        Assert.Equal(RtcPast.MaxPackets, Take(int.MaxValue).Count);
    }

    private RtpPacket Make() => _source.Make([1, 2, 3], 0, false, TimeSpan.Zero);

    private void Keep()
    {
        using var packet = Make();
        _past.Keep(new RtcPlayerItem(_track, packet));
    }

    private List<long> Take(int most)
    {
        List<long> taken = [];
        while (taken.Count < most && _past.TryTake(out var item))
        {
            using (item.Packet)
            {
                taken.Add(item.Packet.Sequence);
            }
        }

        return taken;
    }
}
