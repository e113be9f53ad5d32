using Srs.Media.Codecs.H265;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.H265;

public sealed class SequenceParameterSetTests
{
    private static readonly string General = "00 0 00001" + new string('0', 32) + new string('0', 48) + "01011101"; // Main, level 3.1

    [Theory]
    [InlineData("hevc-main-638x358.mp4", 1, 8)]
    [InlineData("hevc-main10-322x182.mp4", 1, 10)]
    [InlineData("hevc-rext-321x181.mp4", 3, 8)]
    public void TryRead_EncodersSet_TellsTheSampleFormat(string vector, int chromaFormat, int bitDepth)
    {
        Assert.True(SequenceParameterSet.TryRead(GetSps(vector), out var set));
        Assert.Equal((chromaFormat, bitDepth, bitDepth), (set.ChromaFormat, set.LumaBitDepth, set.ChromaBitDepth));
    }

    [Fact]
    public void TryRead_SubLayers_AreSkippedRight()
    {
        // Two sub-layers below the highest: one with profile and level, one with level only; then 16 by 16, no crop, 8 bits.
        var subLayers = "11 01 000000000000" + new string('1', 88) + "00000000" + "00000001";
        var bits = "0000 010 1" + General + subLayers + "1 010 000010001 000010001 0 1 1";

        Assert.True(SequenceParameterSet.TryRead(Pack(bits), out var set));
        Assert.Equal((3, 16, 16, true), (set.SubLayers, set.Width, set.Height, set.IsTemporalIdNested));
        Assert.Equal("3.1", set.ToVideoFormat().Level);
    }

    [Theory]
    [InlineData("1", 2, 2)] // monochrome counts single samples
    [InlineData("010", 4, 4)]
    [InlineData("011", 4, 2)]
    [InlineData("00100 0", 2, 2)]
    [InlineData("00100 1", 2, 2)]
    public void TryRead_ConformanceWindow_CountsChromaSamples(string chromaFormat, int cropX, int cropY)
    {
        var bits = "0000 000 1" + General + "1" + chromaFormat + "000010001 000010001 1 010 010 010 010 1 1";

        Assert.True(SequenceParameterSet.TryRead(Pack(bits), out var set));
        Assert.Equal((16 - cropX, 16 - cropY), (set.Width, set.Height));
    }

    [Fact]
    public void TryRead_CropOfTheWholePicture_OtherNalUnit_OrDepthOutOfRange_IsRefused()
    {
        Assert.False(SequenceParameterSet.TryRead(Pack("0000 000 1" + General + "1 010 000010001 000010001 1 00101 00101 1 1 1 1"), out _));
        Assert.False(SequenceParameterSet.TryRead([0x40, 1, 0, 0], out _));
        Assert.False(SequenceParameterSet.TryRead(Pack("0000 000 1" + General + "1 010 000010001 000010001 0 0001010 1"), out _));
        Assert.False(SequenceParameterSet.TryRead([], out _));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsRefusedOrTellsTheSame()
    {
        foreach (var vector in HevcDecoderConfigurationRecordTests.Vectors)
        {
            var sps = GetSps(vector.Data.Item1);
            foreach (var cut in Mutations.Truncations(sps))
            {
                Assert.Equal(
                    SequenceParameterSet.TryRead(cut, out var set) ? vector.Data.Item2 : null,
                    set == default ? null : set.ToVideoFormat());
            }
        }
    }

    [Fact]
    public void TryRead_Mutations_GiveASizeWithinLimitsOrFalse()
    {
        foreach (var mutated in HevcDecoderConfigurationRecordTests.Vectors.SelectMany(row => Mutations.Of(GetSps(row.Data.Item1), 3000)))
        {
            if (SequenceParameterSet.TryRead(mutated, out var set))
            {
                Assert.InRange(set.Width, 1, 33776);
                Assert.InRange(set.Height, 1, 33776);
                Assert.InRange(set.LumaBitDepth, 8, 16);
            }
        }
    }

    private static byte[] GetSps(string vector)
    {
        Assert.True(HevcDecoderConfigurationRecord.TryRead(HevcDecoderConfigurationRecordTests.GetRecord(vector), out var record));
        return record.Arrays[1].Units[0].ToArray();
    }

    private static byte[] Pack(string bits)
    {
        bits = bits.Replace(" ", "", StringComparison.Ordinal) + "1";
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        var bytes = new List<byte> { 0x42, 0x01 };
        foreach (var octet in bits.Chunk(8))
        {
            var value = Convert.ToByte(new string(octet), 2);
            if (value <= 3 && bytes is [.., 0, 0])
            {
                bytes.Add(3);
            }

            bytes.Add(value);
        }

        return [.. bytes];
    }
}
