using Srs.Media.Buffers;

namespace Srs.Tests.Buffers;

public sealed class BitReaderTests
{
    [Fact]
    public void ReadBits_AcrossBytes_IsMostSignificantFirst()
    {
        var reader = new BitReader([0b1010_0101, 0xFF, 0x00, 0x12, 0x34, 0x56]);

        Assert.Equal(0b101u, reader.ReadBits(3));
        Assert.Equal(0u, reader.ReadBits(0));
        Assert.False(reader.ReadFlag());
        Assert.Equal(0b0101_1111u, reader.ReadBits(8));
        Assert.Equal(36, reader.BitsLeft);
        Assert.Equal(0xF0012345u, reader.ReadBits(32));
        Assert.Equal(4, reader.BitsLeft);
        Assert.False(reader.HasFailed);
    }

    [Fact]
    public void ReadBits_PastTheEnd_FailsForGood()
    {
        var reader = new BitReader([0xFF, 0xFF]);
        reader.ReadBits(10);

        Assert.Equal(0u, reader.ReadBits(7));
        Assert.True(reader.HasFailed);
        Assert.Equal(0u, reader.ReadBits(1));
        Assert.Equal(0, reader.BitsLeft);
    }

    [Fact]
    public void ReadBits_MoreThan32_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new BitReader([1]).ReadBits(33));

    [Theory]
    [InlineData(new byte[] { 0b1000_0000 }, 0u, 0)] // table 9-2 and 9-3 of ISO/IEC 14496-10
    [InlineData(new byte[] { 0b0100_0000 }, 1u, 1)]
    [InlineData(new byte[] { 0b0110_0000 }, 2u, -1)]
    [InlineData(new byte[] { 0b0010_0000 }, 3u, 2)]
    [InlineData(new byte[] { 0b0010_1000 }, 4u, -2)]
    [InlineData(new byte[] { 0b0001_0100 }, 9u, 5)]
    [InlineData(new byte[] { 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFE }, 0xFFFFFFFEu, -0x7FFFFFFF)]
    public void ReadGolomb_CodesOfTheSpecification(byte[] bytes, uint codeNumber, int mapped)
    {
        Assert.Equal(codeNumber, new BitReader(bytes).ReadUnsignedGolomb());
        Assert.Equal(mapped, new BitReader(bytes).ReadSignedGolomb());
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // 32 zeros
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0b0000_0001 })]
    [InlineData(new byte[] { })]
    public void ReadUnsignedGolomb_TooLongOrCutOff_Fails(byte[] bytes)
    {
        var reader = new BitReader(bytes);

        Assert.Equal(0u, reader.ReadUnsignedGolomb());
        Assert.True(reader.HasFailed);
    }

    [Fact]
    public void ReadUnsignedGolomb_AboveTheLimit_Fails()
    {
        var atLimit = new BitReader([0b0010_1000]);
        var above = new BitReader([0b0010_1000, 0xFF]);

        Assert.Equal(4u, atLimit.ReadUnsignedGolomb(max: 4));
        Assert.False(atLimit.HasFailed);
        Assert.Equal(0u, above.ReadUnsignedGolomb(max: 3));
        Assert.True(above.HasFailed);
        Assert.Equal(0u, above.ReadBits(8));
    }

    [Fact]
    public void SkipEmulationPrevention_LeavesOutTheThree()
    {
        var reader = new BitReader([0, 0, 3, 1, 3, 0, 0, 3, 0, 0, 3, 3], skipEmulationPrevention: true);

        Assert.Equal(0x00000103u, reader.ReadBits(32));
        Assert.Equal(0x00000000u, reader.ReadBits(32));
        Assert.Equal(3u, reader.ReadBits(8));
        Assert.False(reader.HasFailed);
        Assert.Equal(0u, reader.ReadBits(1));
        Assert.True(reader.HasFailed);
    }

    [Fact]
    public void SkipEmulationPrevention_ThreeAtTheVeryEnd_IsNoData()
    {
        var reader = new BitReader([0, 0, 3], skipEmulationPrevention: true);
        reader.Skip(16);

        reader.ReadBits(1);

        Assert.True(reader.HasFailed);
    }

    [Fact]
    public void Skip_AndAlign_MoveOn()
    {
        var reader = new BitReader([1, 2, 3, 4, 5, 6, 7, 8]);

        reader.Skip(33);
        reader.AlignToByte();
        reader.AlignToByte();

        Assert.Equal(6u, reader.ReadBits(8));
        reader.Skip(100);
        Assert.True(reader.HasFailed);
    }
}
