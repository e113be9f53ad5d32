using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

public sealed class CallbackUrlTests
{
    [Theory]
    [InlineData("ftp://a/b", "ftp://a/b")]
    [InlineData("http://a/b c", "c")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    [InlineData("hook?token=s3cret", "hook?***")]
    [InlineData("gopher://user:s3cret@a/", "gopher://***@a/")]
    [InlineData("user:s3cret@a?b", "***@a?***")]
    public void TryParseList_NotOfTheWeb_IsNamed(string list, string fault)
    {
        Assert.False(CallbackUrl.TryParseList(list, out _, out var found));
        Assert.Equal(fault, found);
    }

    [Fact]
    public void ParseList_Several_KeepsOrder() =>
        Assert.Equal(["http://a/1", "https://b/2?x=y"], CallbackUrl.ParseList("http://a/1  https://b/2?x=y").Select(static url => url.ToString()));
}
