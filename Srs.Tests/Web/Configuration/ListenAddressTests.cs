using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("1935", "1935")]
    [InlineData("0", "0")]
    [InlineData("65535", "65535")]
    [InlineData("*:1935", "1935")]
    [InlineData("127.0.0.1:1935", "127.0.0.1:1935")]
    [InlineData("0.0.0.0:1935", "0.0.0.0:1935")]
    [InlineData("[::1]:1935", "[::1]:1935")]
    [InlineData("[::]:1935", "[::]:1935")]
    public void TryParse_Good_IsRead(string text, string expected)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));
        Assert.Equal(expected, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("rtmp")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("+1935")]
    [InlineData("1935 ")]
    [InlineData(":1935")]
    [InlineData("::1")]
    [InlineData("::1:1935")]
    [InlineData("[::1]1935")]
    [InlineData("[127.0.0.1]:1935")]
    [InlineData("localhost:1935")]
    [InlineData("127.0.0.1:")]
    [InlineData("1:1935")]
    [InlineData("127.1:1935")]
    [InlineData("0x7f.0.0.1:1935")]
    public void TryParse_Bad_IsRefused(string text) => Assert.False(ListenAddress.TryParse(text, out _));

    [Theory]
    [InlineData("1935 1936", 2)]
    [InlineData("1935, 127.0.0.1:1936;[::1]:1937", 3)]
    [InlineData("1935 1935", 1)]
    [InlineData("0 0", 1)]
    [InlineData("", 0)]
    public void TryParseList_Good_IsRead(string text, int count)
    {
        Assert.True(ListenAddress.TryParseList(text, out var addresses, out _));
        Assert.Equal(count, addresses.Count);
    }

    [Fact]
    public void TryParseList_Bad_NamesThePart()
    {
        Assert.False(ListenAddress.TryParseList("1935 nonsense 1936", out _, out var fault));
        Assert.Equal("nonsense", fault);
    }
}
