using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Tests.Segments;

public sealed class PathTemplateTests
{
    private static readonly PathValues Values = new(
        new StreamKey("example.org", "live/a", "cam"), new DateTimeOffset(2026, 3, 9, 7, 5, 4, 32, TimeSpan.Zero), 12, TimeSpan.FromMilliseconds(2048), 1773039904032);

    [Theory]
    [InlineData("[app]/[stream]-[seq].ts", "live/a/cam-12.ts")]
    [InlineData("[vhost]/[stream].m3u8", "example.org/cam.m3u8")]
    [InlineData("[2006]/[01]/[02]/[15]-[04]-[05].[999].ts", "2026/03/09/07-05-04.032.ts")]
    [InlineData("[timestamp]-[duration]", "1773039904032-2048")]
    [InlineData("[nothing]/[[app]", "[nothing]/[live/a")]
    [InlineData("[app", "[app")]
    [InlineData("plain", "plain")]
    public void Fill_Variables_AreReplaced(string template, string expected) => Assert.Equal(expected, PathTemplate.Fill(template, Values));

    [Fact]
    public void Fill_ValueLooksLikeAVariable_IsLeftAlone()
    {
        var values = Values with { Stream = new StreamKey("v", "[seq]", "[stream]") };

        Assert.Equal("[seq]/[stream]-12", PathTemplate.Fill("[app]/[stream]-[seq]", values));
    }

    [Fact]
    public void Fill_NoValue_LeavesTheVariable() =>
        Assert.Equal("[seq]-[duration]", PathTemplate.Fill("[seq]-[duration]", new PathValues(Values.Stream, Values.Time)));

    [Theory]
    [InlineData("live/cam.ts", true)]
    [InlineData("/live/cam.ts", true)]
    [InlineData("live/日本-emoji-🎥.ts", true)]
    [InlineData("live/..hidden.ts", true)]
    [InlineData("../cam.ts", false)]
    [InlineData("live/../../cam.ts", false)]
    [InlineData("live/./cam.ts", false)]
    [InlineData("live//cam.ts", false)]
    [InlineData("live/. ./cam.ts", false)]
    [InlineData("live/a\\..\\cam.ts", false)]
    [InlineData("live/a\0.ts", false)]
    [InlineData("live/a\n.ts", false)]
    [InlineData("", false)]
    public void TryJoin_Path_StaysInItsFolder(string path, bool isGood)
    {
        Assert.Equal(isGood, PathTemplate.TryJoin("/srv/hls", path, out var full, out var fault));
        Assert.Equal(isGood, fault.Length == 0);
        if (isGood)
        {
            Assert.StartsWith("/srv/hls/live/", full, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TryJoin_VeryLongNames_AreRefused()
    {
        Assert.False(PathTemplate.TryJoin("/srv", "live/" + new string('x', 256), out _, out _));
        Assert.False(PathTemplate.TryJoin("/srv", "live/" + new string('é', 128), out _, out _));
        Assert.False(PathTemplate.TryJoin("/srv", string.Join('/', Enumerable.Repeat(new string('x', 200), 30)), out _, out _));
        Assert.True(PathTemplate.TryJoin("/srv", "live/" + new string('x', 255), out _, out _));
    }
}
