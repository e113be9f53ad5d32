using Srs.Media.Streams;

namespace Srs.Tests.Streams;

public sealed class StreamKeyTests
{
    [Fact]
    public void Url_OfDefaultVhost_LeavesItOut() =>
        Assert.Equal("/live/livestream", new StreamKey(VhostTable.DefaultName, "live", "livestream").Url);

    [Fact]
    public void Url_OfOtherVhost_BeginsWithIt() =>
        Assert.Equal("example.com/a/b/livestream", new StreamKey("example.com", "a/b", "livestream").Url);
}
