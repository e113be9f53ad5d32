using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Delivery.Flv;
using Srs.Media.Frames;
using Srs.Tests.Containers.Flv;

namespace Srs.Tests.Delivery.Flv;

public sealed class FlvWireFormatTests
{
    private static readonly TrackInfo Hevc = new() { Kind = MediaKind.Video, Codec = MediaCodec.H265, Config = new byte[] { 1 } };
    private static readonly TrackInfo Metadata = new() { Kind = MediaKind.Data, Codec = MediaCodec.VideoMetadata, Config = (byte[])[.. "hvc1"u8, 2] };

    [Fact]
    public void Formats_CompareByValue()
    {
        Assert.Equal(new FlvWireFormat(true, true), new FlvWireFormat(true, true, FlvTagStyle.Default));
        Assert.NotEqual(new FlvWireFormat(true, true), new FlvWireFormat(true, true, FlvTagStyle.LegacyHevc));
    }

    [Theory]
    [InlineData(FlvTagStyle.Default, 0, 0x90)]
    [InlineData(FlvTagStyle.LegacyHevc, 0, 0x1C)]
    [InlineData(FlvTagStyle.Multitrack, 2, 0x96)]
    public void WriteTrack_FollowsTheStyle(FlvTagStyle style, int id, byte first) =>
        Assert.Equal(first, Assert.Single(Write(new FlvWireFormat(true, true, style), Hevc with { Id = id })).Body[0]);

    [Fact]
    public void WriteTrack_OtherTrackByDefault_WritesNothing() => Assert.Empty(Write(new FlvWireFormat(true, true), Hevc with { Id = 1 }));

    [Fact]
    public void WriteTrack_MetadataGoesWithTheVideo()
    {
        Assert.Empty(Write(new FlvWireFormat(true, HasVideo: false), Metadata));
        Assert.Equal(FlvTagType.Video, Assert.Single(Write(new FlvWireFormat(false, HasVideo: true), Metadata)).Header.Type);
    }

    private static List<(FlvTagHeader Header, byte[] Body)> Write(FlvWireFormat format, TrackInfo track)
    {
        var output = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteFileHeader(true, true, output);
        format.WriteTrack(track, 0, output);
        return output.WrittenCount == FlvMuxer.FileHeaderLength ? [] : FlvSamples.ReadTags(output.WrittenSpan.ToArray());
    }
}
