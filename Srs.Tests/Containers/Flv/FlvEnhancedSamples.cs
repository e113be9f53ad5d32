using Srs.Media.Frames;
using Srs.Tests.Codecs.Flac;
using Srs.Tests.Codecs.H264;
using Srs.Tests.Codecs.Opus;
using Srs.Tests.Codecs.Vp8;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>Configurations and frames that encoders made, by codec.</summary>
internal static class FlvEnhancedSamples
{
    public sealed record Sample(MediaCodec Codec, MediaKind Kind, string FourCc, byte[] Config, byte[][] Frames, VideoFormat? Video, AudioFormat? Audio)
    {
        public override string ToString() => Codec.ToString();
    }

    public static IReadOnlyList<Sample> Videos { get; } =
    [
        Video(MediaCodec.H264, "avc1", H264Samples.GetConfig("avc-main-638x358.flv"), H264Samples.GetAccessUnits("avc-main-638x358.flv"), new(638, 358, "Main", "3")),
        Video(MediaCodec.H265, "hvc1", Mp4Vector.GetBox("hevc-main-638x358.mp4", "hvcC"), Mp4Vector.GetSamples("hevc-main-638x358.mp4"), new(638, 358, "Main", "4.1")),
        Video(MediaCodec.Av1, "av01", Mp4Vector.GetBox("av1-main-638x358.mp4", "av1C"), Mp4Vector.GetSamples("av1-main-638x358.mp4"), new(638, 358, "Main", "2.1")),
        Video(MediaCodec.Vp9, "vp09", Mp4Vector.GetBox("vp9-638x358.mp4", "vpcC")[4..], Mp4Vector.GetSamples("vp9-638x358.mp4"), new(638, 358, "Profile 0", "2.1")),
        Video(MediaCodec.Vp8, "vp08", [], Vp8FrameHeaderTests.GetFrames(), new(318, 178, "Profile 0", "")),
    ];

    public static IReadOnlyList<Sample> Audios { get; } =
    [
        Audio(MediaCodec.Aac, "mp4a", [0x12, 0x10], [0x21, 1, 2], new(44100, 2, 16, "LC")),
        Audio(MediaCodec.Mp3, ".mp3", [], FlvSamples.ReadTags("mp3-44100-mono.flv")[1].Body[1..], new(44100, 1, 16, "")),
        Audio(MediaCodec.Opus, "Opus", OpusHeadTests.GetHead("opus-stereo.ogg"), [0xFC, 1, 2], new(48000, 2, 16, "")),
        Audio(MediaCodec.Ac3, "ac-3", [], TestVectors.Read("ac3-44100-stereo.ac3"), new(44100, 2, 16, "")),
        Audio(MediaCodec.Eac3, "ec-3", [], TestVectors.Read("eac3-48000-5.1.eac3"), new(48000, 6, 16, "")),
        Audio(MediaCodec.Flac, "fLaC", FlacStreamInfoTests.GetConfig(), [0xFF, 0xF8, 1, 2], new(44100, 2, 16, "")),
    ];

    private static Sample Video(MediaCodec codec, string fourCc, byte[] config, IEnumerable<byte[]> frames, VideoFormat format) =>
        new(codec, MediaKind.Video, fourCc, config, [.. frames], format, null);

    private static Sample Audio(MediaCodec codec, string fourCc, byte[] config, byte[] frame, AudioFormat format) =>
        new(codec, MediaKind.Audio, fourCc, config, [frame, frame], null, format);
}
