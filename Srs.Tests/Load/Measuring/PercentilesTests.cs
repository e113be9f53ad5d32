using Srs.Load.Measuring;

namespace Srs.Tests.Load.Measuring;

public sealed class PercentilesTests
{
    [Fact]
    public void Of_OneToThousandUnsorted_GivesNearestRanks()
    {
        var percentiles = Percentiles.Of([.. Enumerable.Range(1, 1000).Select(static n => (double)n).Reverse()]);

        Assert.Equal(new Percentiles(1000, 500, 950, 990, 999, 1000), percentiles);
    }

    [Fact]
    public void Of_FewValues_GivesValuesThatWereMeasured()
    {
        Assert.Equal(new Percentiles(0, 0, 0, 0, 0, 0), Percentiles.Of([]));
        Assert.Equal(new Percentiles(1, 7, 7, 7, 7, 7), Percentiles.Of([7]));
        Assert.Equal(new Percentiles(2, 1, 2, 2, 2, 2), Percentiles.Of([2, 1]));
    }

    [Theory]
    [InlineData(new double[0], 0)]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 2, 3 }, 2.5)]
    public void Median_OddOrEven_GivesTheMiddle(double[] values, double expected) => Assert.Equal(expected, Percentiles.Median(values));
}
