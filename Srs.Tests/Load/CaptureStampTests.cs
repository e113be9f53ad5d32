using Srs.Load;

namespace Srs.Tests.Load;

public sealed class CaptureStampTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(150)]
    public void Find_StampAfterOtherBytes_GivesItsTime(int before)
    {
        var body = new byte[before + CaptureStamp.Length + 10];
        CaptureStamp.Write(body.AsSpan(before), 123_456_789_012_345);

        Assert.Equal(123_456_789_012_345, CaptureStamp.Find(body));
    }

    [Fact]
    public void Find_StampCutAnywhere_GivesNone()
    {
        var stamp = new byte[CaptureStamp.Length];
        CaptureStamp.Write(stamp, CaptureStamp.Now);

        // Without its last byte, the stop bit, the time is whole.
        Assert.All(Enumerable.Range(0, stamp.Length - 1), length => Assert.Equal(0, CaptureStamp.Find(stamp.AsSpan(0, length))));
    }

    [Fact]
    public void Find_TimeIsNoNumber_GivesNone()
    {
        var stamp = new byte[CaptureStamp.Length];
        CaptureStamp.Write(stamp, CaptureStamp.Now);
        stamp[30] = (byte)'x';

        Assert.Equal(0, CaptureStamp.Find(stamp));
    }

    [Fact]
    public void Write_AnyTime_IsAUnitThatNeedsNoEmulationPrevention()
    {
        var stamp = new byte[CaptureStamp.Length];
        CaptureStamp.Write(stamp, 1);

        Assert.Equal([0, 0, 0, 36, 6, 5, 32], stamp[..7]);
        Assert.Equal(0x80, stamp[^1]);
        Assert.Equal(-1, stamp.AsSpan(4).IndexOf((byte)0));
    }
}
