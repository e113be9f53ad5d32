using Srs.Media.Buffers;
using Xunit.Sdk;

namespace Srs.Tests.TestSupport;

public sealed class TrackingBufferPoolTests
{
    [Fact]
    public void AssertAllReturned_BufferIsOut_Fails()
    {
        var pool = new TrackingBufferPool(recordStacks: true);
        var buffer = pool.Rent(10);

        Assert.Throws<TrueException>(pool.AssertAllReturned);

        pool.Return(buffer);
        pool.AssertAllReturned();
        Assert.Equal(1, pool.RentCount);
        Assert.Equal(0, pool.OutstandingCount);
    }

    [Fact]
    public void Return_Twice_FailsThenAndAtTheEnd()
    {
        var pool = new TrackingBufferPool();
        var buffer = pool.Rent(10);
        pool.Return(buffer);

        Assert.Throws<InvalidOperationException>(() => pool.Return(buffer));
        Assert.Throws<TrueException>(pool.AssertAllReturned);
    }

    [Fact]
    public void Return_ForeignBuffer_Fails()
    {
        var pool = new TrackingBufferPool();

        Assert.Throws<InvalidOperationException>(() => pool.Return(new byte[10]));
    }

    [Fact]
    public void Return_FillsTheBufferWithGarbage()
    {
        BufferPool pool = new TrackingBufferPool();
        var buffer = pool.Rent(3);
        buffer.AsSpan().Clear();

        pool.Return(buffer);

        Assert.DoesNotContain((byte)0, buffer);
    }
}
