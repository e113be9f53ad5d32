using Srs.Media.Codecs.H264;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.H264;

public sealed class SequenceParameterSetTests
{
    // Width, height, profile and level as ffprobe reports them for the same file.
    public static readonly TheoryData<string, int, int, string, string> Vectors = new()
    {
        { "avc-baseline-854x480.flv", 854, 480, "Baseline", "3.1" },
        { "avc-main-638x358.flv", 638, 358, "Main", "3" },
        { "avc-high-1920x1080.flv", 1920, 1080, "High", "4.2" },
        { "avc-high-1080i.flv", 1920, 1080, "High", "4" },
        { "avc-high10-322x182.flv", 322, 182, "High 10", "1.3" },
        { "avc-high422-322x181.flv", 322, 181, "High 4:2:2", "1.3" },
        { "avc-high444-321x182.flv", 321, 182, "High 4:4:4", "1.3" },
    };

    // Written by hand from the specification: separate colour planes, picture order count type 1, a scaling list.
    private const string HandMade =
        "11110100 00000000 00101000" // profile 244, constraints, level 40
        + "1 00100 1 1 1 0" // id 0, 4:4:4, separate planes, 8 bits, 8 bits, no bypass
        + "1 1" + "010 011 1 1 1 1 1 1 1 1 1 1 1 1 1 1" // scaling matrix; list 0: deltas 1, -1, then fourteen zeros
        + "00000000000" // lists 1 to 11 absent
        + "1" // log2_max_frame_num 4
        + "010 0 1 1 011 010 010" // order count type 1, two offsets for reference frames
        + "010 0" // one reference frame, no gaps
        + "00100 00100 1 1" // 4 by 4 macroblocks, frames only, direct 8x8
        + "1 010 1 1 010" // crop 1 left, 1 bottom: single samples, since each plane is monochrome
        + "0 1"; // no VUI, stop bit

    [Theory]
    [MemberData(nameof(Vectors))]
    public void TryRead_EncodersOutput_IsWhatFfprobeSays(string vector, int width, int height, string profile, string level)
    {
        Assert.True(SequenceParameterSet.TryRead(H264Samples.GetSps(vector), out var sps));
        Assert.Equal(new VideoFormat(width, height, profile, level), sps.ToVideoFormat());
    }

    [Theory]
    [InlineData("avc-high-1920x1080.flv", 1, 8)]
    [InlineData("avc-high10-322x182.flv", 1, 10)]
    [InlineData("avc-high422-322x181.flv", 2, 8)]
    [InlineData("avc-high444-321x182.flv", 3, 8)]
    [InlineData("avc-baseline-854x480.flv", 1, 8)]
    public void TryRead_ChromaFields(string vector, int chromaFormat, int bitDepth)
    {
        Assert.True(SequenceParameterSet.TryRead(H264Samples.GetSps(vector), out var sps));
        Assert.Equal((chromaFormat, bitDepth, bitDepth), (sps.ChromaFormat, sps.LumaBitDepth, sps.ChromaBitDepth));
    }

    [Fact]
    public void TryRead_FixedFrameRate_IsReported()
    {
        var stream = TestVectors.Read("avc-cfr-slices.h264");
        var sps = stream.AsSpan(stream.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 0, 1, 0x67]) + 3);

        Assert.True(SequenceParameterSet.TryRead(sps, out var set));
        Assert.Equal(30000.0 / 1001, set.FrameRate, precision: 6);
        Assert.Equal((64, 48), (set.Width, set.Height));
    }

    [Fact]
    public void TryRead_VariableFrameRate_IsUnknown()
    {
        Assert.True(SequenceParameterSet.TryRead(H264Samples.GetSps("avc-main-638x358.flv"), out var set));
        Assert.Equal(0, set.FrameRate);
    }

    [Fact]
    public void TryRead_RareFields_AreSkippedRight()
    {
        Assert.True(SequenceParameterSet.TryRead(MakeHandMade(), out var set));
        Assert.Equal((63, 63, 3), (set.Width, set.Height, set.ChromaFormat));
    }

    [Fact]
    public void TryRead_Empty_OrOtherNalUnit_IsRefused()
    {
        Assert.False(SequenceParameterSet.TryRead([], out _));
        Assert.False(SequenceParameterSet.TryRead([0x68, 0xCE, 0x3C, 0x80], out _));
    }

    [Fact]
    public void TryRead_CropOfTheWholePicture_IsRefused()
    {
        // Baseline, one macroblock; cropping 4 + 4 chroma columns leaves no width.
        var bits = "01000010 00000000 00001010" + "1 1 1 1 010 0 1 1 1 1" + "1 00101 00101 1 1" + "0 1";

        Assert.False(SequenceParameterSet.TryRead(Pack(0x67, bits), out _));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsRefusedOrCostsTheFrameRateOnly()
    {
        foreach (var vector in Vectors)
        {
            var sps = H264Samples.GetSps(vector.Data.Item1);
            Assert.True(SequenceParameterSet.TryRead(sps, out var whole));
            foreach (var cut in Mutations.Truncations(sps))
            {
                if (SequenceParameterSet.TryRead(cut, out var set))
                {
                    Assert.Equal(whole.ToVideoFormat(), set.ToVideoFormat());
                    Assert.Equal(0, set.FrameRate);
                }
                else
                {
                    Assert.Equal(default, set);
                }
            }

            Assert.False(SequenceParameterSet.TryRead(sps.AsSpan(0, 8), out _));
        }
    }

    [Fact]
    public void TryRead_Mutations_GiveASizeWithinLimitsOrFalse()
    {
        byte[][] seeds = [MakeHandMade(), .. Vectors.Select(vector => H264Samples.GetSps(vector.Data.Item1))];
        foreach (var mutated in seeds.SelectMany((seed, i) => Mutations.Of(seed, 3000, i)))
        {
            if (SequenceParameterSet.TryRead(mutated, out var set))
            {
                Assert.InRange(set.Width, 1, 16880);
                Assert.InRange(set.Height, 1, 33760);
                Assert.NotNull(set.ToVideoFormat());
            }
        }
    }

    private static byte[] MakeHandMade() => Pack(0x67, HandMade);

    private static byte[] Pack(byte header, string bits)
    {
        bits = bits.Replace(" ", "", StringComparison.Ordinal);
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        return [header, .. bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))];
    }
}
