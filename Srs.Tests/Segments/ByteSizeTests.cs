using Srs.Media.Segments;

namespace Srs.Tests.Segments;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("25%", 250)]
    [InlineData("100%", 1000)]
    [InlineData("64KB", 65536)]
    [InlineData("1.5 mb", 1572864)]
    [InlineData("2GB", 2147483648)]
    public void TryParse_Sizes_AreRead(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, 1000, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("-1MB")]
    [InlineData("0GB")]
    [InlineData("1e30TB")]
    [InlineData("99999999999999TB")]
    [InlineData("NaN%")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, 1000, out _));
}
