using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Segments;

public sealed class TrackNamesTests
{
    [Fact]
    public void Apply_Map_NamesItsTracks()
    {
        var tracks = Apply(SoundMetadata.Write(("0", "en", "Stadium"), ("2", "pt-BR", "")));

        Assert.Equal([("", ""), ("en", "Stadium"), ("", ""), ("pt-BR", "")], tracks.Select(static track => (track.Language, track.Label)));
    }

    [Theory]
    [InlineData("en\nUS", "")]
    [InlineData("1en", "")]
    [InlineData("-", "")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "")]
    [InlineData("zh-Hant", "zh-Hant")]
    public void Apply_Language_IsATagOrNothing(string told, string kept) => Assert.Equal(kept, Apply(SoundMetadata.Write(("0", told, "")))[1].Language);

    [Theory]
    [InlineData("a\"b\r\nc\u0001\uFFFF", "abc")]
    [InlineData("  ", "")]
    public void Apply_Name_HasNothingThatPlaylistsCannotHave(string told, string kept) => Assert.Equal(kept, Apply(SoundMetadata.Write(("0", "", told)))[1].Label);

    [Fact]
    public void Apply_LongName_IsCut() => Assert.Equal(TrackNames.MaxLabelLength, Apply(SoundMetadata.Write(("0", "", new string('x', 5000))))[1].Label.Length);

    [Fact]
    public void Apply_MapOfAnotherKind_ChangesNothing()
    {
        foreach (var map in new[] { AmfValue.Null, "text", 3.0, AmfValue.StrictArray("a"), AmfValue.Object(("0", "text")), AmfValue.Object(("0", AmfValue.Object(("language", 3.0)))) })
        {
            Assert.All(Apply(SoundMetadata.Write(map)), static track => Assert.Equal("", track.Language + track.Label));
        }
    }

    [Fact]
    public void Apply_DamagedMetadata_ChangesNothingOrReadsOn()
    {
        var metadata = SoundMetadata.Write(("0", "en", "Stadium"), ("1", "fr", "Stade"));
        foreach (var damaged in Mutations.Truncations(metadata).Concat(Mutations.Of(metadata, 2000)))
        {
            var tracks = Apply(damaged);
            Assert.Equal(4, tracks.Count);
            Assert.All(tracks, static track => Assert.True(track.Label.Length <= TrackNames.MaxLabelLength && track.Language.Length <= TrackNames.MaxLanguageLength && !track.Label.Contains('"')));
        }
    }

    private static List<TrackInfo> Apply(byte[] metadata)
    {
        var headers = new StreamHeaders(metadata, [HlsFixture.Video, HlsFixture.Audio, HlsFixture.Audio with { Id = 1 }, HlsFixture.Audio with { Id = 2 }]);
        return [.. TrackNames.Apply(headers).Tracks];
    }
}
