using Microsoft.Extensions.Configuration;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

public sealed class RenditionCheckTests
{
    private const string Section = "Srs:DefaultVhost:Renditions";

    [Theory]
    [InlineData("Suffixes", "_720p /480p", Section + ":Suffixes is \"_720p /480p\"")]
    [InlineData("Suffixes", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21", "up to 20 endings of stream names")]
    [InlineData("Streams:movie:Members", "a", Section + ":Streams:movie is not the name of a stream; write it as app/stream")]
    [InlineData("Streams:live/..:Members", "a", Section + ":Streams:live/.. is not the name of a stream")]
    [InlineData("Streams:live/movie:Members", "", Section + ":Streams:live/movie:Members is empty")]
    [InlineData("Streams:live/movie:Members", "a/b", Section + ":Streams:live/movie:Members is \"a/b\"")]
    [InlineData("Streams:live/movie:Members", "a a", "names live/a, which " + Section + ":Streams:live/movie has already")]
    public void Read_WrongSetting_NamesKeyAndValue(string key, string value, string expected)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read(($"{Section}:{key}", value)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_StreamOfTwoOthers_IsRefused()
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read(("Srs:Vhosts:a.b:Renditions:Streams:live/x:Members", "one"), ("Srs:Vhosts:a.b:Renditions:Streams:live/y:Members", "two one")));

        Assert.Contains("names live/one, which Srs:Vhosts:a.b:Renditions:Streams:live/x has already", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SuffixesAndList_AreRead()
    {
        var renditions = Read(($"{Section}:Suffixes", "_720p _480p"), ($"{Section}:Streams:live/show:Members", "one two")).DefaultVhost.Renditions;

        Assert.Equal(("_720p _480p", "one two"), (renditions.Suffixes, renditions.Streams["live/show"].Members));
    }

    private static SrsOptions Read(params (string Key, string Value)[] settings) => SrsOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(), 1000);
}
