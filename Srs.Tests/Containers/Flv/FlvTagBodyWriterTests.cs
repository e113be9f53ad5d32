using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvTagBodyWriterTests
{
    private readonly byte[] _header = new byte[FlvTagBodyWriter.MaxFrameHeaderLength];

    // Codec, rate, channels, bits, header byte. The last five codecs fix their rate, and say bucket 0.
    public static readonly TheoryData<MediaCodec, int, int, int, byte> AudioHeaders = new()
    {
        { MediaCodec.Mp3, 48000, 2, 16, 0x2F },
        { MediaCodec.Mp3, 22050, 1, 16, 0x2A },
        { MediaCodec.PcmLittleEndian, 11025, 1, 8, 0x34 },
        { MediaCodec.Adpcm, 5512, 2, 16, 0x13 },
        { MediaCodec.Nellymoser, 44100, 1, 16, 0x6E },
        { MediaCodec.Speex, 16000, 1, 16, 0xB2 },
        { MediaCodec.G711ALaw, 8000, 1, 16, 0x72 },
        { MediaCodec.G711MuLaw, 8000, 2, 16, 0x83 },
        { MediaCodec.Nellymoser8k, 8000, 1, 16, 0x52 },
        { MediaCodec.Mp3At8k, 8000, 1, 16, 0xE2 },
    };

    [Theory]
    [MemberData(nameof(AudioHeaders))]
    public void WriteFrameHeader_LegacyAudio_IsOneByte(MediaCodec codec, int rate, int channels, int bits, byte expected)
    {
        using var frame = Make(Audio(codec) with { Audio = new AudioFormat(rate, channels, bits, "") });

        Assert.Equal(1, FlvTagBodyWriter.WriteFrameHeader(frame, _header));
        Assert.Equal(expected, _header[0]);
    }

    [Fact]
    public void WriteFrameHeader_Aac_SaysFortyFourKilohertzStereo()
    {
        using var frame = Make(Audio(MediaCodec.Aac) with { Audio = new AudioFormat(48000, 1, 16, "LC") });

        Assert.Equal(2, FlvTagBodyWriter.WriteFrameHeader(frame, _header));
        Assert.Equal([0xAF, 1], _header[..2]);
    }

    [Theory]
    [InlineData(FrameFlags.KeyFrame, 80, new byte[] { 0x17, 1, 0, 0, 80 })]
    [InlineData(FrameFlags.None, -1, new byte[] { 0x27, 1, 0xFF, 0xFF, 0xFF })]
    [InlineData(FrameFlags.Disposable, 0, new byte[] { 0x37, 1, 0, 0, 0 })]
    [InlineData(FrameFlags.None, 9_000_000, new byte[] { 0x27, 1, 0x7F, 0xFF, 0xFF })]
    [InlineData(FrameFlags.None, -9_000_000, new byte[] { 0x27, 1, 0x80, 0, 0 })]
    public void WriteFrameHeader_Avc_HasTypeAndCompositionTime(FrameFlags flags, int milliseconds, byte[] expected)
    {
        using var frame = Make(Video(MediaCodec.H264), flags, TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(5, FlvTagBodyWriter.WriteFrameHeader(frame, _header));
        Assert.Equal(expected, _header[..5]);
    }

    [Fact]
    public void WriteFrameHeader_TimesBetweenMilliseconds_GiveTheRoundedPresentationTime()
    {
        // 30 frames a second on a 90 kHz clock: decoding at 33.33 ms, presented at 66.67 ms, which is 33 and 67.
        using var frame = Make(Video(MediaCodec.H264), FrameFlags.None, new TimeSpan(333_333));
        frame.Dts = new TimeSpan(333_333);

        FlvTagBodyWriter.WriteFrameHeader(frame, _header);

        Assert.Equal(67 - 33, _header[4]);
    }

    [Fact]
    public void WriteFrameHeader_LegacyVideo_IsOneByte()
    {
        using var frame = Make(Video(MediaCodec.Vp6), FrameFlags.KeyFrame);

        Assert.Equal(1, FlvTagBodyWriter.WriteFrameHeader(frame, _header));
        Assert.Equal(0x14, _header[0]);
    }

    [Theory]
    [InlineData(MediaCodec.Opaque)]
    [InlineData(MediaCodec.ScriptData)]
    public void WriteFrameHeader_BodyIsWhole_WritesNothing(MediaCodec codec)
    {
        using var frame = Make(new TrackInfo { Kind = MediaKind.Data, Codec = codec });

        Assert.True(FlvTagBodyWriter.CanWrite(frame.Track));
        Assert.Equal(0, FlvTagBodyWriter.WriteFrameHeader(frame, []));
    }

    [Fact]
    public void WriteFrameHeader_TrackThatCannotBeWritten_Throws()
    {
        using var frame = Make(Video(MediaCodec.Vp6) with { Id = 1 });

        Assert.False(FlvTagBodyWriter.CanWrite(frame.Track, FlvTagStyle.Multitrack));
        Assert.Throws<NotSupportedException>(() => FlvTagBodyWriter.WriteFrameHeader(frame, _header));
    }

    [Fact]
    public void WriteConfigBody_AvcAndAac()
    {
        var video = Video(MediaCodec.H264) with { Config = new byte[] { 1, 2, 3 } };
        var audio = Audio(MediaCodec.Aac) with { Config = new byte[] { 0x12, 0x10 } };

        Assert.Equal([0x17, 0, 0, 0, 0, 1, 2, 3], WriteConfig(video));
        Assert.Equal([0xAF, 0, 0x12, 0x10], WriteConfig(audio));
    }

    [Fact]
    public void HasConfig_CodecOrTrackWithout_IsFalse()
    {
        TrackInfo[] tracks = [Video(MediaCodec.H264), Audio(MediaCodec.Mp3), Audio(MediaCodec.Ac3) with { Config = new byte[] { 1 } }];

        Assert.All(tracks, track =>
        {
            Assert.False(FlvTagBodyWriter.HasConfig(track));
            Assert.Empty(WriteConfig(track));
        });
    }

    [Fact]
    public void WriteFrameHeader_GivesBackWhatEncodersSend()
    {
        var reader = new FlvFrameReader();
        string[] vectors = ["avc-aac-1s.flv", "mp3-44100-mono.flv", "mp3-22050-stereo.flv", "sorenson-160x120.flv"];
        foreach (var (header, body) in vectors.SelectMany(FlvSamples.ReadTags).Where(tag => tag.Header.Type != FlvTagType.Script))
        {
            var result = reader.Read(header.Type, TimeSpan.Zero, PooledBytes.Copy(BufferPool.Shared, body));
            using var frame = result.Frame;
            if (frame is not null)
            {
                var length = FlvTagBodyWriter.WriteFrameHeader(frame, _header);
                byte[] written = [.. _header[..length], .. frame.Payload.Span];
                Assert.Equal(body, written);
            }
            else if (result.Track is not null)
            {
                Assert.Equal(body, WriteConfig(result.Track));
            }
        }
    }

    [Fact]
    [Trait("Category", "Perf")]
    public void WriteFrameHeader_AllocatesNothing()
    {
        using var video = Make(Video(MediaCodec.H264));
        using var audio = Make(Audio(MediaCodec.Mp3));
        FlvTagBodyWriter.WriteFrameHeader(video, _header);
        FlvTagBodyWriter.WriteFrameHeader(audio, _header);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            FlvTagBodyWriter.WriteFrameHeader(video, _header);
            FlvTagBodyWriter.WriteFrameHeader(audio, _header);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] WriteConfig(TrackInfo track)
    {
        var body = new byte[FlvTagBodyWriter.GetConfigBodyLength(track)];
        Assert.Equal(body.Length, FlvTagBodyWriter.WriteConfigBody(track, body));
        return body;
    }

    private static TrackInfo Audio(MediaCodec codec) => new() { Kind = MediaKind.Audio, Codec = codec };

    private static TrackInfo Video(MediaCodec codec) => new() { Kind = MediaKind.Video, Codec = codec };

    private static MediaFrame Make(TrackInfo track, FrameFlags flags = FrameFlags.None, TimeSpan compositionOffset = default) =>
        new(PooledBytes.Copy(BufferPool.Shared, [1]), 0)
        {
            Track = track,
            EncoderTime = TimeSpan.Zero,
            Flags = flags,
            CompositionOffset = compositionOffset,
        };
}
