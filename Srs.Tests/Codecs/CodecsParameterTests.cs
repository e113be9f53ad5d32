using Srs.Media.Codecs;
using Srs.Media.Codecs.Flac;
using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs;

public sealed class CodecsParameterTests
{
    [Theory]
    [InlineData(MediaCodec.H265, "hevc-main-638x358.mp4", "hvcC", "hvc1.1.6.H123.90")]
    [InlineData(MediaCodec.H265, "hevc-main10-322x182.mp4", "hvcC", "hvc1.2.4.L60.90")]
    [InlineData(MediaCodec.Av1, "av1-main-638x358.mp4", "av1C", "av01.0.01M.08")]
    [InlineData(MediaCodec.Av1, "av1-main10-640x360.mp4", "av1C", "av01.0.01M.10")]
    [InlineData(MediaCodec.Vp9, "vp9-638x358.mp4", "vpcC", "vp09.00.21.08")]
    [InlineData(MediaCodec.Vp9, "vp9-profile3-320x180.mp4", "vpcC", "vp09.03.11.10")]
    public void Get_VideoOfTheVectors(MediaCodec codec, string vector, string box, string expected) =>
        Assert.Equal(expected, CodecsParameter.Get(Video(codec, Mp4Vector.GetBox(vector, box))));

    [Fact]
    public void Get_H264() => Assert.Equal("avc1.4d401e", CodecsParameter.Get(Video(MediaCodec.H264, TestMedia.AvcHeader[5..])));

    [Theory]
    [InlineData(MediaCodec.Aac, "1210", 44100, "mp4a.40.2")]
    [InlineData(MediaCodec.Aac, "2B920800", 44100, "mp4a.40.5")] // HE
    [InlineData(MediaCodec.Aac, "EB8A0800", 44100, "mp4a.40.29")] // HE v2
    [InlineData(MediaCodec.Mp3, "", 44100, "mp4a.6B")]
    [InlineData(MediaCodec.Mp3, "", 22050, "mp4a.69")]
    [InlineData(MediaCodec.Opus, "", 48000, "opus")]
    [InlineData(MediaCodec.Flac, "", 48000, "fLaC")]
    [InlineData(MediaCodec.Ac3, "", 48000, "ac-3")]
    [InlineData(MediaCodec.Eac3, "", 48000, "ec-3")]
    [InlineData(MediaCodec.Aac, "", 48000, null)]
    [InlineData(MediaCodec.Speex, "", 16000, null)]
    public void Get_Sound(MediaCodec codec, string config, int rate, string? expected) => Assert.Equal(expected, CodecsParameter.Get(new TrackInfo
    {
        Kind = MediaKind.Audio,
        Codec = codec,
        Config = Convert.FromHexString(config),
        Audio = new AudioFormat(rate, 2, 16, ""),
    }));

    [Theory]
    [InlineData("FC", 960)] // CELT 20 ms, stereo
    [InlineData("78", 960)] // hybrid 20 ms
    [InlineData("18", 2880)] // SILK 60 ms
    [InlineData("19", 5760)] // two of 60 ms
    [InlineData("1B03", 0)] // three of them are past 120 ms
    [InlineData("830C", 1440)] // twelve of 2.5 ms
    [InlineData("83", 0)]
    [InlineData("", 0)]
    public void OpusPacket_GetSamples(string packet, int expected) => Assert.Equal(expected, OpusPacket.GetSamples(Convert.FromHexString(packet)));

    [Theory]
    [InlineData("FFF8C90000", 4096)]
    [InlineData("FFF8190000", 192)]
    [InlineData("FFF8590000", 4608)]
    [InlineData("FFF86900007F00", 128)] // eight bits behind a number of one byte
    [InlineData("FFF97900C2800FFF00", 4096)] // sixteen bits behind one of two bytes
    [InlineData("FFF87900C280", 0)]
    [InlineData("FFF0C90000", 0)]
    [InlineData("FFF8", 0)]
    public void FlacFrameHeader_GetSamples(string frame, int expected) => Assert.Equal(expected, FlacFrameHeader.GetSamples(Convert.FromHexString(frame)));

    [Theory]
    [InlineData(MediaCodec.Ac3, "ac3-48000-5.1.ac3")]
    [InlineData(MediaCodec.Ac3, "ac3-44100-stereo.ac3")]
    [InlineData(MediaCodec.Ac3, "ac3-32000-mono.ac3")]
    [InlineData(MediaCodec.Eac3, "eac3-48000-5.1.eac3")]
    [InlineData(MediaCodec.Eac3, "eac3-44100-mono.eac3")]
    public void AudioFrameLength_WholeFile_IsMadeOfWholeFrames(MediaCodec codec, string vector)
    {
        var file = TestVectors.Read(vector);
        var samples = AudioFrameLength.GetSamples(codec, file);

        Assert.True(samples > 0 && samples % 1536 == 0);
        Assert.Equal(samples, AudioFrameLength.GetSamples(codec, [.. file, .. file]) / 2);
    }

    [Fact]
    public void AudioFrameLength_Mutations_GiveANumberThatTheBytesCanHold()
    {
        (MediaCodec Codec, byte[] Bytes)[] seeds =
        [
            (MediaCodec.Ac3, TestVectors.Read("ac3-48000-5.1.ac3")), (MediaCodec.Eac3, TestVectors.Read("eac3-48000-5.1.eac3")),
            (MediaCodec.Mp3, [.. Enumerable.Repeat<byte[]>([0xFF, 0xFB, 0x90, 0x64, .. new byte[413]], 3).SelectMany(static frame => frame)]),
            (MediaCodec.Opus, [0x83, 0x0C]), (MediaCodec.Flac, Convert.FromHexString("FFF97900C2800FFF00")),
        ];
        foreach (var (codec, bytes) in seeds)
        {
            foreach (var mutated in Mutations.Of(bytes, 2000).Concat(Mutations.Truncations(bytes[..Math.Min(bytes.Length, 600)])))
            {
                Assert.InRange(AudioFrameLength.GetSamples(codec, mutated), 0, 65536 + (mutated.Length * 1536L));
            }
        }
    }

    private static TrackInfo Video(MediaCodec codec, byte[] config) => new() { Kind = MediaKind.Video, Codec = codec, Config = config };
}
