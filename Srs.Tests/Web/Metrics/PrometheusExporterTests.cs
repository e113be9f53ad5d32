using System.Diagnostics.Metrics;
using Srs.Web.Metrics;

namespace Srs.Tests.Web.Metrics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new("Srs.Tests." + Guid.NewGuid().ToString("N"));

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Scrape_Counter_EndsInUnitAndTotal()
    {
        var counter = _meter.CreateCounter<long>("test.sent", "By", "Bytes.");
        using var scraper = new MetricsScraper(_meter);
        counter.Add(5);
        counter.Add(6);

        Assert.Equal("# HELP test_sent_bytes_total Bytes.\n# TYPE test_sent_bytes_total counter\ntest_sent_bytes_total 11\n", scraper.Scrape());
    }

    [Fact]
    public void Scrape_DoubleCounterInSeconds_KeepsDecimals()
    {
        var counter = _meter.CreateCounter<double>("test.time", "s", "Time.");
        using var scraper = new MetricsScraper(_meter);
        counter.Add(0.25);

        Assert.EndsWith("test_time_seconds_total 0.25\n", scraper.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_LabelsAndHelp_AreEscaped()
    {
        _meter.CreateObservableGauge(
            "odd-name/x",
            static () => new Measurement<long>(1, new KeyValuePair<string, object?>("a.b:c", "say \"hi\"\\\n<x>")),
            null,
            "back\\slash\nand line");
        using var scraper = new MetricsScraper(_meter);

        Assert.Equal(
            "# HELP odd_name_x back\\\\slash\\nand line\n# TYPE odd_name_x gauge\nodd_name_x{a_b_c=\"say \\\"hi\\\"\\\\\\n<x>\"} 1\n",
            scraper.Scrape());
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(5.99401, "5.99401")]
    [InlineData(1e300, "1E+300")]
    public void Scrape_DoubleGauge_IsSpelledAsTheFormatSays(double value, string text)
    {
        _meter.CreateObservableGauge("test.gauge", () => value);
        using var scraper = new MetricsScraper(_meter);

        Assert.EndsWith($"\ntest_gauge {text}\n", scraper.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_UpDownCounter_IsGauge()
    {
        var counter = _meter.CreateUpDownCounter<long>("test.open");
        using var scraper = new MetricsScraper(_meter);
        counter.Add(3);
        counter.Add(-1);

        Assert.EndsWith("# TYPE test_open gauge\ntest_open 2\n", scraper.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_Histogram_AddsUpBuckets()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] };
        var histogram = _meter.CreateHistogram("test.delay", "s", "Delay.", null, advice);
        using var scraper = new MetricsScraper(_meter);
        foreach (var seconds in (double[])[0.05, 0.5, 0.5, 8])
        {
            histogram.Record(seconds, new KeyValuePair<string, object?>("kind", "x"));
        }

        Assert.Equal(
            """
            # HELP test_delay_seconds Delay.
            # TYPE test_delay_seconds histogram
            test_delay_seconds_bucket{kind="x",le="0.1"} 1
            test_delay_seconds_bucket{kind="x",le="1"} 3
            test_delay_seconds_bucket{kind="x",le="+Inf"} 4
            test_delay_seconds_sum{kind="x"} 9.05
            test_delay_seconds_count{kind="x"} 4

            """,
            scraper.Scrape());
    }

    [Fact]
    public void Scrape_MeterOfSameNameElsewhere_IsLeftOut()
    {
        using var other = new Meter(_meter.Name);
        other.CreateObservableGauge("test.other", static () => 1);
        _meter.CreateObservableGauge("test.mine", static () => 1);
        using var scraper = new MetricsScraper(_meter);

        var text = scraper.Scrape();

        Assert.Contains("test_mine 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("test_other", text, StringComparison.Ordinal);
    }
}
