using Srs.Media.Frames;

namespace Srs.Tests.Frames;

public sealed class SequenceUnwrapperTests
{
    [Fact]
    public void Unwrap_OverTheEnd_GoesOn()
    {
        var unwrapper = new SequenceUnwrapper();

        Assert.Equal(0xFFFFFFF0, unwrapper.Unwrap(0xFFFFFFF0));
        Assert.Equal(0x100000010, unwrapper.Unwrap(0x10));
        Assert.Equal(0xFFFFFFFF, unwrapper.Unwrap(0xFFFFFFFF));
    }

    [Fact]
    public void Unwrap_StepBackBelowZero_IsNegative()
    {
        var unwrapper = new SequenceUnwrapper();
        unwrapper.Unwrap(5);

        Assert.Equal(-1, unwrapper.Unwrap(uint.MaxValue));
    }

    [Fact]
    public void Unwrap_LeapsForever_StaysInTheRangeOfTimeSpan()
    {
        var unwrapper = new SequenceUnwrapper();
        uint value = 0;
        for (var i = 0; i < 2_000_000; i++)
        {
            value = unchecked(value + int.MaxValue);
            var time = TimeSpan.FromMilliseconds(unwrapper.Unwrap(value));
            Assert.True(time.Duration() < TimeSpan.MaxValue / 4);
        }
    }
}
