using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;

namespace Srs.Tests.Protocols.Rtmp;

public sealed class RtmpWireFormatTests
{
    private static readonly TrackInfo Hevc = new() { Kind = MediaKind.Video, Codec = MediaCodec.H265, Config = new byte[] { 1, 2 } };

    [Fact]
    public void Formats_CompareByValue()
    {
        RtmpWireFormat[] formats =
        [
            new(4096, 1),
            new(4096, 1, FlvTagStyle.LegacyHevc),
            new(4096, 1, FlvTagStyle.Multitrack),
            new(4096, 1, FlvTagStyle.Multitrack | FlvTagStyle.LegacyHevc),
            new(4096, 2),
            new(128, 1),
        ];

        Assert.Equal(formats.Length, formats.Distinct().Count());
        Assert.Equal(4, formats.Select(format => format.Name).Distinct().Count());
        Assert.Equal(new RtmpWireFormat(4096, 1, FlvTagStyle.Multitrack), formats[2]);
        Assert.Equal(new RtmpWireFormat(4096, 1, FlvTagStyle.Multitrack).GetHashCode(), formats[2].GetHashCode());
    }

    // The message begins after a chunk header of 12 bytes, whose type is at 7.
    [Theory]
    [InlineData(FlvTagStyle.Default, 0, new byte[] { 0x93, (byte)'h', (byte)'v', (byte)'c', (byte)'1' })]
    [InlineData(FlvTagStyle.LegacyHevc, 0, new byte[] { 0x1C, 1, 0, 0, 0 })]
    [InlineData(FlvTagStyle.Multitrack, 3, new byte[] { 0x96, 0x03, (byte)'h', (byte)'v', (byte)'c', (byte)'1', 3 })]
    [InlineData(FlvTagStyle.Default, 3, new byte[0])]
    [InlineData(FlvTagStyle.LegacyHevc, 3, new byte[0])]
    public void WriteFrame_FollowsTheStyle(FlvTagStyle style, int id, byte[] header)
    {
        var output = new ArrayBufferWriter<byte>();
        using var frame = new MediaFrame(PooledBytes.Copy(BufferPool.Shared, [0, 0, 0, 2, 0x26, 1]), 0)
        {
            Track = Hevc with { Id = id },
            EncoderTime = TimeSpan.Zero,
            Flags = FrameFlags.KeyFrame,
        };

        new RtmpWireFormat(4096, 1, style).WriteFrame(frame, 0, output);

        byte[] expected = header.Length == 0 ? [] : [.. header, 0, 0, 0, 2, 0x26, 1];
        Assert.Equal(expected, output.WrittenSpan[Math.Min(12, output.WrittenCount)..].ToArray());
    }

    [Fact]
    public void WriteTrack_VideoMetadata_IsAVideoMessage()
    {
        var output = new ArrayBufferWriter<byte>();
        var track = new TrackInfo { Kind = MediaKind.Data, Codec = MediaCodec.VideoMetadata, Config = (byte[])[.. "hvc1"u8, 2, 0] };

        new RtmpWireFormat(4096, 1).WriteTrack(track, 0, output);

        Assert.Equal(9, output.WrittenSpan[7]);
        byte[] expected = [0xD4, .. "hvc1"u8, 2, 0];
        Assert.Equal(expected, output.WrittenSpan[12..].ToArray());
    }
}
