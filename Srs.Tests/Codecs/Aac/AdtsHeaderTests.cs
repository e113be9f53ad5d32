using Srs.Media.Codecs.Aac;

namespace Srs.Tests.Codecs.Aac;

public sealed class AdtsHeaderTests
{
    [Theory]
    [InlineData("1210", 100, "FFF150800D7FFC")] // LC, 44100 Hz, stereo
    [InlineData("1188", 8184, "FFF14C43FFFFFC")] // LC, 48000 Hz, mono; the longest
    [InlineData("2B92088000", 0, "FFF15C8000FFFC")] // HE signalled first: core LC, 22050 Hz
    [InlineData("11B0", 1, "FFF14D80011FFC")] // LC, 48000 Hz, 5.1
    public void Write_OfConfig_GivesItsBits(string config, int length, string expected)
    {
        Assert.True(AudioSpecificConfig.TryRead(Convert.FromHexString(config), out var read));
        Assert.True(AdtsHeader.TryCreate(read, out var header));
        var bytes = new byte[AdtsHeader.Length];

        Assert.Equal(AdtsHeader.Length, header.Write(length, bytes));

        Assert.Equal(expected, Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData("1214")] // 960 samples
    [InlineData("F94620")] // xHE
    [InlineData("178015888010")] // rate off the table
    public void TryCreate_AdtsCannotSayIt_IsFalse(string config)
    {
        if (AudioSpecificConfig.TryRead(Convert.FromHexString(config), out var read))
        {
            Assert.False(AdtsHeader.TryCreate(read, out _));
        }
    }

    [Fact]
    public void Write_TooLong_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdtsHeader(2, 4, 2).Write(AdtsHeader.MaxPayloadLength + 1, new byte[AdtsHeader.Length]));
}
