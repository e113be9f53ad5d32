using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Tests.Protocols.Rtc.Sdp;

public sealed class H264ProfileLevelIdTests
{
    /// <summary>Rows of RFC 6184 §8.1, table 5, and what browsers offer.</summary>
    [Theory]
    [InlineData("42e01f", H264Profile.ConstrainedBaseline)]
    [InlineData("42c00d", H264Profile.ConstrainedBaseline)]
    [InlineData("4d801e", H264Profile.ConstrainedBaseline)]
    [InlineData("58c01e", H264Profile.ConstrainedBaseline)]
    [InlineData("42001f", H264Profile.Baseline)]
    [InlineData("58801e", H264Profile.Baseline)]
    [InlineData("58001e", H264Profile.Extended)]
    [InlineData("4d001f", H264Profile.Main)]
    [InlineData("4d401f", H264Profile.Main)]
    [InlineData("640c1f", H264Profile.ConstrainedHigh)]
    [InlineData("64001F", H264Profile.High)]
    [InlineData("6e0028", H264Profile.Professional)]
    [InlineData("f4001f", H264Profile.Professional)]
    public void Profile_ByBytes_IsThatOfTheTable(string text, H264Profile expected)
    {
        Assert.True(H264ProfileLevelId.TryParse(text, out var id));

        Assert.Equal(expected, id.Profile);
        Assert.Equal(text.ToLowerInvariant(), id.ToString());
        Assert.True(id.Decodes(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("42e01")]
    [InlineData("42e01ff")]
    [InlineData("42e01g")]
    [InlineData("+2e01f")]
    public void TryParse_OtherText_GivesFalse(string? text) => Assert.False(H264ProfileLevelId.TryParse(text, out _));

    [Theory]
    [InlineData("64001f", "42e01f", true)]
    [InlineData("64001f", "42001f", false)]
    [InlineData("42e01f", "64001f", false)]
    [InlineData("4d001f", "42e01f", true)]
    [InlineData("42001f", "42e01f", true)]
    [InlineData("f4001f", "640028", true)]
    [InlineData("6e001f", "640028", false)]
    public void Decodes_LesserProfile_Is(string decoder, string stream, bool expected)
    {
        Assert.True(H264ProfileLevelId.TryParse(decoder, out var id));
        Assert.True(H264ProfileLevelId.TryParse(stream, out var other));

        Assert.Equal(expected, id.Decodes(other));
    }
}
