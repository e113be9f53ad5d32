using Srs.Media.Containers.Flv;
using Srs.Media.Frames;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvCodecsTests
{
    [Fact]
    public void Ids_MapBothWays()
    {
        for (var id = 0; id < 16; id++)
        {
            foreach (var codec in new[] { FlvCodecs.GetVideoCodec(id), FlvCodecs.GetAudioCodec(id) })
            {
                Assert.True(codec is MediaCodec.Opaque or MediaCodec.H265 || (FlvCodecs.TryGetId(codec, out var back) && back == id));
            }
        }
    }

    [Theory]
    [InlineData(MediaCodec.H265)]
    [InlineData(MediaCodec.Opaque)]
    [InlineData(MediaCodec.ScriptData)]
    public void TryGetId_CodecWithoutId_IsFalse(MediaCodec codec) => Assert.False(FlvCodecs.TryGetId(codec, out _));

    [Theory]
    [InlineData("avc1", MediaCodec.H264)]
    [InlineData("hvc1", MediaCodec.H265)]
    [InlineData("av01", MediaCodec.Av1)]
    [InlineData("vp08", MediaCodec.Vp8)]
    [InlineData("vp09", MediaCodec.Vp9)]
    [InlineData("mp4a", MediaCodec.Aac)]
    [InlineData(".mp3", MediaCodec.Mp3)]
    [InlineData("Opus", MediaCodec.Opus)]
    [InlineData("ac-3", MediaCodec.Ac3)]
    [InlineData("ec-3", MediaCodec.Eac3)]
    [InlineData("fLaC", MediaCodec.Flac)]
    public void FourCcs_MapBothWays(string text, MediaCodec codec)
    {
        var fourCc = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(System.Text.Encoding.ASCII.GetBytes(text));

        Assert.True(FlvFourCc.TryGet(codec, out var found));
        Assert.Equal(fourCc, found);
        Assert.Contains(codec, new[] { FlvFourCc.GetVideoCodec(fourCc), FlvFourCc.GetAudioCodec(fourCc) });
    }

    [Fact]
    public void EveryOtherCodec_HasAnIdOrAFourCc() =>
        Assert.All(
            Enum.GetValues<MediaCodec>().Except([MediaCodec.Opaque, MediaCodec.ScriptData, MediaCodec.VideoMetadata, MediaCodec.Id3, MediaCodec.Klv, MediaCodec.G722]),
            codec => Assert.True(FlvCodecs.TryGetId(codec, out _) || FlvFourCc.TryGet(codec, out _), codec.ToString()));
}
