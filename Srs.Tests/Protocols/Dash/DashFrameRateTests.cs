using Srs.Media.Protocols.Dash;

namespace Srs.Tests.Protocols.Dash;

public sealed class DashFrameRateTests
{
    [Theory]
    [InlineData(50, 2000, "25")]
    [InlineData(50, 2001, "25")]
    [InlineData(60, 2002, "30000/1001")]
    [InlineData(48, 2002, "24000/1001")]
    [InlineData(120, 2002, "60000/1001")]
    [InlineData(120, 2000, "60")]
    [InlineData(2, 2000, "1")]
    [InlineData(47, 2000, null)]
    [InlineData(1, 4000, null)]
    [InlineData(0, 2000, null)]
    [InlineData(50, 0, null)]
    [InlineData(5000, 1000, null)]
    public void Write_PicturesAndTime_IsTheRateInUse(int pictures, int milliseconds, string? expected) =>
        Assert.Equal(expected, DashFrameRate.Write(pictures, TimeSpan.FromMilliseconds(milliseconds)));
}
