using Srs.Media.Egress;

namespace Srs.Tests.Egress;

public sealed class WireMemoryTests
{
    [Fact]
    public void Return_ThenRent_GivesSameBytesAgain()
    {
        var memory = new WireMemory(long.MaxValue);
        var buffer = memory.Rent(1);
        memory.Return(buffer);

        Assert.Same(buffer, memory.Rent(1));
        Assert.Equal(WireMemory.Sizes[1], memory.UsedBytes);
    }

    [Fact]
    public void Return_PastIdleLimit_LetsBytesGo()
    {
        var memory = new WireMemory(long.MaxValue);
        var count = (int)(WireMemory.MaxIdleBytes / WireMemory.Sizes[2]) + 4;
        var buffers = Enumerable.Range(0, count).Select(_ => memory.Rent(2)).ToList();
        buffers.ForEach(memory.Return);
        Assert.Equal(0, memory.UsedBytes);

        var known = new HashSet<byte[]>(buffers, ReferenceEqualityComparer.Instance);
        Assert.Equal(count - 4, Enumerable.Range(0, count).Count(_ => known.Contains(memory.Rent(2))));
    }

    [Fact]
    public void IsOverLimit_OneByteOver_IsTrue()
    {
        var memory = new WireMemory(WireMemory.Sizes[0]);
        memory.Rent(0);
        Assert.False(memory.IsOverLimit);

        memory.CountOwn(1);
        Assert.True(memory.IsOverLimit);
    }
}
