using Srs.Media.Buffers;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Buffers;

public sealed class PooledBytesTests
{
    [Fact]
    public void Append_ManyPieces_KeepsAllAndReturnsOutgrownArrays()
    {
        var pool = new TrackingBufferPool();
        var expected = Enumerable.Range(0, 10_000).Select(i => (byte)i).ToArray();
        using (var bytes = new PooledBytes(pool))
        {
            foreach (var piece in expected.Chunk(37))
            {
                bytes.Append(piece);
            }

            Assert.Equal(expected, bytes.Span.ToArray());
            Assert.Equal(expected, bytes.Memory.ToArray());
            Assert.Equal(1, pool.OutstandingCount);
        }

        pool.AssertAllReturned();
    }

    [Fact]
    public void Detach_HandsTheArrayOver()
    {
        var pool = new TrackingBufferPool();
        using var bytes = PooledBytes.Copy(pool, [1, 2, 3]);

        var array = bytes.Detach();

        Assert.Equal([1, 2, 3], array[..3]);
        Assert.Equal(0, bytes.Length);
        pool.Return(array);
        pool.AssertAllReturned();
    }

    [Fact]
    public void Dispose_Twice_ReturnsOnce()
    {
        var pool = new TrackingBufferPool();
        var bytes = PooledBytes.Copy(pool, [1]);
        bytes.Dispose();
        bytes.Dispose();

        pool.AssertAllReturned();
    }

    [Fact]
    public void Append_Nothing_RentsNothing()
    {
        var pool = new TrackingBufferPool();
        using var bytes = new PooledBytes(pool);
        bytes.Append([]);

        Assert.Equal(0, pool.RentCount);
    }
}
