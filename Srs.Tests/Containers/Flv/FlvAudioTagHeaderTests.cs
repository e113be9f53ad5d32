using Srs.Media.Containers.Flv;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvAudioTagHeaderTests
{
    public static readonly TheoryData<byte[], FlvAudioTagHeader> Headers = new()
    {
        { [0xAF, 0], new() { Format = 10, RateIndex = 3, Is16Bit = true, IsStereo = true } },
        { [0xAF, 1], new() { Format = 10, RateIndex = 3, Is16Bit = true, IsStereo = true, PacketType = FlvPacketType.Frame } },
        { [0x2A], new() { Format = 2, RateIndex = 2, Is16Bit = true } },
        { [0x15], new() { Format = 1, RateIndex = 1, IsStereo = true } },
        { [0x72], new() { Format = 7, Is16Bit = true } },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void TryRead_KnownHeaders(byte[] bytes, FlvAudioTagHeader expected)
    {
        Assert.True(FlvAudioTagHeader.TryRead([.. bytes, 0xAA], out var header));
        Assert.Equal(expected, header);
        Assert.Equal(bytes.Length, header.Length);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Write_KnownHeaders(byte[] expected, FlvAudioTagHeader header)
    {
        var bytes = new byte[FlvAudioTagHeader.MaxLength];

        Assert.Equal(expected.Length, header.Write(bytes));
        Assert.Equal(expected, bytes[..expected.Length]);
    }

    [Fact]
    public void TryRead_Truncated_IsFalse()
    {
        Assert.False(FlvAudioTagHeader.TryRead([], out _));
        Assert.False(FlvAudioTagHeader.TryRead([0xAF], out var header));
        Assert.Equal(default, header);
    }

    [Fact]
    public void TryRead_EveryFirstByte_WritesBackTheSame()
    {
        var bytes = new byte[FlvAudioTagHeader.MaxLength];
        for (var first = 0; first <= 0xFF; first++)
        {
            Assert.True(FlvAudioTagHeader.TryRead([(byte)first, 200], out var header));
            Assert.Equal(first >> 4 == 9, header.IsEnhanced);
            Assert.Equal(new byte[] { (byte)first, 200 }[..header.Length], bytes[..header.Write(bytes)]);
        }
    }

    [Theory]
    [InlineData(5512, 0)]
    [InlineData(8000, 1)]
    [InlineData(11025, 1)]
    [InlineData(16000, 2)]
    [InlineData(22050, 2)]
    [InlineData(44100, 3)]
    [InlineData(48000, 3)]
    [InlineData(0, 3)]
    public void GetRateIndex_IsTheSmallestBucketThatHolds(int rate, int index) =>
        Assert.Equal(index, FlvAudioTagHeader.GetRateIndex(rate));
}
