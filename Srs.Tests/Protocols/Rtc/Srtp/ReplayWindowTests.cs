using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Tests.Protocols.Rtc.Srtp;

public sealed class ReplayWindowTests
{
    [Fact]
    public void IsFresh_NothingTaken_Everything()
    {
        var window = new ReplayWindow();

        Assert.True(window.IsEmpty);
        Assert.True(window.IsFresh(0));
        Assert.True(window.IsFresh(ulong.MaxValue >> 16));
    }

    [Fact]
    public void IsFresh_Taken_NotAgain()
    {
        var window = new ReplayWindow();
        window.Take(5);
        window.Take(3);

        Assert.False(window.IsFresh(5));
        Assert.False(window.IsFresh(3));
        Assert.True(window.IsFresh(4));
        Assert.True(window.IsFresh(6));
        Assert.Equal(5UL, window.Newest);
    }

    [Fact]
    public void IsFresh_BehindTheWindow_Never()
    {
        var window = new ReplayWindow();
        window.Take(5000);

        Assert.True(window.IsFresh(5000 - ReplayWindow.Length + 1));
        Assert.False(window.IsFresh(5000 - ReplayWindow.Length));
    }

    /// <summary>Compared with a set that remembers everything.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 100)]
    [InlineData(3, 3000)]
    public void Take_RandomOrder_AsARecordOfEverything(int seed, int spread)
    {
        var random = new Random(seed);
        var (window, taken, newest) = (new ReplayWindow(), new HashSet<ulong>(), 0UL);
        var center = 10_000;
        for (var i = 0; i < 20_000; i++)
        {
            center += random.Next(3);
            var index = (ulong)(center + random.Next(-spread, spread + 1));
            var isFresh = taken.Count == 0 || index > newest || (newest - index < ReplayWindow.Length && !taken.Contains(index));
            Assert.Equal(isFresh, window.IsFresh(index));
            if (isFresh)
            {
                window.Take(index);
                taken.Add(index);
                newest = Math.Max(newest, index);
            }
        }
    }
}
