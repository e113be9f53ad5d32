using System.Globalization;
using System.Text.RegularExpressions;

namespace Srs.Tests.Architecture;

public sealed partial class LogEventTests
{
    /// <summary>First event id of each area, a hundred each.</summary>
    private static readonly (string Folder, int First)[] Ranges =
    [
        ("Srs.Media/Streams/", 1000),
        ("Srs.Media/Segments/", 1100),
        ("Srs.Media/Protocols/Rtmp/", 2000),
        ("Srs.Media/Protocols/Rtc/", 2100),
        ("Srs.Media/Protocols/Hls/", 2600),
        ("Srs.Media/Protocols/Dash/", 2700),
        ("Srs.Media/Delivery/", 3000),
        ("Srs.Media/Ingest/", 3100),
        ("Srs.Media/Transcoding/", 3200),
        ("Srs.Web/", 4000),
        ("Srs.Media/Cluster/", 5000),
    ];

    [Fact]
    public void EventIds_AreUnique()
    {
        var repeated = Events().GroupBy(static e => e.Id).Where(static group => group.Count() > 1).Select(static group => group.Key);

        Assert.Empty(repeated);
    }

    [Fact]
    public void EventIds_LieInTheRangeOfTheirArea()
    {
        foreach (var (path, id) in Events())
        {
            var first = Assert.Single(Ranges, range => path.StartsWith(range.Folder, StringComparison.Ordinal)).First;
            Assert.InRange(id, first, first + 99);
        }
    }

    private static List<(string Path, int Id)> Events() =>
    [
        .. from project in new[] { "Srs.Media", "Srs.Web" }
           from file in RepositoryFiles.Sources(project)
           from Match match in LoggerMessage().Matches(file.Text)
           select (file.Path, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)),
    ];

    [GeneratedRegex(@"\[LoggerMessage\((\d+),")]
    private static partial Regex LoggerMessage();
}
