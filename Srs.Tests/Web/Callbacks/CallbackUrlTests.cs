using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

public sealed class CallbackUrlTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8085/api/v1/streams", "http://127.0.0.1:8085/api/v1/streams")]
    [InlineData("https://user:pass@example.com/hook?token=s3cret&x=1#f", "https://example.com/hook?…")]
    [InlineData("http://[::1]:80/", "http://[::1]/")]
    public void Show_LeavesOutUserAndQuery(string url, string shown)
    {
        Assert.True(CallbackUrl.TryParse(url, out var parsed));
        Assert.Equal(shown, CallbackUrl.Show(parsed));
    }

    [Theory]
    [InlineData("ftp://a/b", "ftp://a/b")]
    [InlineData("http://a/b c", "c")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    [InlineData("hook?token=s3cret", "hook")]
    [InlineData("gopher://user:s3cret@a/", "a/")]
    public void TryParseList_NotOfTheWeb_IsNamed(string list, string fault)
    {
        Assert.False(CallbackUrl.TryParseList(list, out _, out var found));
        Assert.Equal(fault, found);
    }

    [Fact]
    public void ParseList_Several_KeepsOrder() =>
        Assert.Equal(["http://a/1", "https://b/2?x=y"], CallbackUrl.ParseList("http://a/1  https://b/2?x=y").Select(static url => url.ToString()));
}
