using System.Globalization;

namespace Srs.Tests.Protocols.Hls;

/// <summary>What draft-pantos-hls-rfc8216bis demands of a low-latency media playlist and of the next one, read line by line.</summary>
internal static class LowLatencyRules
{
    /// <summary>Checks one playlist.</summary>
    public static void Check(string text)
    {
        var lines = text.Split('\n')[..^1];
        Assert.Equal("#EXTM3U", lines[0]);
        var target = int.Parse(Tag(lines, "#EXT-X-TARGETDURATION:"), CultureInfo.InvariantCulture);
        var partTarget = Number(Tag(lines, "#EXT-X-PART-INF:"), "PART-TARGET");
        var control = Tag(lines, "#EXT-X-SERVER-CONTROL:");
        Assert.Contains("CAN-BLOCK-RELOAD=YES", control, StringComparison.Ordinal);
        Assert.True(Number(control, "CAN-SKIP-UNTIL") >= 6 * target, "§4.4.3.8: CAN-SKIP-UNTIL");
        Assert.True(Number(control, ",HOLD-BACK") >= 3 * target, "§4.4.3.8: HOLD-BACK");
        Assert.True(Number(control, "PART-HOLD-BACK") >= 3 * partTarget - 0.0001, "§4.4.3.8: PART-HOLD-BACK");
        Assert.Equal(lines.Any(static line => line.StartsWith("#EXT-X-SKIP:", StringComparison.Ordinal)) ? "9" : "6", Tag(lines, "#EXT-X-VERSION:"));

        var uris = new HashSet<string>();
        var (parts, hasMap, hasDate, isNew) = (new List<double>(), text.Contains("#EXT-X-SKIP:", StringComparison.Ordinal), false, false);
        var (partsOver, end) = (false, 0.0);
        foreach (var line in lines)
        {
            if (line.StartsWith("#EXT-X-MAP:", StringComparison.Ordinal))
            {
                hasMap = true;
            }
            else if (line == "#EXT-X-DISCONTINUITY")
            {
                (isNew, hasDate) = (true, false);
            }
            else if (line.StartsWith("#EXT-X-PROGRAM-DATE-TIME:", StringComparison.Ordinal))
            {
                hasDate = true;
                DateTimeOffset.ParseExact(line[25..], "yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal))
            {
                var duration = Number(line, "DURATION");
                Assert.True(hasMap && (hasDate || !isNew), $"§6.2.1: {line} comes before what it needs");
                Assert.True(duration <= partTarget + 0.0005, $"§4.4.4.9: {line} is longer than {partTarget}");
                Assert.True(parts.Count == 0 || parts[^1] >= 0.85 * partTarget, $"§4.4.4.9: the part before {line} is shorter than 85 % of {partTarget}");
                Assert.True(uris.Add(Uri(line)), $"{line} is listed twice");
                parts.Add(duration);
                (partsOver, end) = (true, end + duration);
            }
            else if (line.StartsWith("#EXTINF:", StringComparison.Ordinal))
            {
                var duration = double.Parse(line[8..].TrimEnd(','), CultureInfo.InvariantCulture);
                Assert.True(Math.Round(duration) <= target, $"§4.4.3.1: {line} is longer than {target}");
                Assert.True(parts.Count > 0 || !partsOver, "§6.2.2: parts leave in the order of the playlist");
                Assert.True(parts.Count == 0 || Math.Abs(parts.Sum() - duration) < 0.01, $"The parts of {line} are {parts.Sum()} s");
                parts.Clear();
                isNew = false;
            }
            else if (!line.StartsWith('#'))
            {
                Assert.True(uris.Add(line), $"{line} is listed twice");
            }
        }

        Assert.True(lines.Count(static line => line.StartsWith("#EXT-X-PRELOAD-HINT:", StringComparison.Ordinal)) <= 1, "§6.2.6: one hint of a type");
        Assert.True(end <= (target * 4) + 1, "§6.2.2: parts are listed for three target durations");
        if (lines[^1].StartsWith("#EXT-X-PRELOAD-HINT:", StringComparison.Ordinal))
        {
            Assert.DoesNotContain(Uri(lines[^1]), uris);
        }
    }

    /// <summary>Checks that a later playlist only differs where it may (§6.2.1): lines leave in front and come behind.</summary>
    public static void CheckSuccession(string before, string after)
    {
        Check(before);
        Check(after);
        foreach (var tag in new[] { "#EXT-X-TARGETDURATION:", "#EXT-X-PART-INF:", "#EXT-X-SERVER-CONTROL:" })
        {
            Assert.Equal(Tag(before.Split('\n'), tag), Tag(after.Split('\n'), tag));
        }

        var (first, second) = (Segments(before), Segments(after));
        var left = (int)(second.First - first.First);
        Assert.True(left >= 0, "§6.2.2: EXT-X-MEDIA-SEQUENCE never decreases");
        var kept = first.Uris.Skip(left).ToList();
        Assert.Equal(kept, second.Uris.Take(kept.Count));
    }

    /// <summary>The numbers and URIs of the segments.</summary>
    public static (long First, List<string> Uris) Segments(string text)
    {
        var lines = text.Split('\n')[..^1];
        return (long.Parse(Tag(lines, "#EXT-X-MEDIA-SEQUENCE:"), CultureInfo.InvariantCulture), [.. lines.Where(static line => !line.StartsWith('#'))]);
    }

    public static string Uri(string line) => line.Split("URI=\"")[1].Split('"')[0];

    public static string Tag(IEnumerable<string> lines, string name) => lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];

    private static double Number(string attributes, string name) =>
        double.Parse(attributes[(attributes.IndexOf(name + "=", StringComparison.Ordinal) + name.Length + 1)..].Split(',')[0], CultureInfo.InvariantCulture);
}
