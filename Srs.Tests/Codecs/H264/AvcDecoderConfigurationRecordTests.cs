using Srs.Media.Codecs.H264;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.H264;

public sealed class AvcDecoderConfigurationRecordTests
{
    public static readonly TheoryData<string> Vectors =
        [.. SequenceParameterSetTests.Vectors.Select(vector => vector.Data.Item1)];

    private static readonly byte[] TwoSets =
        [1, 66, 0xC0, 30, 0xFD, 0xE2, 0, 2, 0x67, 1, 0, 3, 0x67, 2, 3, 2, 0, 1, 0x68, 0, 2, 0x68, 9];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void WriteAfterRead_GivesTheSameBytes(string vector)
    {
        var bytes = H264Samples.GetConfig(vector);

        Assert.True(AvcDecoderConfigurationRecord.TryRead(bytes, out var record));
        Assert.Equal(4, record.LengthSize);
        Assert.Single(record.SequenceParameterSets);
        Assert.Single(record.PictureParameterSets);
        Assert.Equal(bytes, Write(record));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Create_FromTheParameterSets_GivesTheEncodersRecord(string vector)
    {
        var bytes = H264Samples.GetConfig(vector);
        Assert.True(AvcDecoderConfigurationRecord.TryRead(bytes, out var record));

        var made = AvcDecoderConfigurationRecord.Create(record.SequenceParameterSets, record.PictureParameterSets);

        Assert.NotNull(made);
        Assert.Equal(bytes, Write(made));
    }

    [Fact]
    public void TryRead_SeveralSets_KeepsAll()
    {
        Assert.True(AvcDecoderConfigurationRecord.TryRead(TwoSets, out var record));
        Assert.Equal((66, 0xC0, 30, 2), (record.ProfileIdc, record.Constraints, record.LevelIdc, record.LengthSize));
        Assert.Equal([[0x67, 1], [0x67, 2, 3]], record.SequenceParameterSets.Select(set => set.ToArray()));
        Assert.Equal([[0x68], [0x68, 9]], record.PictureParameterSets.Select(set => set.ToArray()));
        Assert.Equal(TwoSets, Write(record));
    }

    [Fact]
    public void ToVideoFormat_UnreadableSets_FallsBackToTheRecordsFields()
    {
        Assert.True(AvcDecoderConfigurationRecord.TryRead(TwoSets, out var record));
        Assert.Equal(new VideoFormat(0, 0, "Baseline", "3"), record.ToVideoFormat());
    }

    [Fact]
    public void TryRead_EveryTruncation_IsFalse()
    {
        foreach (var cut in Mutations.Truncations(TwoSets))
        {
            Assert.False(AvcDecoderConfigurationRecord.TryRead(cut, out var record));
            Assert.Null(record);
        }
    }

    [Fact]
    public void TryRead_OtherVersion_EmptySet_OrTooLong_IsFalse()
    {
        Assert.False(AvcDecoderConfigurationRecord.TryRead(new byte[] { 2, 66, 0, 30, 0xFF, 0xE0, 0 }, out _));
        Assert.False(AvcDecoderConfigurationRecord.TryRead(new byte[] { 1, 66, 0, 30, 0xFF, 0xE1, 0, 0, 0 }, out _));
        Assert.True(AvcDecoderConfigurationRecord.TryRead(Lengthen(AvcDecoderConfigurationRecord.MaxLength), out _));
        Assert.False(AvcDecoderConfigurationRecord.TryRead(Lengthen(AvcDecoderConfigurationRecord.MaxLength + 1), out _));
    }

    [Fact]
    public void Create_WithoutReadableSet_IsNull()
    {
        Assert.Null(AvcDecoderConfigurationRecord.Create([], []));
        Assert.Null(AvcDecoderConfigurationRecord.Create([new byte[] { 0x68, 1 }], []));
    }

    [Fact]
    public void Write_SetsThatDoNotFit_Throws()
    {
        ReadOnlyMemory<byte> set = new byte[] { 0x67 };
        var tooMany = new AvcDecoderConfigurationRecord
        {
            ProfileIdc = 66,
            Constraints = 0,
            LevelIdc = 30,
            SequenceParameterSets = [.. Enumerable.Repeat(set, 32)],
        };
        var tooLong = new AvcDecoderConfigurationRecord
        {
            ProfileIdc = 66,
            Constraints = 0,
            LevelIdc = 30,
            PictureParameterSets = [new byte[65536]],
        };

        Assert.Throws<InvalidOperationException>(() => Write(tooMany));
        Assert.Throws<InvalidOperationException>(() => Write(tooLong));
    }

    [Fact]
    public void TryRead_Mutations_GiveARecordThatWritesBackOrFalse()
    {
        byte[][] seeds = [TwoSets, H264Samples.GetConfig("avc-high-1080i.flv"), H264Samples.GetConfig("avc-main-638x358.flv")];
        foreach (var mutated in seeds.SelectMany(seed => Mutations.Of(seed, 3000)))
        {
            if (AvcDecoderConfigurationRecord.TryRead(mutated, out var record))
            {
                Assert.Equal(mutated.Length, record.Length);
                Assert.True(AvcDecoderConfigurationRecord.TryRead(Write(record), out var again));
                Assert.Equal(record.ToVideoFormat(), again.ToVideoFormat());
            }
        }
    }

    private static byte[] Lengthen(int length)
    {
        var bytes = new byte[length];
        TwoSets.CopyTo(bytes, 0);
        return bytes;
    }

    private static byte[] Write(AvcDecoderConfigurationRecord record)
    {
        var bytes = new byte[record.Length];
        Assert.Equal(bytes.Length, record.Write(bytes));
        return bytes;
    }
}
