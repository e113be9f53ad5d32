using Srs.Media.Rtp.Rtcp;
using Srs.Media.Rtp.Stages;

namespace Srs.Tests.Rtp.Stages;

public sealed class KeyFrameRequesterTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly byte[] _buffer = new byte[KeyFrameRequester.MaxLength];
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Fact]
    public void Write_ManyWishes_SendsOne()
    {
        var requester = new KeyFrameRequester();
        for (var i = 0; i < 1000; i++)
        {
            requester.Request();
        }

        Assert.Equal(RtcpPictureLoss.Length, requester.Write(_buffer, 1, 2, _now));
        Assert.Equal(0, requester.Write(_buffer, 1, 2, _now));
        Assert.Equal("81CE00020000000100000002", Convert.ToHexString(_buffer, 0, RtcpPictureLoss.Length));
    }

    [Fact]
    public void Write_WishSoonAfterAnother_IsHeldBack()
    {
        var requester = new KeyFrameRequester();
        requester.Request();
        requester.Write(_buffer, 1, 2, _now);
        requester.OnKeyFrame();
        requester.Request();

        Assert.Equal(0, requester.Write(_buffer, 1, 2, _now + KeyFrameRequester.MinInterval - Tick));
        Assert.NotEqual(0, requester.Write(_buffer, 1, 2, _now + KeyFrameRequester.MinInterval));
    }

    [Fact]
    public void OnKeyFrame_BeforeItIsSent_FulfilsTheWish()
    {
        var requester = new KeyFrameRequester();
        requester.Request();
        requester.OnKeyFrame();

        Assert.Equal(0, requester.Write(_buffer, 1, 2, _now));
    }

    [Fact]
    public void Write_NoKeyFrameComes_RepeatsMoreAndMoreSeldom()
    {
        var requester = new KeyFrameRequester();
        requester.Request();
        var sent = new List<double>();
        for (var end = _now + TimeSpan.FromSeconds(30); _now < end; _now += TimeSpan.FromMilliseconds(100))
        {
            if (requester.Write(_buffer, 1, 2, _now) > 0)
            {
                sent.Add(_now.TotalSeconds);
            }
        }

        Assert.Equal([1, 1.5, 2.5, 4.5, 8.5, 16.5, 24.5], sent.Select(static time => Math.Round(time, 1)));
    }

    /// <summary>Whoever joins a publisher that has left others waiting for long need not wait for the next repetition.</summary>
    [Fact]
    public void Write_WishWhileRepetitionsAreSeldom_IsSentAtOnce()
    {
        var requester = new KeyFrameRequester();
        requester.Request();
        for (var end = _now + TimeSpan.FromSeconds(10); _now < end; _now += TimeSpan.FromMilliseconds(100))
        {
            requester.Write(_buffer, 1, 2, _now);
        }

        Assert.Equal(0, requester.Write(_buffer, 1, 2, _now));
        requester.Request();
        Assert.NotEqual(0, requester.Write(_buffer, 1, 2, _now));
    }

    [Fact]
    public void Write_FullIntraRequests_AreNumbered()
    {
        var requester = new KeyFrameRequester(usesFullIntraRequests: true);
        requester.Request();

        Assert.Equal(RtcpFullIntraRequest.Length, requester.Write(_buffer, 1, 2, _now));
        Assert.Equal(0, _buffer[16]);
        requester.Request();
        requester.Write(_buffer, 1, 2, _now + KeyFrameRequester.MinInterval);
        Assert.Equal(1, _buffer[16]);
    }
}
