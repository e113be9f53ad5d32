using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Nal;

public sealed class AnnexBReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_SlicesOfOnePicture_StayTogether()
    {
        byte[][] units =
        [
            [0, 0, 0, 1, 0x67, 1, 2, 3, 0, 0, 1, 0x68, 4, 5, 0, 0, 1, 0x65, 0x88, 1, 0, 0, 1, 0x65, 0x40, 2],
            [0, 0, 0, 1, 0x41, 0x9A, 3, 0, 0, 1, 0x41, 0x40, 4],
            [0, 0, 1, 0x06, 7, 0x80, 0, 0, 1, 0x41, 0x9A, 5],
        ];

        Assert.Equal(units, await ReadAsync([.. units.SelectMany(static unit => unit)], MediaCodec.H264));
        Assert.Equal(units, await ReadAsync([.. units.SelectMany(static unit => unit)], MediaCodec.H264, pieceLength: 1));
    }

    [Fact]
    public async Task Read_H265_BeginsAtFirstSliceSegments()
    {
        byte[][] units =
        [
            [0, 0, 0, 1, 0x40, 1, 9, 0, 0, 0, 1, 0x42, 1, 9, 0, 0, 1, 0x26, 1, 0x80, 1, 0, 0, 1, 0x26, 1, 0x40, 2],
            [0, 0, 0, 1, 0x02, 1, 0xD0, 3, 0, 0, 1, 0x50, 1, 9],
            [0, 0, 1, 0x02, 1, 0xD0, 5],
        ];

        Assert.Equal(units, await ReadAsync([.. units.SelectMany(static unit => unit)], MediaCodec.H265));
        Assert.Equal(units, await ReadAsync([.. units.SelectMany(static unit => unit)], MediaCodec.H265, pieceLength: 1));
    }

    [Fact]
    public async Task Read_VectorInPieces_GivesEveryByteOnce()
    {
        var stream = TestVectors.Read("avc-1s.h264");
        var whole = await ReadAsync(stream, MediaCodec.H264);

        Assert.True(whole.Count > 10);
        Assert.Equal(stream, whole.SelectMany(static unit => unit));
        Assert.Equal(whole, await ReadAsync(stream, MediaCodec.H264, pieceLength: 7));
    }

    [Fact]
    public async Task Read_DamagedStream_GivesUnitsOrSaysSo()
    {
        var stream = TestVectors.Read("avc-1s.h264")[..3000];
        foreach (var damaged in Mutations.Of(stream, 300).Concat(Mutations.Truncations(stream[..64])))
        {
            foreach (var codec in (MediaCodec[])[MediaCodec.H264, MediaCodec.H265])
            {
                try
                {
                    Assert.Equal(damaged.Length, (await ReadAsync(damaged, codec)).Sum(static unit => unit.Length));
                }
                catch (InvalidDataException)
                {
                }
            }
        }
    }

    [Fact]
    public async Task Read_EndlessAccessUnit_IsRefused()
    {
        var stream = new byte[AnnexBReader.MaxAccessUnitLength + 10];
        stream[2] = 1;
        stream.AsSpan(3).Fill(0x65);

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream, MediaCodec.H264, pieceLength: int.MaxValue));
    }

    private static async Task<List<byte[]>> ReadAsync(byte[] stream, MediaCodec codec, int pieceLength = 4096)
    {
        var pool = new TrackingBufferPool();
        var reader = new AnnexBReader(new PieceStream(stream, pieceLength), codec, pool);
        var units = new List<byte[]>();
        while (await reader.ReadAsync(Cancel) is { } unit)
        {
            units.Add(unit.Span.ToArray());
            unit.Dispose();
        }

        pool.AssertAllReturned();
        return units;
    }
}
