using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvTagHeaderTests
{
    public static readonly TheoryData<byte[], FlvTagHeader> Headers = new()
    {
        { [8, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0], new FlvTagHeader(FlvTagType.Audio, 2, 0) },
        { [9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], new FlvTagHeader(FlvTagType.Video, 0x010203, 0x07040506, 0x08090A) },
        { [18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0], new FlvTagHeader(FlvTagType.Script, 0xFFFFFF, uint.MaxValue) },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void TryRead_KnownHeaders(byte[] bytes, FlvTagHeader expected)
    {
        Assert.True(FlvTagHeader.TryRead(bytes, out var header));
        Assert.Equal(expected, header);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Write_KnownHeaders(byte[] expected, FlvTagHeader header)
    {
        var bytes = new byte[FlvTagHeader.Length];

        Assert.Equal(FlvTagHeader.Length, header.Write(bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData(0x28)] // filter bit
    [InlineData(0x48)]
    [InlineData(0x88)]
    [InlineData(0)]
    [InlineData(15)]
    public void TryRead_FilterReservedOrUnknownType_IsFalse(byte first) =>
        Assert.False(FlvTagHeader.TryRead([first, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0], out _));

    [Fact]
    public void TryRead_EveryTruncation_IsFalse()
    {
        foreach (var cut in Headers.SelectMany(row => Mutations.Truncations(row.Data.Item1)))
        {
            Assert.False(FlvTagHeader.TryRead(cut, out _));
        }
    }

    [Fact]
    public void TryRead_Mutations_WriteBackTheSame()
    {
        var bytes = new byte[FlvTagHeader.Length];
        foreach (var mutated in Headers.SelectMany((row, i) => Mutations.Of(row.Data.Item1, 1000, i)))
        {
            if (FlvTagHeader.TryRead(mutated, out var header))
            {
                header.Write(bytes);
                Assert.Equal(mutated[..FlvTagHeader.Length], bytes);
            }
        }
    }

    [Fact]
    public void Write_BodyTooLong_Throws() => Assert.Throws<InvalidOperationException>(
        () => new FlvTagHeader(FlvTagType.Video, FlvTagHeader.MaxBodyLength + 1, 0).Write(new byte[FlvTagHeader.Length]));
}
