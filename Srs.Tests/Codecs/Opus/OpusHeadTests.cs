using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Opus;

public sealed class OpusHeadTests
{
    [Theory]
    [InlineData("opus-stereo.ogg", 2, 0, 1)]
    [InlineData("opus-5.1.ogg", 6, 1, 4)]
    public void TryRead_EncodersHead_IsWhatFfprobeSays(string vector, int channels, int family, int streams)
    {
        Assert.True(OpusHead.TryRead(GetHead(vector), out var head));
        Assert.Equal(new AudioFormat(48000, channels, 16, ""), head.ToAudioFormat());
        Assert.Equal((312, 48000u, family, streams), (head.PreSkip, head.InputSampleRate, head.MappingFamily, head.Streams));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsFalse() =>
        Assert.All(Mutations.Truncations(GetHead("opus-5.1.ogg")), cut => Assert.False(OpusHead.TryRead(cut, out _)));

    [Theory]
    [InlineData(0, 'o')]
    [InlineData(8, 0x10)] // major version
    [InlineData(9, 0)] // no channels
    [InlineData(9, 3)] // more than family 0 has
    public void TryRead_Damaged_IsFalse(int at, byte value)
    {
        var head = GetHead("opus-stereo.ogg");
        head[at] = value;

        Assert.False(OpusHead.TryRead(head, out _));
    }

    [Fact]
    public void TryRead_Mutations_GiveChannelsOrFalse()
    {
        foreach (var mutated in Mutations.Of(GetHead("opus-5.1.ogg"), 5000))
        {
            Assert.True(!OpusHead.TryRead(mutated, out var head) || (head.Channels > 0 && head.Streams > 0));
        }
    }

    /// <summary>The identification header, alone on the first Ogg page.</summary>
    internal static byte[] GetHead(string vector)
    {
        var file = TestVectors.Read(vector);
        return file[28..(28 + file[27])];
    }
}
