using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>Codecs without legacy id, other tracks, and metadata.</summary>
public sealed class FlvTagBodyWriterEnhancedTests
{
    // Style, track, composition time in milliseconds, header as in the specification's tables.
    public static readonly TheoryData<FlvTagStyle, MediaCodec, int, int, byte[]> VideoHeaders = new()
    {
        { FlvTagStyle.Default, MediaCodec.H264, 0, 0, [0x17, 1, 0, 0, 0] },
        { FlvTagStyle.Multitrack, MediaCodec.H264, 0, 0, [0x17, 1, 0, 0, 0] },
        { FlvTagStyle.Default, MediaCodec.H265, 0, 0, [0x93, .. "hvc1"u8] },
        { FlvTagStyle.Default, MediaCodec.H265, 0, -2, [0x91, .. "hvc1"u8, 0xFF, 0xFF, 0xFE] },
        { FlvTagStyle.LegacyHevc, MediaCodec.H265, 0, 80, [0x1C, 1, 0, 0, 80] },
        { FlvTagStyle.Default, MediaCodec.Av1, 0, 80, [0x91, .. "av01"u8] },
        { FlvTagStyle.Default, MediaCodec.Vp9, 0, 0, [0x91, .. "vp09"u8] },
        { FlvTagStyle.Default, MediaCodec.Vp8, 0, 0, [0x91, .. "vp08"u8] },
        { FlvTagStyle.Multitrack, MediaCodec.H264, 1, 0, [0x96, 0x03, .. "avc1"u8, 1] },
        { FlvTagStyle.Multitrack, MediaCodec.H264, 255, 80, [0x96, 0x01, .. "avc1"u8, 255, 0, 0, 80] },
        { FlvTagStyle.Multitrack | FlvTagStyle.LegacyHevc, MediaCodec.H265, 2, 0, [0x96, 0x03, .. "hvc1"u8, 2] },
    };

    public static readonly TheoryData<FlvTagStyle, MediaCodec, int, byte[]> AudioHeaders = new()
    {
        { FlvTagStyle.Multitrack, MediaCodec.Aac, 0, [0xAF, 1] },
        { FlvTagStyle.Multitrack, MediaCodec.Mp3, 0, [0x2F] },
        { FlvTagStyle.Default, MediaCodec.Opus, 0, [0x91, .. "Opus"u8] },
        { FlvTagStyle.Default, MediaCodec.Ac3, 0, [0x91, .. "ac-3"u8] },
        { FlvTagStyle.Default, MediaCodec.Eac3, 0, [0x91, .. "ec-3"u8] },
        { FlvTagStyle.Default, MediaCodec.Flac, 0, [0x91, .. "fLaC"u8] },
        { FlvTagStyle.Multitrack, MediaCodec.Aac, 1, [0x95, 0x01, .. "mp4a"u8, 1] },
        { FlvTagStyle.Multitrack, MediaCodec.Mp3, 2, [0x95, 0x01, .. ".mp3"u8, 2] },
    };

    private readonly byte[] _header = new byte[FlvTagBodyWriter.MaxFrameHeaderLength];

    [Theory]
    [MemberData(nameof(VideoHeaders))]
    public void WriteFrameHeader_Video(FlvTagStyle style, MediaCodec codec, int id, int compositionTime, byte[] expected)
    {
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = codec, Id = id };
        using var frame = Make(track, [1], FrameFlags.KeyFrame, TimeSpan.FromMilliseconds(compositionTime));

        Assert.Equal(expected, _header[..FlvTagBodyWriter.WriteFrameHeader(frame, _header, style)]);
    }

    [Theory]
    [MemberData(nameof(AudioHeaders))]
    public void WriteFrameHeader_Audio(FlvTagStyle style, MediaCodec codec, int id, byte[] expected)
    {
        using var frame = Make(new TrackInfo { Kind = MediaKind.Audio, Codec = codec, Id = id }, [1]);

        Assert.Equal(expected, _header[..FlvTagBodyWriter.WriteFrameHeader(frame, _header, style)]);
    }

    [Theory]
    [InlineData(FrameFlags.None, 0xA3)]
    [InlineData(FrameFlags.Disposable, 0xB3)]
    public void WriteFrameHeader_EnhancedVideo_HasTheFrameType(FrameFlags flags, byte first)
    {
        using var frame = Make(new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H265 }, [1], flags);

        FlvTagBodyWriter.WriteFrameHeader(frame, _header);

        Assert.Equal(first, _header[0]);
    }

    [Fact]
    public void WriteConfigBody_ByForm()
    {
        byte[] config = [1, 2];
        var hevc = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H265, Config = config };
        var aac = new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Aac, Config = config, Id = 3 };
        var opus = new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Opus, Config = config };
        var opaque = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Opaque, Config = config };

        Assert.Equal([0x90, .. "hvc1"u8, 1, 2], WriteConfig(hevc, FlvTagStyle.Default));
        Assert.Equal([0x1C, 0, 0, 0, 0, 1, 2], WriteConfig(hevc, FlvTagStyle.LegacyHevc));
        Assert.Equal([0x95, 0x00, .. "mp4a"u8, 3, 1, 2], WriteConfig(aac, FlvTagStyle.Multitrack));
        Assert.Equal([0x90, .. "Opus"u8, 1, 2], WriteConfig(opus, FlvTagStyle.Default));
        Assert.Equal([1, 2], WriteConfig(opaque, FlvTagStyle.Default));
    }

    [Fact]
    public void WriteConfigBody_VideoMetadata_IsAVideoTagOfItsOwn()
    {
        var metadata = new TrackInfo { Kind = MediaKind.Data, Codec = MediaCodec.VideoMetadata, Config = (byte[])[.. "hvc1"u8, 2, 0, 1] };

        Assert.Equal(FlvTagType.Video, FlvTagBodyWriter.GetTagType(metadata));
        Assert.Equal([0xD4, .. "hvc1"u8, 2, 0, 1], WriteConfig(metadata, FlvTagStyle.Default));
        Assert.Equal([0xD6, 0x04, .. "hvc1"u8, 4, 2, 0, 1], WriteConfig(metadata with { Id = 4 }, FlvTagStyle.Multitrack));
    }

    [Theory]
    [InlineData(MediaCodec.H264, 1, FlvTagStyle.Default, false)]
    [InlineData(MediaCodec.H264, 1, FlvTagStyle.Multitrack, true)]
    [InlineData(MediaCodec.H264, 256, FlvTagStyle.Multitrack, false)]
    [InlineData(MediaCodec.Vp6, 0, FlvTagStyle.Default, true)]
    [InlineData(MediaCodec.Vp6, 1, FlvTagStyle.Multitrack, false)]
    [InlineData(MediaCodec.Opaque, 1, FlvTagStyle.Default, false)]
    [InlineData(MediaCodec.Opaque, 1, FlvTagStyle.Multitrack, true)]
    [InlineData(MediaCodec.Av1, 0, FlvTagStyle.Default, true)]
    public void CanWrite_OtherTracks_NeedTheStyleAndAFourCc(MediaCodec codec, int id, FlvTagStyle style, bool expected) =>
        Assert.Equal(expected, FlvTagBodyWriter.CanWrite(new TrackInfo { Kind = MediaKind.Video, Codec = codec, Id = id }, style));

    [Theory]
    [InlineData(MediaCodec.H265, FlvTagStyle.Nanoseconds, 166_667, new byte[] { 0x97, 2, 0x0A, 0x2C, 0x4C, 0x03, (byte)'h', (byte)'v', (byte)'c', (byte)'1' })]
    [InlineData(MediaCodec.H265, FlvTagStyle.Nanoseconds, 160_000, new byte[] { 0x93, (byte)'h', (byte)'v', (byte)'c', (byte)'1' })]
    [InlineData(MediaCodec.H265, FlvTagStyle.Default, 166_667, new byte[] { 0x93, (byte)'h', (byte)'v', (byte)'c', (byte)'1' })]
    [InlineData(MediaCodec.H264, FlvTagStyle.Nanoseconds, 166_667, new byte[] { 0x17, 1, 0, 0, 0 })]
    public void WriteFrameHeader_Nanoseconds_OnlyWhereAskedForAndByFourCc(MediaCodec codec, FlvTagStyle style, long ticks, byte[] expected)
    {
        using var frame = Make(new TrackInfo { Kind = MediaKind.Video, Codec = codec }, [1], FrameFlags.KeyFrame, dts: new TimeSpan(ticks));

        Assert.Equal(expected, _header[..FlvTagBodyWriter.WriteFrameHeader(frame, _header, style)]);
        Assert.Equal(codec != MediaCodec.H264 && style == FlvTagStyle.Nanoseconds, FlvTagBodyWriter.HasNanoseconds(frame, style));
    }

    [Theory]
    [InlineData(MediaCodec.H264, FlvTagStyle.Default, new byte[0], 0u)]
    [InlineData(MediaCodec.H265, FlvTagStyle.Default, new byte[0], FlvFourCc.Hevc)]
    [InlineData(MediaCodec.H265, FlvTagStyle.LegacyHevc, new byte[0], 0u)]
    [InlineData(MediaCodec.Vp6, FlvTagStyle.Default, new byte[0], 0u)]
    [InlineData(MediaCodec.Opaque, FlvTagStyle.Default, new byte[0], 0u)]
    [InlineData(MediaCodec.Opaque, FlvTagStyle.Default, new byte[] { 0x18, 1, 2, 3, 4 }, 0u)]
    [InlineData(MediaCodec.Opaque, FlvTagStyle.Default, new byte[] { 0x90, 1, 2, 3 }, 0u)]
    [InlineData(MediaCodec.Opaque, FlvTagStyle.Default, new byte[] { 0x90, 1, 2, 3, 4 }, 0x01020304u)]
    public void GetNeededFourCc_ByCodec(MediaCodec codec, FlvTagStyle style, byte[] config, uint expected) =>
        Assert.Equal(expected, FlvTagBodyWriter.GetNeededFourCc(new TrackInfo { Kind = MediaKind.Video, Codec = codec, Config = config }, style));

    [Fact]
    public void Stream_OfEveryCodecOnTwoTracks_ReadsBackByteByByte()
    {
        var output = new ArrayBufferWriter<byte>();
        var written = new List<(int Id, MediaCodec Codec, byte[] Payload)>();
        var samples = FlvEnhancedSamples.Videos.Concat(FlvEnhancedSamples.Audios).ToArray();
        FlvMuxer.WriteFileHeader(hasAudio: true, hasVideo: true, output);
        foreach (var (sample, id) in samples.SelectMany(sample => new[] { (sample, 0), (sample, 9) }))
        {
            var track = new TrackInfo
            {
                Kind = sample.Kind,
                Codec = sample.Codec,
                Id = id,
                Config = sample.Config,
                Video = sample.Video,
                Audio = sample.Audio,
            };
            FlvMuxer.WriteConfig(track, 0, output, FlvTagStyle.Multitrack);
            foreach (var payload in sample.Frames)
            {
                using var frame = Make(track, payload, FrameFlags.KeyFrame, TimeSpan.FromMilliseconds(3));
                FlvMuxer.WriteFrame(frame, 0, output, FlvTagStyle.Multitrack);
                written.Add((id, sample.Codec, payload));
            }
        }

        var buffer = SplitSequence.OneBytePerSegment(output.WrittenMemory);
        var demuxer = new FlvDemuxer();
        var reader = new FlvFrameReader();
        var read = new List<(int Id, MediaCodec Codec, byte[] Payload)>();
        while (demuxer.TryRead(ref buffer, out var header, out var body))
        {
            var result = reader.Read(header.Type, TimeSpan.Zero, PooledBytes.Copy(BufferPool.Shared, body.ToArray()));
            Assert.Equal(FlvDropReason.None, result.DropReason);
            using var frame = result.Frame;
            if (frame is not null)
            {
                read.Add((frame.Track.Id, frame.Track.Codec, frame.Payload.ToArray()));
            }
        }

        Assert.Equal(written.Count, read.Count);
        Assert.All(written.Zip(read), pair =>
        {
            Assert.Equal((pair.First.Id, pair.First.Codec), (pair.Second.Id, pair.Second.Codec));
            Assert.Equal(pair.First.Payload, pair.Second.Payload);
        });
    }

    [Fact]
    [Trait("Category", "Perf")]
    public void WriteFrameHeader_Enhanced_AllocatesNothing()
    {
        using var video = Make(new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H265, Id = 1 }, [1]);
        using var audio = Make(new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Opus }, [1]);
        FlvTagBodyWriter.WriteFrameHeader(video, _header, FlvTagStyle.Multitrack);
        FlvTagBodyWriter.WriteFrameHeader(audio, _header);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            FlvTagBodyWriter.WriteFrameHeader(video, _header, FlvTagStyle.Multitrack);
            FlvTagBodyWriter.WriteFrameHeader(audio, _header);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] WriteConfig(TrackInfo track, FlvTagStyle style)
    {
        var body = new byte[FlvTagBodyWriter.GetConfigBodyLength(track, style)];
        Assert.Equal(body.Length, FlvTagBodyWriter.WriteConfigBody(track, body, style));
        return body;
    }

    private static MediaFrame Make(TrackInfo track, byte[] payload, FrameFlags flags = FrameFlags.None, TimeSpan compositionOffset = default, TimeSpan dts = default) =>
        new(PooledBytes.Copy(BufferPool.Shared, payload), 0)
        {
            Track = track,
            EncoderTime = TimeSpan.Zero,
            Flags = flags,
            Dts = dts,
            CompositionOffset = compositionOffset,
        };
}
