using Srs.Media.Buffers;

namespace Srs.Tests.Buffers;

public sealed class BufferPoolTests
{
    private readonly BufferPool _pool = new();

    [Theory]
    [InlineData(1, 256)]
    [InlineData(256, 256)]
    [InlineData(257, 512)]
    [InlineData(1500, 2048)]
    [InlineData(BufferPool.LargestKept - 1, BufferPool.LargestKept)]
    [InlineData(BufferPool.LargestKept, BufferPool.LargestKept)]
    public void Rent_AnySizeThatIsKept_IsTheNextPowerOfTwo(int needed, int length) => Assert.Equal(length, _pool.Rent(needed).Length);

    [Fact]
    public void Rent_AfterAGroupOfPicturesCameBack_GivesTheSameArrays()
    {
        byte[][] group = [.. Enumerable.Range(0, 500).Select(i => _pool.Rent(300 + i))];
        foreach (var buffer in group)
        {
            _pool.Return(buffer);
        }

        byte[][] next = [.. Enumerable.Range(0, 500).Select(i => _pool.Rent(300 + i))];

        Assert.Empty(next.Except(group));
        Assert.Equal(0, _pool.IdleBytes);
    }

    [Fact]
    public void Return_MoreThanMayLieIdle_LeavesTheRestToTheGarbageCollector()
    {
        const int Count = (int)(BufferPool.MaxIdleBytes / BufferPool.LargestKept) + 10;
        byte[][] buffers = [.. Enumerable.Range(0, Count).Select(_ => _pool.Rent(BufferPool.LargestKept))];
        foreach (var buffer in buffers)
        {
            _pool.Return(buffer);
        }

        Assert.Equal(BufferPool.MaxIdleBytes, _pool.IdleBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(BufferPool.LargestKept + 1)]
    public void Return_OfASizeThatIsNotKept_KeepsNothing(int needed)
    {
        var buffer = _pool.Rent(needed);

        _pool.Return(buffer);

        Assert.True(buffer.Length >= needed);
        Assert.Equal(0, _pool.IdleBytes);
    }

    [Fact]
    public void Return_ForeignArray_IsRefused() => Assert.Throws<ArgumentException>(() => _pool.Return(new byte[300]));

    [Fact]
    public void Rent_ByManyThreads_GivesEachArrayToOne()
    {
        Parallel.For(0, 8, thread =>
        {
            var held = new Queue<byte[]>();
            for (var i = 0; i < 2000; i++)
            {
                var buffer = _pool.Rent(300);
                buffer.AsSpan().Fill((byte)thread);
                held.Enqueue(buffer);
                if (held.Count > 20)
                {
                    var oldest = held.Dequeue();
                    Assert.Equal(-1, oldest.AsSpan().IndexOfAnyExcept((byte)thread));
                    _pool.Return(oldest);
                }
            }
        });
    }
}
