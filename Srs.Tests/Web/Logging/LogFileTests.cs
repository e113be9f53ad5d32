using Microsoft.Extensions.Logging;
using Srs.Tests.TestSupport;
using Srs.Web.Logging;

namespace Srs.Tests.Web.Logging;

public sealed class LogFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("srs-log").FullName;
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Lines_AreAllThereInOrderAfterTheEnd()
    {
        var path = Path.Combine(_folder, "new", "srs.log");
        using (var file = Open(path))
        {
            var logger = file.CreateLogger("test");
            foreach (var i in Enumerable.Range(0, 1000))
            {
                logger.Log(LogLevel.Information, default, i, exception: null, static (number, _) => $"line {number}");
            }
        }

        var lines = File.ReadAllLines(path);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"line {i}"), lines.Select(static line => line[line.IndexOf("line", StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task Lines_FileCannotBeWritten_AreCountedAndTold()
    {
        // A folder where the file should be; it goes away.
        var path = Path.Combine(_folder, "srs.log");
        Directory.CreateDirectory(path);
        using var file = Open(path);
        var logger = file.CreateLogger("test");
        logger.LogInformation("lost");
        await Wait.UntilAsync(() => file.LostLines == 1, "the first loss");
        Directory.Delete(path);
        logger.LogInformation("too early");
        await Wait.UntilAsync(() => file.LostLines == 2, "the second loss");

        _clock.Advance(TimeSpan.FromSeconds(1));
        logger.LogInformation("kept");
        await Wait.UntilAsync(() => File.Exists(path) && File.ReadAllLines(path).Length == 2, "two lines");

        var lines = File.ReadAllLines(path);
        Assert.EndsWith("The log has lost 2 lines here.", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("kept", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_DiskIsFull_CostNobodyAnything()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        using var file = Open("/dev/full");
        var logger = file.CreateLogger("test");

        logger.LogInformation("lost");
        await Wait.UntilAsync(() => file.LostLines == 1, "the loss");
    }

    [Fact]
    public async Task Reopen_FileWasRenamed_WritesANewOne()
    {
        var path = Path.Combine(_folder, "srs.log");
        using var file = Open(path);
        var logger = file.CreateLogger("test");
        logger.LogInformation("one");
        await Wait.UntilAsync(() => File.Exists(path) && new FileInfo(path).Length > 0, "the first line");
        File.Move(path, path + ".1");

        file.Reopen();
        await Wait.UntilAsync(() => File.Exists(path), "the new file");
        logger.LogInformation("two");
        file.Dispose();

        Assert.EndsWith("one", Assert.Single(File.ReadAllLines(path + ".1")), StringComparison.Ordinal);
        Assert.EndsWith("two", Assert.Single(File.ReadAllLines(path)), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private LogFile Open(string path) => new(path, new SrsLogFormatter(_clock, isUtc: true, isColoured: false), _clock);
}
