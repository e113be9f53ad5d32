using Srs.Media.Cluster;

namespace Srs.Tests.Cluster;

public sealed class EdgeOriginTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1", "10.0.0.1:1935")]
    [InlineData("origin.example:1936 10.0.0.1", "origin.example:1936|10.0.0.1:1935")]
    [InlineData(" a,b;c\td ", "a:1935|b:1935|c:1935|d:1935")]
    [InlineData("srs_origin:19350", "srs_origin:19350")]
    [InlineData("[::1] [2001:db8::1]:65535", "[::1]:1935|[2001:db8::1]:65535")]
    [InlineData("a a:1935", "a:1935")]
    public void TryParseList_GoodText_GivesEachOriginOnce(string text, string expected)
    {
        Assert.True(EdgeOrigin.TryParseList(text, out var origins, out _));

        Assert.Equal(expected, string.Join('|', origins));
    }

    [Theory]
    [InlineData("a:0")]
    [InlineData("a:65536")]
    [InlineData("a:")]
    [InlineData("a:+1")]
    [InlineData("a:1:2")]
    [InlineData(":1935")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]1935")]
    [InlineData("[origin]:1935")]
    [InlineData("rtmp://origin/live")]
    [InlineData("origin/live")]
    [InlineData("user@origin")]
    public void TryParseList_BadPart_IsNamed(string part)
    {
        Assert.False(EdgeOrigin.TryParseList($"good {part} other", out _, out var fault));

        Assert.Equal(part, fault);
    }
}
