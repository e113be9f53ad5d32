using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>What is read from each vector, against what ffprobe said of it.</summary>
public sealed class FlvVectorTests
{
    // Width, height and level from ffprobe 5.1; profiles in our words ("Constrained Baseline", "High 4:4:4 Predictive" there). Its packet
    // counts are one higher where a tag ends the sequence or the encoder repeats the configuration at the end.
    public static readonly TheoryData<string, MediaCodec, VideoFormat?, int> VideoVectors = new()
    {
        { "avc-baseline-854x480.flv", MediaCodec.H264, new VideoFormat(854, 480, "Baseline", "3.1"), 3 },
        { "avc-main-638x358.flv", MediaCodec.H264, new VideoFormat(638, 358, "Main", "3"), 6 },
        { "avc-high-1920x1080.flv", MediaCodec.H264, new VideoFormat(1920, 1080, "High", "4.2"), 4 },
        { "avc-high-1080i.flv", MediaCodec.H264, new VideoFormat(1920, 1080, "High", "4"), 4 },
        { "avc-high10-322x182.flv", MediaCodec.H264, new VideoFormat(322, 182, "High 10", "1.3"), 2 },
        { "avc-high422-322x181.flv", MediaCodec.H264, new VideoFormat(322, 181, "High 4:2:2", "1.3"), 2 },
        { "avc-high444-321x182.flv", MediaCodec.H264, new VideoFormat(321, 182, "High 4:4:4", "1.3"), 2 },
        { "avc-aac-1s.flv", MediaCodec.H264, new VideoFormat(320, 180, "High", "1.2"), 25 },
        { "sorenson-160x120.flv", MediaCodec.SorensonH263, null, 3 },
    };

    public static readonly TheoryData<string, MediaCodec, AudioFormat, int> AudioVectors = new()
    {
        { "aac-lc-44100-stereo.flv", MediaCodec.Aac, new AudioFormat(44100, 2, 16, "LC"), 10 },
        { "aac-lc-48000-mono.flv", MediaCodec.Aac, new AudioFormat(48000, 1, 16, "LC"), 11 },
        { "aac-lc-48000-5.1.flv", MediaCodec.Aac, new AudioFormat(48000, 6, 16, "LC"), 11 },
        { "avc-aac-1s.flv", MediaCodec.Aac, new AudioFormat(44100, 2, 16, "LC"), 45 },
        { "mp3-44100-mono.flv", MediaCodec.Mp3, new AudioFormat(44100, 1, 16, ""), 9 },
        { "mp3-22050-stereo.flv", MediaCodec.Mp3, new AudioFormat(22050, 2, 16, ""), 10 },
        { "speex-16000-mono.flv", MediaCodec.Speex, new AudioFormat(16000, 1, 16, ""), 10 },
    };

    [Theory]
    [MemberData(nameof(VideoVectors))]
    public void Video_IsWhatFfprobeSays(string vector, MediaCodec codec, VideoFormat? format, int packets)
    {
        var (track, frames) = Read(vector, FlvTagType.Video);

        Assert.Equal((codec, format), (track.Codec, track.Video));
        Assert.Equal(packets, frames);
    }

    [Theory]
    [MemberData(nameof(AudioVectors))]
    public void Audio_IsWhatFfprobeSays(string vector, MediaCodec codec, AudioFormat format, int packets)
    {
        var (track, frames) = Read(vector, FlvTagType.Audio);

        Assert.Equal((codec, format), (track.Codec, track.Audio));
        Assert.Equal(packets, frames);
    }

    private static (TrackInfo Track, int Frames) Read(string vector, FlvTagType type)
    {
        var pool = new TrackingBufferPool();
        var reader = new FlvFrameReader();
        var tracks = new List<TrackInfo>();
        var frames = 0;
        foreach (var (header, body) in FlvSamples.ReadTags(vector).Where(tag => tag.Header.Type == type))
        {
            var result = reader.Read(type, TimeSpan.FromMilliseconds(header.Timestamp), PooledBytes.Copy(pool, body));
            using var frame = result.Frame;
            frames += frame is null ? 0 : 1;
            tracks.AddRange(result.Track is null ? [] : [result.Track]);
            Assert.Equal(FlvDropReason.None, result.DropReason);
        }

        pool.AssertAllReturned();
        return (Assert.Single(tracks), frames);
    }
}
