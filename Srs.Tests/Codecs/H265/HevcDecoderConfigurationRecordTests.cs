using System.Collections.Immutable;
using Srs.Media.Codecs.H265;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.H265;

public sealed class HevcDecoderConfigurationRecordTests
{
    // Size, profile and level as ffprobe reports them for the same file.
    public static readonly TheoryData<string, VideoFormat> Vectors = new()
    {
        { "hevc-main-638x358.mp4", new VideoFormat(638, 358, "Main", "4.1") },
        { "hevc-main10-322x182.mp4", new VideoFormat(322, 182, "Main 10", "2") },
        { "hevc-rext-321x181.mp4", new VideoFormat(321, 181, "Rext", "2") },
        { "hevc-main-1920x1080.mp4", new VideoFormat(1920, 1080, "Main", "4") },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void TryRead_EncodersRecord_IsWhatFfprobeSays(string vector, VideoFormat format)
    {
        var bytes = GetRecord(vector);

        Assert.True(HevcDecoderConfigurationRecord.TryRead(bytes, out var record));
        Assert.Equal(4, record.LengthSize);
        Assert.Equal([HevcNalUnit.Vps, HevcNalUnit.Sps, HevcNalUnit.Pps], record.Arrays.Select(array => array.NalUnitType));
        Assert.Equal(format, record.ToVideoFormat());
        Assert.Equal(bytes, Write(record));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Create_FromTheParameterSets_AgreesWithTheEncodersRecord(string vector, VideoFormat format)
    {
        Assert.True(HevcDecoderConfigurationRecord.TryRead(GetRecord(vector), out var record));
        var sets = record.Arrays.Select(array => array.Units).ToArray();

        var made = HevcDecoderConfigurationRecord.Create(sets[0], sets[1], sets[2]);

        Assert.NotNull(made);
        Assert.Equal(format, made.ToVideoFormat());
        Assert.Equal(record.General, made.General);
        Assert.Equal((record.ChromaFormat, record.LumaBitDepth, record.ChromaBitDepth), (made.ChromaFormat, made.LumaBitDepth, made.ChromaBitDepth));
        Assert.Equal((record.TemporalLayers, record.IsTemporalIdNested), (made.TemporalLayers, made.IsTemporalIdNested));
        Assert.True(HevcDecoderConfigurationRecord.TryRead(Write(made), out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void TryRead_LengthSize(int lengthSize)
    {
        var bytes = GetRecord("hevc-main-638x358.mp4");
        bytes[21] = (byte)((bytes[21] & 0xFC) | (lengthSize - 1));

        Assert.True(HevcDecoderConfigurationRecord.TryRead(bytes, out var record));
        Assert.Equal(lengthSize, record.LengthSize);
    }

    [Fact]
    public void ToVideoFormat_WithoutSets_FallsBackToTheRecordsFields()
    {
        byte[] bytes = [.. GetRecord("hevc-main10-322x182.mp4")[..22], 0];

        Assert.True(HevcDecoderConfigurationRecord.TryRead(bytes, out var record));
        Assert.Equal(new VideoFormat(0, 0, "Main 10", "2"), record.ToVideoFormat());
    }

    [Fact]
    public void TryRead_EveryTruncation_IsFalse()
    {
        foreach (var cut in Mutations.Truncations(GetRecord("hevc-rext-321x181.mp4")))
        {
            Assert.False(HevcDecoderConfigurationRecord.TryRead(cut, out var record));
            Assert.Null(record);
        }
    }

    [Fact]
    public void TryRead_OtherVersion_OrTooLong_OrManyDeclaredUnits_IsFalse()
    {
        var bytes = GetRecord("hevc-rext-321x181.mp4");

        Assert.False(HevcDecoderConfigurationRecord.TryRead((byte[])[2, .. bytes[1..]], out _));
        Assert.False(HevcDecoderConfigurationRecord.TryRead((byte[])[.. bytes, .. new byte[65536]], out _));
        Assert.False(HevcDecoderConfigurationRecord.TryRead((byte[])[.. bytes[..22], 1, 0xA0, 0xFF, 0xFF, 0, 1, 0x40], out _));
    }

    [Fact]
    public void Create_WithoutReadableSet_IsNull() => Assert.Null(HevcDecoderConfigurationRecord.Create([], [new byte[] { 0x42 }], []));

    [Fact]
    public void Write_SetThatDoesNotFit_Throws()
    {
        ImmutableArray<ReadOnlyMemory<byte>> units = [new byte[65536]];
        var record = new HevcDecoderConfigurationRecord { General = default, Arrays = [new HevcNalArray(HevcNalUnit.Sps, true, units)] };

        Assert.Throws<InvalidOperationException>(() => Write(record));
    }

    [Fact]
    public void TryRead_Mutations_GiveARecordThatWritesBackOrFalse()
    {
        foreach (var mutated in Vectors.SelectMany(vector => Mutations.Of(GetRecord(vector.Data.Item1), 3000)))
        {
            if (HevcDecoderConfigurationRecord.TryRead(mutated, out var record))
            {
                Assert.True(HevcDecoderConfigurationRecord.TryRead(Write(record), out var again));
                Assert.Equal(record.ToVideoFormat(), again.ToVideoFormat());
                Assert.Equal(record.General, again.General);
            }
        }
    }

    internal static byte[] GetRecord(string vector) => Mp4Vector.GetBox(vector, "hvcC");

    private static byte[] Write(HevcDecoderConfigurationRecord record)
    {
        var bytes = new byte[record.Length];
        Assert.Equal(bytes.Length, record.Write(bytes));
        return bytes;
    }
}
