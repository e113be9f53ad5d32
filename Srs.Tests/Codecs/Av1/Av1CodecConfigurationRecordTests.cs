using Srs.Media.Codecs.Av1;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Av1;

public sealed class Av1CodecConfigurationRecordTests
{
    // Size, profile and level as ffprobe reports them for the same file (level index 0 is 2.0, 1 is 2.1).
    public static readonly TheoryData<string, VideoFormat, int> Vectors = new()
    {
        { "av1-main-638x358.mp4", new VideoFormat(638, 358, "Main", "2.1"), 8 },
        { "av1-main10-640x360.mp4", new VideoFormat(640, 360, "Main", "2.1"), 10 },
        { "av1-high-320x180.mp4", new VideoFormat(320, 180, "High", "2.0"), 8 },
    };

    // Written by hand from the specification: timing, decoder model, two operating points with tier and delays.
    private const string HandMade =
        "000 0 0" // Main, moving, full header
        + "1 00000000000000000000000000000001 00000000000000000000000000011001 1 00101" // timing: equal intervals of 5
        + "1 00011 00000000000000000000000000000001 00000 00000" // decoder model: delays of 4 bits
        + "1 00001" // display delays, two operating points
        + "000000000011 01000 1 1 0101 1010 0 1 0111" // 4.0, high tier, buffer delays, display delay
        + "000000000001 00100 0 0" // 3.0, nothing
        + "1010 1001 11101111111 1000011011"; // 11 and 10 bits: 1919 + 1, 539 + 1

    [Theory]
    [MemberData(nameof(Vectors))]
    public void TryRead_EncodersRecord_IsWhatFfprobeSays(string vector, VideoFormat format, int bitDepth)
    {
        Assert.True(Av1CodecConfigurationRecord.TryRead(GetRecord(vector), out var record));
        Assert.Equal(format, record.ToVideoFormat());
        Assert.Equal(bitDepth, record.BitDepth);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void TryFindSequenceHeader_FirstTemporalUnit_HasIt(string vector, VideoFormat format, int bitDepth)
    {
        Assert.NotEqual(0, bitDepth);
        Assert.True(Av1Obu.TryFindSequenceHeader(Mp4Vector.GetSamples(vector)[0], out var header));
        Assert.Equal(format, header.ToVideoFormat());
    }

    [Fact]
    public void TryRead_WithoutUnits_TellsProfileAndLevelOnly()
    {
        Assert.True(Av1CodecConfigurationRecord.TryRead([0x81, 0x28, 0xF0, 0], out var record));
        Assert.Equal(new VideoFormat(0, 0, "High", "4.0"), record.ToVideoFormat());
        Assert.Equal((12, true, true), (record.BitDepth, record.IsMonochrome, record.IsHighTier));
    }

    [Fact]
    public void TryRead_TruncatedOrOtherVersionOrTooLong_IsFalse()
    {
        Assert.All(Mutations.Truncations([0x81, 0, 0, 0]), cut => Assert.False(Av1CodecConfigurationRecord.TryRead(cut, out _)));
        Assert.False(Av1CodecConfigurationRecord.TryRead([0x01, 0, 0, 0], out _));
        Assert.False(Av1CodecConfigurationRecord.TryRead([0x81, 0, 0, 0, .. new byte[65536]], out _));
    }

    [Fact]
    public void SequenceHeader_RareFields_AreSkippedRight()
    {
        Assert.True(Av1SequenceHeader.TryRead(Pack(HandMade), out var header));
        Assert.Equal((1920, 540, 8, true), (header.Width, header.Height, header.LevelIndex, header.IsHighTier));
    }

    [Fact]
    public void SequenceHeader_Reduced_IsRead()
    {
        Assert.True(Av1SequenceHeader.TryRead(Pack("010 1 1 00100 0111 0111 11111111 01111111"), out var header));
        Assert.Equal(new VideoFormat(256, 128, "Professional", "3.0"), header.ToVideoFormat());
    }

    [Fact]
    public void SequenceHeader_EveryTruncation_IsFalse() =>
        Assert.All(Mutations.Truncations(Pack(HandMade)), cut => Assert.False(Av1SequenceHeader.TryRead(cut, out _)));

    [Theory]
    [InlineData(new byte[] { 0x12, 0, 0x0A, 1, 7 }, new[] { 2, 1 })]
    [InlineData(new byte[] { 0x16, 0xFF, 0x82, 0x00, 1, 2, 0x08, 9 }, new[] { 2, 1 })] // extension, a size of two bytes, no size
    [InlineData(new byte[] { 0x92, 0 }, new int[0])] // forbidden bit
    [InlineData(new byte[] { 0x16 }, new int[0])]
    [InlineData(new byte[] { 0x12, 1 }, new int[0])]
    [InlineData(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 }, new int[0])]
    [InlineData(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1 }, new int[0])]
    public void TryReadNext_Units(byte[] units, int[] types)
    {
        var found = new List<int>();
        ReadOnlySpan<byte> rest = units;
        while (Av1Obu.TryReadNext(ref rest, out var type, out _))
        {
            found.Add(type);
        }

        Assert.Equal(types, found);
        Assert.Equal(found.Count == 0, rest.Length == units.Length);
    }

    [Theory]
    [InlineData(0, "2.0")]
    [InlineData(8, "4.0")]
    [InlineData(9, "4.1")]
    [InlineData(13, "5.1")]
    [InlineData(23, "7.3")]
    [InlineData(24, "")]
    [InlineData(31, "")]
    public void GetLevel_AsTheSpecificationWritesIt(int index, string name) => Assert.Equal(name, Av1Names.GetLevel(index));

    [Fact]
    public void TryRead_Mutations_GiveASizeWithinLimitsOrFalse()
    {
        byte[][] seeds = [Pack(HandMade), .. Vectors.Select(row => GetRecord(row.Data.Item1)), Mp4Vector.GetSamples("av1-high-320x180.mp4")[0]];
        foreach (var mutated in seeds.SelectMany(seed => Mutations.Of(seed, 3000)))
        {
            if (Av1CodecConfigurationRecord.TryRead(mutated, out var record))
            {
                Assert.InRange(record.ToVideoFormat().Width, 0, 65536);
            }

            if (Av1SequenceHeader.TryRead(mutated, out var header) || Av1Obu.TryFindSequenceHeader(mutated, out header))
            {
                Assert.InRange(header.Width, 1, 65536);
                Assert.InRange(header.Height, 1, 65536);
            }
        }
    }

    internal static byte[] GetRecord(string vector) => Mp4Vector.GetBox(vector, "av1C");

    private static byte[] Pack(string bits)
    {
        bits = bits.Replace(" ", "", StringComparison.Ordinal);
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        return [.. bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))];
    }
}
