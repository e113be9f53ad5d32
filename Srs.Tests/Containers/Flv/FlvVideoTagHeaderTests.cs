using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvVideoTagHeaderTests
{
    public static readonly TheoryData<byte[], FlvVideoTagHeader> Headers = new()
    {
        { [0x17, 0, 0, 0, 0], new() { FrameType = FlvVideoFrameType.Key, CodecId = 7 } },
        { [0x27, 1, 0, 0, 80], Avc(FlvVideoFrameType.Inter, 80) },
        { [0x27, 1, 0xFF, 0xFF, 0xFF], Avc(FlvVideoFrameType.Inter, -1) },
        { [0x37, 1, 0x80, 0, 0], Avc(FlvVideoFrameType.DisposableInter, -8388608) },
        { [0x47, 1, 0x7F, 0xFF, 0xFF], Avc(FlvVideoFrameType.GeneratedKey, 8388607) },
        { [0x57], new() { FrameType = FlvVideoFrameType.Info, CodecId = 7 } },
        { [0x22], new() { FrameType = FlvVideoFrameType.Inter, CodecId = 2 } },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void TryRead_KnownHeaders(byte[] bytes, FlvVideoTagHeader expected)
    {
        Assert.True(FlvVideoTagHeader.TryRead([.. bytes, 0xAA], out var header));
        Assert.Equal(expected, header);
        Assert.Equal(bytes.Length, header.Length);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Write_KnownHeaders(byte[] expected, FlvVideoTagHeader header)
    {
        var bytes = new byte[FlvVideoTagHeader.MaxLength];

        Assert.Equal(expected.Length, header.Write(bytes));
        Assert.Equal(expected, bytes[..expected.Length]);
    }

    [Fact]
    public void TryRead_Enhanced_OnlyTellsTheFrameType()
    {
        Assert.True(FlvVideoTagHeader.TryRead([0x90, (byte)'h', (byte)'v', (byte)'c', (byte)'1'], out var header));
        Assert.Equal(new FlvVideoTagHeader { FrameType = FlvVideoFrameType.Key, IsEnhanced = true }, header);
        Assert.Equal(0, header.Length);
        Assert.Equal(0, header.Write([]));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsFalse()
    {
        foreach (var cut in Headers.SelectMany(row => Mutations.Truncations(row.Data.Item1)))
        {
            Assert.False(FlvVideoTagHeader.TryRead(cut, out var header));
            Assert.Equal(default, header);
        }
    }

    [Fact]
    public void TryRead_EveryFirstByte_WritesBackTheSame()
    {
        var bytes = new byte[FlvVideoTagHeader.MaxLength];
        for (var first = 0; first < 0x80; first++)
        {
            Assert.True(FlvVideoTagHeader.TryRead([(byte)first, 200, 1, 2, 3], out var header));
            Assert.Equal(new byte[] { (byte)first, 200, 1, 2, 3 }[..header.Length], bytes[..header.Write(bytes)]);
        }
    }

    private static FlvVideoTagHeader Avc(FlvVideoFrameType type, int compositionTime) =>
        new() { FrameType = type, CodecId = 7, PacketType = FlvPacketType.Frame, CompositionTime = compositionTime };
}
