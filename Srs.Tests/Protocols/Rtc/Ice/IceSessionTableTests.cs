using System.Text;
using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Tests.Protocols.Rtc.Ice;

public sealed class IceSessionTableTests
{
    [Fact]
    public void Add_UpToTheLimit_MoreIsRefusedUntilOneLeaves()
    {
        var table = new IceSessionTable<string>(limit: 2);
        Assert.True(table.TryAdd("aaaa", "a"));
        Assert.False(table.TryAdd("aaaa", "other"));
        Assert.False(table.IsFull);
        Assert.True(table.TryAdd("bbbb", "b"));
        Assert.True(table.IsFull);
        Assert.False(table.TryAdd("cccc", "c"));
        table.Remove("none", static _ => true);
        table.Remove("aaaa", static _ => false);
        Assert.Equal(2, table.Count);
        table.Remove("aaaa", static _ => true);
        Assert.True(table.TryAdd("cccc", "c"));

        Assert.Equal(2, table.Count);
        Assert.True(table.TryFind("cccc"u8, out var found));
        Assert.Equal("c", found);
        Assert.False(table.TryFind("aaaa"u8, out _));
    }

    /// <summary>Ten thousand peers that never connect, and checks of nobody: bounded, and refused without memory.</summary>
    [Fact]
    public void Find_ManyHalfOpenPeers_TakesNoMemory()
    {
        var table = new IceSessionTable<string>(limit: 10_000);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.Equal(i < 10_000, table.TryAdd($"frag{i}", "session"));
        }

        byte[][] wanted = [.. new[] { "frag1", "frag19999", "", new string('x', 32), new string('x', 1000), "é" }.Select(Encoding.UTF8.GetBytes)];
        Assert.Equal([true, false, false, false, false, false], wanted.Select(fragment => table.TryFind(fragment, out _)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            foreach (var fragment in wanted)
            {
                table.TryFind(fragment, out _);
            }
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
