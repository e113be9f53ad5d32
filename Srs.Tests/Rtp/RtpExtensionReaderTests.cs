using Srs.Media.Rtp;

namespace Srs.Tests.Rtp;

public sealed class RtpExtensionReaderTests
{
    [Fact]
    public void TryRead_OneByteForm_TellsAll() =>
        Assert.Equal(
            ["1:7630", "2:123456", "3:A8", "4:BEEF"],
            Read("b2efffffffffffff12345678aabbccdd11223344bede00031176302212345630a841beef68656c6c6f3c58e204"));

    /// <summary>The example of RFC 8285 §4.3, with identifiers.</summary>
    [Fact]
    public void TryRead_TwoByteForm_TellsAll() =>
        Assert.Equal(["1:", "2:AA", "3:BBCCDDEE"], Read("900000000000000000000000100000030100" + "0201aa00" + "0304bbccddee"));

    [Fact]
    public void TryRead_PaddingBetweenElements_IsLeftOut() =>
        Assert.Equal(["1:AA", "2:BB"], Read("900000000000000000000000bede000210aa000000" + "20bb00"));

    [Theory]
    [InlineData("900000000000000000000000bede000110aaf0bb", "1:AA")] // 15 ends the walk
    [InlineData("900000000000000000000000bede000110aa23bb", "1:AA")] // an element beyond the end
    [InlineData("90000000000000000000000010000001010105ff", "1:05")] // an identifier without length
    [InlineData("9000000000000000000000001000000101ff0000", "")] // an element beyond the end
    [InlineData("900000000000000000000000bede000103aabbcc", "")] // padding with a length
    [InlineData("900000000000000000000000123400010110aabb", "")] // a profile nobody knows
    [InlineData("900000000000000000000000bede0000", "")] // no elements
    public void TryRead_DamagedElements_EndTheWalk(string packet, string expected) =>
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Read(packet));

    [Fact]
    public void TryRead_ManyElements_StopsAtTheLimit()
    {
        var packet = Convert.FromHexString("900000000000000000000000bede0020" + string.Concat(Enumerable.Repeat("10aa", 64)));

        Assert.Equal(RtpLimits.MaxHeaderExtensions, Read(Convert.ToHexString(packet)).Count);
    }

    [Fact]
    public void TryFind_TakesTheFirst()
    {
        var packet = Convert.FromHexString("900000000000000000000000bede000110aa10bb");
        Assert.True(RtpPacketReader.TryRead(packet, out var header));

        Assert.True(RtpExtensionReader.TryFind(packet, header, 1, out var data));
        Assert.Equal(0xAA, data[0]);
        Assert.False(RtpExtensionReader.TryFind(packet, header, 2, out _));
        Assert.False(RtpExtensionReader.TryFind(packet, header, 0, out _));
    }

    private static List<string> Read(string hex)
    {
        var packet = Convert.FromHexString(hex);
        Assert.True(RtpPacketReader.TryRead(packet, out var header));
        var found = new List<string>();
        var reader = new RtpExtensionReader(packet, header);
        while (reader.TryRead(out var element))
        {
            found.Add($"{element.Id}:{Convert.ToHexString(packet, element.Offset, element.Length)}");
        }

        return found;
    }
}
