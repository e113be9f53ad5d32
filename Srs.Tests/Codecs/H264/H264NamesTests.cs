using Srs.Media.Codecs.H264;

namespace Srs.Tests.Codecs.H264;

public sealed class H264NamesTests
{
    [Theory]
    [InlineData(66, "Baseline")]
    [InlineData(77, "Main")]
    [InlineData(88, "Extended")]
    [InlineData(100, "High")]
    [InlineData(110, "High 10")]
    [InlineData(122, "High 4:2:2")]
    [InlineData(144, "High 4:4:4")]
    [InlineData(244, "High 4:4:4")]
    [InlineData(1, "")]
    public void GetProfile_KnownIds_HaveNames(int profile, string name) => Assert.Equal(name, H264Names.GetProfile(profile));

    [Theory]
    [InlineData(100, 0, 31, "3.1")]
    [InlineData(100, 0, 30, "3")]
    [InlineData(100, 0, 9, "1b")]
    [InlineData(66, 0x10, 11, "1b")]
    [InlineData(66, 0x40, 11, "1.1")]
    [InlineData(100, 0x10, 11, "1.1")]
    [InlineData(100, 0, 62, "6.2")]
    [InlineData(100, 0, 0, "")]
    public void GetLevel_AsTheSpecificationWritesIt(int profile, int constraints, int level, string name) =>
        Assert.Equal(name, H264Names.GetLevel(profile, constraints, level));
}
