using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Tests.Segments;

public sealed class RenditionsTests
{
    private static readonly RenditionOptions Options = new()
    {
        Suffixes = "_720p  _very_low _low",
        Streams = new Dictionary<string, RenditionListOptions> { ["a/b/show"] = new() { Members = "one two" } },
    };

    [Fact]
    public void NamesOf_NothingIsSet_IsTheStreamAlone() => Assert.Equal(["live/movie"], Names("live", "movie", new RenditionOptions()));

    [Fact]
    public void NamesOf_Suffixes_AreInTheirOrder() =>
        Assert.Equal(["live/movie", "live/movie_720p", "live/movie_very_low", "live/movie_low"], Names("live", "movie", Options));

    [Fact]
    public void NamesOf_List_TakesThePlaceOfSuffixes() => Assert.Equal(["a/b/show", "a/b/one", "a/b/two"], Names("a/b", "show", Options));

    [Theory]
    [InlineData("live", "movie_720p", "movie")]
    [InlineData("live", "movie", "movie")]
    [InlineData("live", "movie_very_low", "movie")]
    [InlineData("live", "movie_low", "movie")]
    [InlineData("live", "_720p", "_720p")]
    [InlineData("live", "movie_720p~2", "movie")]
    [InlineData("live", "movie~2", "movie")]
    [InlineData("live", "movie~a1", "movie")]
    [InlineData("live", "movie_720p~v1", "movie")]
    [InlineData("live", "movie~b1", "movie~b1")]
    [InlineData("live", "movie~a", "movie~a")]
    [InlineData("live", "movie~", "movie~")]
    [InlineData("live", "~2", "~2")]
    [InlineData("live", "movie~x", "movie~x")]
    [InlineData("a/b", "two", "show")]
    [InlineData("a/b", "show", "show")]
    [InlineData("a", "two", "two")]
    public void WholeOf_Stream_IsFoundByItsName(string app, string stream, string whole) =>
        Assert.Equal(Key(app, whole), Renditions.WholeOf(Key(app, stream), Options));

    [Theory]
    [InlineData("movie", "movie", true)]
    [InlineData("movie_720p", "movie", true)]
    [InlineData("movie_720p~1", "movie", true)]
    [InlineData("movie~1", "movie", true)]
    [InlineData("movie", "movie_720p", false)]
    [InlineData("movie_720p", "movie_low", false)]
    [InlineData("other_720p", "movie", false)]
    [InlineData("movie_480p", "movie", false)]
    public void IsOf_Streams_GoesOneWay(string rendition, string whole, bool isOf) =>
        Assert.Equal(isOf, Renditions.IsOf(Key("live", rendition), Key("live", whole), Options));

    [Fact]
    public void IsOf_OtherApplicationOrHost_IsNone()
    {
        Assert.False(Renditions.IsOf(Key("other", "movie_720p"), Key("live", "movie"), Options));
        Assert.False(Renditions.IsOf(Key("live", "movie_720p") with { Vhost = "b" }, Key("live", "movie"), Options));
    }

    [Fact]
    public void TrackOf_Tracks_HaveNamesThatTellThemApart()
    {
        var movie = Key("live", "movie");
        var (second, sound) = (Renditions.TrackOf(movie, MediaKind.Video, 1), Renditions.TrackOf(movie, MediaKind.Audio, 2));

        Assert.Equal(["movie~1", "movie~a2", "movie~v0", "movie~v1"], new[] { second, sound, Renditions.SilentOf(movie), Renditions.SilentOf(second) }.Select(static key => key.Stream));
        Assert.Equal([false, true, false], new[] { movie, second, sound }.Select(Renditions.IsVideoTrack));
        Assert.Equal([0, 0, 2], new[] { movie, second, sound }.Select(Renditions.SoundOf));
        Assert.All([movie, second, sound, Renditions.SilentOf(second)], key => Assert.Equal(movie, Renditions.StreamOf(key)));
    }

    private static StreamKey Key(string app, string stream) => new(VhostTable.DefaultName, app, stream);

    private static IEnumerable<string> Names(string app, string stream, RenditionOptions options) =>
        Renditions.NamesOf(Key(app, stream), options).Select(static key => $"{key.App}/{key.Stream}");
}
