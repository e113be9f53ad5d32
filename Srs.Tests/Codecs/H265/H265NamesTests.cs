using Srs.Media.Codecs.H265;

namespace Srs.Tests.Codecs.H265;

public sealed class H265NamesTests
{
    [Theory]
    [InlineData(1, "Main")]
    [InlineData(2, "Main 10")]
    [InlineData(3, "Main Still Picture")]
    [InlineData(4, "Rext")]
    [InlineData(0, "")]
    [InlineData(31, "")]
    public void GetProfile_KnownIds_HaveNames(int profile, string name) => Assert.Equal(name, H265Names.GetProfile(profile));

    [Theory]
    [InlineData(0, "")]
    [InlineData(30, "1")]
    [InlineData(63, "2.1")]
    [InlineData(93, "3.1")]
    [InlineData(120, "4")]
    [InlineData(123, "4.1")]
    [InlineData(186, "6.2")]
    public void GetLevel_AsTheSpecificationWritesIt(int level, string name) => Assert.Equal(name, H265Names.GetLevel(level));

    [Theory]
    [InlineData(0x40, HevcNalUnit.Vps, false)]
    [InlineData(0x42, HevcNalUnit.Sps, false)]
    [InlineData(0x26, 19, true)] // IDR_W_RADL
    [InlineData(0x2A, 21, true)] // CRA
    [InlineData(0x02, 1, false)]
    public void NalUnitTypes(byte first, int type, bool isRandomAccessPoint)
    {
        Assert.Equal(type, HevcNalUnit.GetType([first, 1]));
        Assert.Equal(isRandomAccessPoint, HevcNalUnit.IsRandomAccessPoint(type));
    }
}
