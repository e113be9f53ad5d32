using Srs.Media.Rtp;

namespace Srs.Tests.Rtp;

public sealed class RtpSequenceTests
{
    [Theory]
    [InlineData(0, 65535, 1)]
    [InlineData(65535, 0, -1)]
    [InlineData(100, 100, 0)]
    [InlineData(32767, 0, 32767)]
    [InlineData(32768, 0, -32768)]
    public void Distance_AroundTheWrap_IsTheShortWay(int value, int other, int expected)
    {
        Assert.Equal(expected, RtpSequence.Distance((ushort)value, (ushort)other));
        Assert.Equal(expected > 0, RtpSequence.IsAfter((ushort)value, (ushort)other));
    }

    [Theory]
    [InlineData(0, 65535, 65536)]
    [InlineData(65535, 65536, 65535)]
    [InlineData(5, 131071, 131077)]
    [InlineData(65530, 131073, 131066)]
    public void Unwrap_TakesTheNearest(int value, long near, long expected) =>
        Assert.Equal(expected, RtpSequence.Unwrap((ushort)value, near));
}
