using Srs.Media.Protocols.Rtc;
using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc;

public sealed class RtcPicturesTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly RtpLocalTrack _track;
    private readonly RtcPictures _pictures = new();

    public RtcPicturesTests() => _track = new RtpLocalTrack(90_000, _pool);

    public void Dispose()
    {
        _pictures.Dispose();
        _track.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Share_BeforeAKeyFrame_IsEmpty()
    {
        Add(1);

        Assert.Empty(Share());
    }

    [Fact]
    public void Share_SinceTheLastKeyFrame_IsAllInOrder()
    {
        _pictures.Begin();
        Add(3);
        _pictures.Begin();
        Add(2);

        Assert.Equal([ushort.MaxValue + 4, ushort.MaxValue + 5], Share());
        Assert.Equal(2, Share().Count);
    }

    [Fact]
    public void Add_GroupWithoutEnd_IsNotKept()
    {
        _pictures.Begin();
        Add(RtcPictures.MaxPackets);
        Assert.Equal(RtcPictures.MaxPackets, Share().Count);

        Add(2);
        Assert.Empty(Share());

        _pictures.Begin();
        Add(1);
        Assert.Single(Share());
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var packet = _track.Make([1], 0, false, TimeSpan.Zero);
            _pictures.Add(packet);
        }
    }

    private List<long> Share()
    {
        var packets = _pictures.Share();
        List<long> sequences = [.. packets.Select(static packet => packet.Sequence)];
        Array.ForEach(packets, static packet => packet.Dispose());
        return sequences;
    }
}
