using Srs.Media.Codecs.Vp9;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Vp9;

public sealed class Vp9Tests
{
    public static readonly TheoryData<string, int, int, int, string> Vectors = new()
    {
        { "vp9-638x358.mp4", 0, 638, 358, "2.1" },
        { "vp9-profile3-320x180.mp4", 3, 320, 180, "1.1" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Record_WithTheBoxsVersionOrWithout(string vector, int profile, int width, int height, string level)
    {
        Assert.True(width > 0 && height > 0);
        var box = Mp4Vector.GetBox(vector, "vpcC");

        Assert.True(VpCodecConfigurationRecord.TryRead(box, out var record, out var offset));
        Assert.Equal(new VideoFormat(0, 0, $"Profile {profile}", level), record.ToVideoFormat());
        Assert.Equal(4, offset);
        Assert.True(VpCodecConfigurationRecord.TryRead(box.AsSpan(4), out var bare, out offset));
        Assert.Equal((record, 0), (bare, offset));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void FrameHeader_KeyFrame_TellsTheSize(string vector, int profile, int width, int height, string level)
    {
        Assert.NotEmpty(level);
        var samples = Mp4Vector.GetSamples(vector);

        Assert.True(Vp9FrameHeader.TryRead(samples[0], out var header));
        Assert.Equal((profile, width, height), (header.Profile, header.Width, header.Height));
        Assert.All(samples.Skip(1), sample => Assert.False(Vp9FrameHeader.TryRead(sample, out _)));
    }

    [Theory]
    [InlineData(new byte[] { 4, 10, 0x80, 1, 1, 1, 0, 0 })] // profile
    [InlineData(new byte[] { 0, 10, 0x70, 1, 1, 1, 0, 0 })] // bit depth
    [InlineData(new byte[] { 0, 10, 0x80, 1, 1, 1, 0, 1 })] // initialization data cut off
    public void Record_OutOfRange_IsFalse(byte[] bytes) => Assert.False(VpCodecConfigurationRecord.TryRead(bytes, out _, out _));

    [Fact]
    public void Truncations_AreFalse()
    {
        Assert.All(
            Mutations.Truncations(Mp4Vector.GetBox("vp9-638x358.mp4", "vpcC")),
            cut => Assert.False(VpCodecConfigurationRecord.TryRead(cut, out _, out _)));
        Assert.All(
            Mutations.Truncations(Mp4Vector.GetSamples("vp9-638x358.mp4")[0][..9]),
            cut => Assert.False(Vp9FrameHeader.TryRead(cut, out _)));
    }

    [Fact]
    public void Mutations_GiveAValueWithinLimitsOrFalse()
    {
        byte[][] seeds = [Mp4Vector.GetBox("vp9-638x358.mp4", "vpcC"), Mp4Vector.GetSamples("vp9-638x358.mp4")[0][..32]];
        foreach (var mutated in seeds.SelectMany(seed => Mutations.Of(seed, 5000)))
        {
            if (VpCodecConfigurationRecord.TryRead(mutated, out var record, out _))
            {
                Assert.InRange(record.BitDepth, 8, 12);
            }

            if (Vp9FrameHeader.TryRead(mutated, out var header))
            {
                Assert.InRange(header.Width, 1, 65536);
            }
        }
    }
}
