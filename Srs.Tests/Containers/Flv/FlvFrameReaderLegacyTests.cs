using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.Codecs.H264;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>Codecs without sequence header, opaque bodies, and damage.</summary>
public sealed class FlvFrameReaderLegacyTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly FlvFrameReader _reader = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Theory]
    [InlineData(0x00, MediaCodec.PcmPlatformEndian, 5512, 1, 8)]
    [InlineData(0x17, MediaCodec.Adpcm, 11025, 2, 16)]
    [InlineData(0x2A, MediaCodec.Mp3, 22050, 1, 16)]
    [InlineData(0x3F, MediaCodec.PcmLittleEndian, 44100, 2, 16)]
    [InlineData(0x42, MediaCodec.Nellymoser16k, 16000, 1, 16)]
    [InlineData(0x52, MediaCodec.Nellymoser8k, 8000, 1, 16)]
    [InlineData(0x6A, MediaCodec.Nellymoser, 22050, 1, 16)]
    [InlineData(0x72, MediaCodec.G711ALaw, 8000, 1, 16)]
    [InlineData(0x83, MediaCodec.G711MuLaw, 8000, 2, 16)]
    [InlineData(0xB7, MediaCodec.Speex, 16000, 1, 16)]
    [InlineData(0xEE, MediaCodec.Mp3At8k, 8000, 1, 16)]
    public void Read_LegacyAudio_TrackIsMadeOfTheHeader(byte first, MediaCodec codec, int rate, int channels, int bits)
    {
        var result = Read(FlvTagType.Audio, [first, 1, 2, 3]);
        using var frame = result.Frame!;

        Assert.Equal(codec, result.Track!.Codec);
        Assert.Equal(new AudioFormat(rate, channels, bits, ""), result.Track.Audio);
        Assert.Equal([1, 2, 3], frame.Payload.ToArray());
        Assert.Same(result.Track, frame.Track);

        var next = Read(FlvTagType.Audio, [first, 4]);
        next.Frame!.Dispose();
        Assert.Null(next.Track);
        Assert.Same(result.Track, next.Frame.Track);
    }

    [Fact]
    public void Read_Mp3_TakesTheRateOfItsOwnHeader()
    {
        var result = Read(FlvTagType.Audio, [0x2F, 0xFF, 0xFB, 0x94, 0xC4]);
        result.Frame!.Dispose();
        Assert.Equal(new AudioFormat(48000, 1, 16, ""), result.Track!.Audio);

        var middleOfAFrame = Read(FlvTagType.Audio, [0x2F, 1, 2, 3, 4]);
        middleOfAFrame.Frame!.Dispose();
        Assert.Null(middleOfAFrame.Track);
    }

    [Fact]
    public void Read_LegacyFormatChanges_GivesANewTrack()
    {
        Read(FlvTagType.Audio, [0x3F, 1]).Frame!.Dispose();

        var result = Read(FlvTagType.Audio, [0x3B, 1]);
        result.Frame!.Dispose();

        Assert.Equal(22050, result.Track!.Audio!.SampleRate);
    }

    [Theory]
    [InlineData(0x12, MediaCodec.SorensonH263, FrameFlags.KeyFrame)]
    [InlineData(0x23, MediaCodec.ScreenVideo, FrameFlags.None)]
    [InlineData(0x34, MediaCodec.Vp6, FrameFlags.Disposable)]
    [InlineData(0x15, MediaCodec.Vp6Alpha, FrameFlags.KeyFrame)]
    [InlineData(0x16, MediaCodec.ScreenVideo2, FrameFlags.KeyFrame)]
    public void Read_LegacyVideo_PayloadFollowsTheHeaderByte(byte first, MediaCodec codec, FrameFlags flags)
    {
        var result = Read(FlvTagType.Video, [first, 1, 2]);
        using var frame = result.Frame!;

        Assert.Equal((MediaKind.Video, codec), (result.Track!.Kind, result.Track.Codec));
        Assert.Equal([1, 2], frame.Payload.ToArray());
        Assert.Equal(flags, frame.Flags);

        var next = Read(FlvTagType.Video, [first, 3]);
        next.Frame!.Dispose();
        Assert.Null(next.Track);
    }

    [Theory]
    [InlineData(FlvTagType.Video, 0x18, FrameFlags.KeyFrame)] // codec id 8
    [InlineData(FlvTagType.Video, 0x2F, FrameFlags.None)]
    [InlineData(FlvTagType.Audio, 0xFF, FrameFlags.None)] // device-specific sound
    public void Read_UnknownId_PassesTheWholeBody(FlvTagType type, byte first, FrameFlags flags)
    {
        var result = Read(type, [first, 1, 2]);
        using var frame = result.Frame!;

        Assert.Equal(MediaCodec.Opaque, result.Track!.Codec);
        Assert.Equal(type, FlvTagBodyWriter.GetTagType(result.Track));
        Assert.True(result.Track.Config.IsEmpty);
        Assert.Equal([first, 1, 2], frame.Payload.ToArray());
        Assert.Equal(flags, frame.Flags);

        var next = Read(type, [first, 3]);
        next.Frame!.Dispose();
        Assert.Null(next.Track);
    }

    [Fact]
    public void Read_AvcAfterAnotherCodec_NeedsItsSequenceHeaderAgain()
    {
        Read(FlvTagType.Video, [0x17, 0, 0, 0, 0, .. H264Samples.GetConfig("avc-main-638x358.flv")]);
        Read(FlvTagType.Video, [0x12, 1]).Frame!.Dispose();

        Assert.Equal(FlvDropReason.NoSequenceHeader, Read(FlvTagType.Video, [0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65]).DropReason);
    }

    [Fact]
    public void Read_EveryTruncation_GivesAFrameATrackOrAReason()
    {
        foreach (var (header, body) in FlvSamples.ReadTags("avc-aac-1s.flv").Where(tag => tag.Header.Type != FlvTagType.Script).Take(12))
        {
            foreach (var cut in Mutations.Truncations(body))
            {
                AssertSound(header.Type, Read(header.Type, cut));
            }
        }
    }

    [Fact]
    public void Read_Mutations_GiveAFrameATrackOrAReasonAndLeakNothing()
    {
        string[] vectors = ["avc-aac-1s.flv", "avc-high-1080i.flv", "aac-lc-48000-5.1.flv", "mp3-44100-mono.flv", "speex-16000-mono.flv"];
        foreach (var (header, body) in vectors.SelectMany(FlvSamples.ReadTags).Where(tag => tag.Header.Type != FlvTagType.Script))
        {
            AssertSound(header.Type, Read(header.Type, body));
            foreach (var mutated in Mutations.Of(body, 60, (int)header.Timestamp))
            {
                AssertSound(header.Type, Read(header.Type, mutated));
            }
        }
    }

    private static void AssertSound(FlvTagType type, FlvFrameResult result)
    {
        using var frame = result.Frame;
        Assert.True(result.DropReason == FlvDropReason.None || (frame is null && result.Track is null));
        if (frame is null)
        {
            return;
        }

        Assert.Equal(type, FlvTagBodyWriter.GetTagType(frame.Track));
        Assert.InRange(frame.Length, 1, FlvTagHeader.MaxBodyLength);
        Assert.True(frame.Track.Codec != MediaCodec.H264 || Srs.Media.Codecs.Nal.NalUnits.IsCanonical(frame.Payload.Span));
    }

    private FlvFrameResult Read(FlvTagType type, byte[] body) =>
        _reader.Read(type, TimeSpan.Zero, PooledBytes.Copy(_pool, body));
}
