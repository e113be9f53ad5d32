using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvMuxerTests
{
    private static readonly TrackInfo Avc = new() { Kind = MediaKind.Video, Codec = MediaCodec.H264, Config = new byte[] { 1, 2 } };

    private readonly ArrayBufferWriter<byte> _output = new();

    [Theory]
    [InlineData(true, true, 5)]
    [InlineData(true, false, 4)]
    [InlineData(false, true, 1)]
    [InlineData(false, false, 0)]
    public void WriteFileHeader_TellsAudioAndVideo(bool hasAudio, bool hasVideo, byte flags)
    {
        FlvMuxer.WriteFileHeader(hasAudio, hasVideo, _output);

        Assert.Equal([(byte)'F', (byte)'L', (byte)'V', 1, flags, 0, 0, 0, 9, 0, 0, 0, 0], _output.WrittenSpan.ToArray());
    }

    [Fact]
    public void WriteFrame_IsHeaderBodyAndTagSize()
    {
        using var frame = new MediaFrame(PooledBytes.Copy(BufferPool.Shared, [0, 0, 0, 1, 0x65]), 0)
        {
            Track = Avc,
            EncoderTime = TimeSpan.Zero,
            Flags = FrameFlags.KeyFrame,
        };

        FlvMuxer.WriteFrame(frame, 0x12345678, _output);

        Assert.Equal(
            [9, 0, 0, 10, 0x34, 0x56, 0x78, 0x12, 0, 0, 0, 0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65, 0, 0, 0, 21],
            _output.WrittenSpan.ToArray());
    }

    [Fact]
    public void WriteConfig_IsTheSequenceHeaderTag()
    {
        FlvMuxer.WriteConfig(Avc, 1, _output);

        Assert.Equal([9, 0, 0, 7, 0, 0, 1, 0, 0, 0, 0, 0x17, 0, 0, 0, 0, 1, 2, 0, 0, 0, 18], _output.WrittenSpan.ToArray());
    }

    [Fact]
    public void WriteConfig_TrackWithout_WritesNothing()
    {
        FlvMuxer.WriteConfig(new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Mp3 }, 1, _output);

        Assert.Equal(0, _output.WrittenCount);
    }

    [Fact]
    public void WriteTag_BodyIsWrittenAsItIs()
    {
        FlvMuxer.WriteTag(FlvTagType.Script, 0, [2, 0, 0], _output);

        Assert.Equal([18, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 14], _output.WrittenSpan.ToArray());
    }

    [Fact]
    public void WriteFrame_LongerThanATag_ThrowsAndWritesNothing()
    {
        var bytes = PooledBytes.Copy(BufferPool.Shared, new byte[FlvTagHeader.MaxBodyLength - 4]);
        using var frame = new MediaFrame(bytes, 0) { Track = Avc, EncoderTime = TimeSpan.Zero };

        Assert.Throws<InvalidOperationException>(() => FlvMuxer.WriteFrame(frame, 0, _output));
        Assert.Equal(0, _output.WrittenCount);
    }

    [Theory]
    [InlineData("avc-aac-1s.flv")]
    [InlineData("mp3-22050-stereo.flv")]
    [InlineData("sorenson-160x120.flv")]
    public void Write_EveryTagOfAVector_GivesTheSameBytes(string vector)
    {
        var pool = new TrackingBufferPool();
        var stream = TestVectors.Read(vector);
        var reader = new FlvFrameReader();
        FlvMuxer.WriteFileHeader((stream[4] & 4) != 0, (stream[4] & 1) != 0, _output);
        foreach (var (header, body) in FlvSamples.ReadTags(vector))
        {
            if (header.Type == FlvTagType.Script)
            {
                FlvMuxer.WriteTag(header.Type, header.Timestamp, body, _output);
                continue;
            }

            var result = reader.Read(header.Type, TimeSpan.FromMilliseconds(header.Timestamp), PooledBytes.Copy(pool, body));
            using var frame = result.Frame;
            if (frame is not null)
            {
                FlvMuxer.WriteFrame(frame, header.Timestamp, _output);
            }
            else if (result.Track is not null)
            {
                FlvMuxer.WriteConfig(result.Track, header.Timestamp, _output);
            }
            else
            {
                FlvMuxer.WriteTag(header.Type, header.Timestamp, body, _output); // the end of a sequence
            }
        }

        Assert.Equal(stream, _output.WrittenSpan.ToArray());
        pool.AssertAllReturned();
    }
}
