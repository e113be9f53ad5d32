using Srs.Media.Access;
using Srs.Media.Streams;

namespace Srs.Tests.Access;

public sealed class ReferRuleTests
{
    [Theory]
    [InlineData("http://github.com/a", "github.com", 0)]
    [InlineData("https://www.GitHub.com:8443/a?b=c", "github.com", 0)]
    [InlineData("https://www.github.com", ".github.com", 0)]
    [InlineData("https://www.github.com", "*.github.com", 0)]
    [InlineData("http://github.com/", "example.com github.com", 0)]
    [InlineData("github.com/page", "github.com", 0)]
    [InlineData("http://github.com./", "github.com", 0)]
    [InlineData("http://evilgithub.com/", "github.com", 2015)]
    [InlineData("http://github.com.evil.example/", "github.com", 2015)]
    [InlineData("http://evil.example/github.com", "github.com", 2015)]
    [InlineData("http://evil.example?github.com", "github.com", 2015)]
    [InlineData("http://evil.example#.github.com", "github.com", 2015)]
    [InlineData("http://evil.example\\.github.com", "github.com", 2015)]
    [InlineData("http://github.com@evil.example/", "github.com", 2015)]
    [InlineData("http://[2001:db8::1]:80/", "2001:db8::1", 0)]
    [InlineData("http://192.0.2.1:80/", "192.0.2.1", 0)]
    [InlineData("", "github.com", 2015)]
    [InlineData("http://", "github.com", 2015)]
    [InlineData("http://github.com/", ".", 2015)]
    [InlineData("http://anything.example/", "", 0)]
    [InlineData("", "", 0)]
    public async Task Admit_Page_IsComparedByLabels(string page, string list, int code)
    {
        var all = new VhostOptions { Refer = new() { Enabled = true, All = list } };
        var play = new VhostOptions { Refer = new() { Enabled = true, Play = list } };

        Assert.Equal(code, await CodeAsync(all, AccessAction.Play, page));
        Assert.Equal(code, await CodeAsync(all, AccessAction.Publish, page));
        Assert.Equal(code, await CodeAsync(play, AccessAction.Play, page));
        Assert.Equal(0, await CodeAsync(play, AccessAction.Publish, page));
        Assert.Equal(0, await CodeAsync(all with { Refer = all.Refer with { Enabled = false } }, AccessAction.Play, page));
    }

    private static Task<int> CodeAsync(VhostOptions options, AccessAction action, string page) =>
        AccessAttempts.CodeAsync(new ReferRule(), AccessAttempts.Make(options, action, pageUrl: page));
}
