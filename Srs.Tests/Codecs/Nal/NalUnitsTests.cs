using Srs.Media.Buffers;
using Srs.Media.Codecs.Nal;
using Srs.Tests.Codecs.H264;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Nal;

public sealed class NalUnitsTests
{
    public static readonly TheoryData<byte[], int, byte[]> Lengths = new()
    {
        { [2, 0x65, 1, 1, 0x41], 1, [0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x41] },
        { [0, 2, 0x65, 1, 0, 1, 0x41], 2, [0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x41] },
        { [0, 0, 2, 0x65, 1, 0, 0, 1, 0x41], 3, [0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x41] },
        { [0, 0, 0, 0, 0, 0, 0, 1, 0x41, 0, 0, 0, 0], 4, [0, 0, 0, 1, 0x41] },
        { [], 4, [] },
    };

    public static readonly TheoryData<byte[], byte[]> StartCodes = new()
    {
        { [0, 0, 1, 0x65, 1], [0, 0, 0, 2, 0x65, 1] },
        { [0, 0, 0, 1, 0x65, 1], [0, 0, 0, 2, 0x65, 1] },
        { [0, 0, 0, 1, 0x67, 7, 0, 0, 0, 1, 0x68, 0, 0, 1, 0x65], [0, 0, 0, 2, 0x67, 7, 0, 0, 0, 1, 0x68, 0, 0, 0, 1, 0x65] },
        { [0, 0, 1, 0x65, 1, 0, 0, 0], [0, 0, 0, 2, 0x65, 1] },
        { [0, 0, 1, 0, 0, 1, 0x65], [0, 0, 0, 1, 0x65] },
        { [0, 0, 1, 0x65, 0, 0, 3, 1], [0, 0, 0, 5, 0x65, 0, 0, 3, 1] },
        { [0, 0, 1], [] },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void TryConvertLengths_AnySize_BecomesFourBytes(byte[] units, int lengthSize, byte[] expected)
    {
        using var converted = new PooledBytes(BufferPool.Shared);

        Assert.True(NalUnits.TryConvertLengths(units, lengthSize, converted));
        Assert.Equal(expected, converted.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(StartCodes))]
    public void TryConvertStartCodes_BecomesFourByteLengths(byte[] stream, byte[] expected)
    {
        using var converted = new PooledBytes(BufferPool.Shared);

        Assert.True(NalUnits.TryConvertStartCodes(stream, converted));
        Assert.Equal(expected, converted.Span.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 1, 0x65 }, true)]
    [InlineData(new byte[] { 0, 0, 0, 1, 0x65, 0, 0, 0, 2, 0x41, 1 }, true)]
    [InlineData(new byte[] { }, false)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, false)]
    [InlineData(new byte[] { 0, 0, 0, 1, 0x65, 0, 0, 0, 0 }, false)]
    [InlineData(new byte[] { 0, 0, 0, 1, 0x65, 0 }, false)]
    [InlineData(new byte[] { 0, 0, 0, 2, 0x65 }, false)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x65 }, false)]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0x65 }, false)]
    public void IsCanonical_WantsNonEmptyUnitsThatAddUp(byte[] units, bool expected) =>
        Assert.Equal(expected, NalUnits.IsCanonical(units));

    [Fact]
    public void TryConvert_Damaged_AppendsNothing()
    {
        using var converted = new PooledBytes(BufferPool.Shared);

        Assert.False(NalUnits.TryConvertLengths([0, 1, 0x65, 0, 9, 0x65], 2, converted));
        Assert.False(NalUnits.TryConvertStartCodes([0, 0, 2, 0x65], converted));
        Assert.False(NalUnits.TryConvertStartCodes([], converted));
        Assert.Equal(0, converted.Length);
    }

    [Fact]
    public void TryConvertStartCodes_EncodersStream_HoldsTheNalUnitsOfItsFlv()
    {
        using var converted = new PooledBytes(BufferPool.Shared);
        Assert.True(NalUnits.TryConvertStartCodes(TestVectors.Read("avc-1s.h264"), converted));

        var expected = H264Samples.GetAccessUnits("avc-aac-1s.flv").SelectMany(unit => Split(unit)).ToList();

        // The byte stream repeats the parameter sets before each key frame.
        Assert.Equal(expected, Split(converted.Span).Where(unit => (unit[0] & 0x1F) is not (7 or 8)));
    }

    [Fact]
    public void TryConvertStartCodes_SeveralSlices_KeepsEach()
    {
        using var converted = new PooledBytes(BufferPool.Shared);
        Assert.True(NalUnits.TryConvertStartCodes(TestVectors.Read("avc-cfr-slices.h264"), converted));

        Assert.Equal([7, 8, 6, 5, 5, 5, 1, 1, 1], Split(converted.Span).Select(unit => unit[0] & 0x1F));
    }

    [Fact]
    public void TryReadNext_CutOff_LeavesTheRest()
    {
        ReadOnlySpan<byte> units = [0, 0, 0, 1, 0x65, 0, 0, 0, 2, 0x41];

        Assert.True(NalUnits.TryReadNext(ref units, 4, out var unit));
        Assert.Equal([0x65], unit.ToArray());
        Assert.False(NalUnits.TryReadNext(ref units, 4, out _));
        Assert.Equal(5, units.Length);
    }

    [Fact]
    public void Convert_Mutations_GiveCanonicalUnitsOrFalse()
    {
        var pool = new TrackingBufferPool();
        byte[][] seeds = [TestVectors.Read("avc-cfr-slices.h264"), H264Samples.GetAccessUnits("avc-main-638x358.flv").First()];
        foreach (var mutated in seeds.SelectMany(seed => Mutations.Of(seed, 3000)))
        {
            for (var lengthSize = 0; lengthSize <= 4; lengthSize++)
            {
                using var converted = new PooledBytes(pool);
                var isConverted = lengthSize == 0
                    ? NalUnits.TryConvertStartCodes(mutated, converted)
                    : NalUnits.TryConvertLengths(mutated, lengthSize, converted);
                Assert.True(isConverted || converted.Length == 0);
                Assert.True(converted.Length == 0 || NalUnits.IsCanonical(converted.Span));
            }
        }

        pool.AssertAllReturned();
    }

    private static List<byte[]> Split(ReadOnlySpan<byte> units)
    {
        var split = new List<byte[]>();
        while (NalUnits.TryReadNext(ref units, 4, out var unit))
        {
            split.Add(unit.ToArray());
        }

        Assert.True(units.IsEmpty);
        return split;
    }
}
