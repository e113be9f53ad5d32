using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Tests.Egress;

public sealed class WireIndexTests
{
    [Fact]
    public void FindAtOrAfter_Offset_IsFirstMessageNotBefore()
    {
        var index = Make(10);

        Assert.Equal(0, index.FindAtOrAfter(0L));
        Assert.Equal(1, index.FindAtOrAfter(1L));
        Assert.Equal(1, index.FindAtOrAfter(10L));
        Assert.Equal(9, index.FindAtOrAfter(90L));
        Assert.Equal(10, index.FindAtOrAfter(91L));
    }

    [Fact]
    public void FindAtOrAfter_Time_IsFirstMessageNotBefore()
    {
        var index = Make(10);

        Assert.Equal(0, index.FindAtOrAfter(TimeSpan.FromSeconds(-1)));
        Assert.Equal(3, index.FindAtOrAfter(TimeSpan.FromSeconds(2.5)));
        Assert.Equal(10, index.FindAtOrAfter(TimeSpan.FromSeconds(9.5)));
    }

    [Fact]
    public void RemoveBefore_ThenAddPastCapacity_KeepsOrder()
    {
        var index = Make(60);
        index.RemoveBefore(495);
        for (var i = 60; i < 400; i++)
        {
            index.Add(Message(i));
        }

        Assert.Equal(350, index.Count);
        Assert.Equal(Enumerable.Range(50, 350).Select(i => i * 10L), Enumerable.Range(0, index.Count).Select(i => index[i].Offset));
    }

    [Fact]
    public void RemoveBefore_Everything_LeavesNone()
    {
        var index = Make(3);
        index.RemoveBefore(long.MaxValue);

        Assert.Equal(0, index.Count);
        Assert.Equal(0, index.FindAtOrAfter(5L));
    }

    private static WireIndex Make(int count)
    {
        var index = new WireIndex();
        for (var i = 0; i < count; i++)
        {
            index.Add(Message(i));
        }

        return index;
    }

    private static WireMessage Message(int i) => new(i * 10, TimeSpan.FromSeconds(i), StreamHeaders.Empty, false);
}
