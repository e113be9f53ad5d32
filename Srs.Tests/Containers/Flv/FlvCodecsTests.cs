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
                Assert.True(codec == MediaCodec.Opaque || (FlvCodecs.TryGetId(codec, out var back) && back == id));
            }
        }
    }

    [Theory]
    [InlineData(MediaCodec.H265)]
    [InlineData(MediaCodec.Opaque)]
    [InlineData(MediaCodec.ScriptData)]
    public void TryGetId_CodecWithoutId_IsFalse(MediaCodec codec) => Assert.False(FlvCodecs.TryGetId(codec, out _));

    [Fact]
    public void EveryOtherCodec_HasAnId() =>
        Assert.All(
            Enum.GetValues<MediaCodec>().Except([MediaCodec.H265, MediaCodec.Opaque, MediaCodec.ScriptData]),
            codec => Assert.True(FlvCodecs.TryGetId(codec, out _), codec.ToString()));
}
