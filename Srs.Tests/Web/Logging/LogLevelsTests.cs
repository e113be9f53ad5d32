using Microsoft.Extensions.Logging;
using Srs.Web.Configuration;
using Srs.Web.Logging;

namespace Srs.Tests.Web.Logging;

public sealed class LogLevelsTests
{
    [Theory]
    [InlineData("verbose", "", LogLevel.Trace)]
    [InlineData("info", "", LogLevel.Debug)]
    [InlineData("trace", "", LogLevel.Information)]
    [InlineData("warn", "", LogLevel.Warning)]
    [InlineData("error", "", LogLevel.Error)]
    [InlineData("off", "", LogLevel.None)]
    [InlineData("off", "trace", LogLevel.Trace)]
    [InlineData("error", "debug", LogLevel.Debug)]
    [InlineData("error", "info", LogLevel.Information)]
    [InlineData("trace", "warn", LogLevel.Warning)]
    [InlineData("trace", "error", LogLevel.Error)]
    public void Of_BothSpellings_IsNetsLevel(string old, string spelling, LogLevel expected) =>
        Assert.Equal(expected, LogLevels.Of(new SrsOptions { SrsLogLevel = old, SrsLogLevelV2 = spelling }));

    [Theory]
    [InlineData(LogLevel.Debug, LogLevel.Debug, LogLevel.Warning)]
    [InlineData(LogLevel.Information, LogLevel.Information, LogLevel.Warning)]
    [InlineData(LogLevel.Error, LogLevel.Error, LogLevel.Error)]
    [InlineData(LogLevel.None, LogLevel.None, LogLevel.None)]
    public void Apply_KeepsRulesThatAreStricter(LogLevel level, LogLevel ours, LogLevel microsofts)
    {
        var provider = new TestSupport.LogCollector();
        var filter = new LoggerFilterOptions();
        filter.Rules.Add(new LoggerFilterRule(null, null, LogLevel.Information, null));
        filter.Rules.Add(new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null));
        LogLevels.Apply(level, filter);
        using var factory = new LoggerFactory([provider], filter);

        Assert.Equal((ours, microsofts), (LowestOf(factory.CreateLogger("Srs.Web")), LowestOf(factory.CreateLogger("Microsoft.Hosting"))));
    }

    [Fact]
    public void Check_WrongWords_NameKeyAndFix()
    {
        List<string> errors = [];
        LogLevels.Check(new SrsOptions { SrsLogTank = "disk", SrsLogLevel = "loud", SrsLogLevelV2 = "verbose" }, errors);

        Assert.Equal(
            [
                "Srs:SrsLogTank is \"disk\", but has to be console or file.",
                "Srs:SrsLogLevel is \"loud\", but has to be verbose, info, trace, warn, error, off.",
                "Srs:SrsLogLevelV2 is \"verbose\", but has to be trace, debug, info, warn, error, off, or empty.",
            ],
            errors);
    }

    private static LogLevel LowestOf(ILogger logger) => Enum.GetValues<LogLevel>().First(level => level == LogLevel.None || logger.IsEnabled(level));
}
