using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Srs.Media.Buffers;
using Srs.Media.Configuration;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Dash;

/// <summary>The renditions of a stream as DASH shows them, in one manifest: a Period for each time in which the same ones are there. Thread-safe.</summary>
/// <param name="whole">The stream.</param>
/// <param name="options">Which streams are its renditions.</param>
internal sealed partial class DashRenditions(StreamKey whole, RenditionOptions options)
{
    private readonly Lock _gate = new();
    private readonly DashManifest?[] _manifests = new DashManifest?[2];
    private readonly Dictionary<DashPeriod, TimeSpan> _ends = [];
    private DateTimeOffset? _availabilityStart;

    /// <summary>Names of the streams that can be its renditions.</summary>
    public ImmutableArray<StreamKey> Names { get; } = Segments.Renditions.NamesOf(whole, options);

    /// <summary>The manifest as it is now: written once for all who ask until a rendition changes.</summary>
    /// <param name="streams">The renditions.</param>
    /// <param name="isLowLatency">Whether it tells of the segments that are being written, too.</param>
    /// <returns>Null before the first segment.</returns>
    public DashManifest? GetManifest(ImmutableArray<DashStream> streams, bool isLowLatency)
    {
        lock (_gate)
        {
            var renditions = Look(streams, isLowLatency, "");
            if (renditions.IsEmpty)
            {
                return null;
            }

            ref var known = ref _manifests[isLowLatency ? 1 : 0];
            var tag = TagOf(renditions) + (isLowLatency ? "l" : "");
            if (known?.Tag != tag)
            {
                var bytes = Write(renditions);
                known = new DashManifest(bytes, Gzip.Pack(bytes), tag);
            }

            return known;
        }
    }

    /// <summary>Writes a manifest for one viewer.</summary>
    /// <param name="streams">The renditions.</param>
    /// <param name="isLowLatency">Whether it tells of the segments that are being written, too.</param>
    /// <param name="query">Put behind each address, with its leading <c>?</c>.</param>
    /// <returns>Null before the first segment.</returns>
    public byte[]? WriteManifest(ImmutableArray<DashStream> streams, bool isLowLatency, string query)
    {
        lock (_gate)
        {
            var renditions = Look(streams, isLowLatency, query);
            return renditions.IsEmpty ? null : Write(renditions);
        }
    }

    private static ImmutableArray<DashRendition> Look(ImmutableArray<DashStream> streams, bool isLowLatency, string query) =>
        [.. streams.Select(stream => stream.Look(isLowLatency, query)).OfType<DashRendition>()];

    private static string TagOf(ImmutableArray<DashRendition> renditions)
    {
        var tag = new StringBuilder();
        foreach (var rendition in renditions)
        {
            tag.Append(CultureInfo.InvariantCulture, $"{rendition.View.AvailabilityStart.ToUnixTimeMilliseconds():x}-{rendition.Version:x}{(rendition.Current is null ? "e" : "")}.");
        }

        return tag.ToString();
    }

    private byte[] Write(ImmutableArray<DashRendition> renditions) => Write(renditions, whole.Stream);

    private byte[] Write(ImmutableArray<DashRendition> renditions, string name)
    {
        var start = _availabilityStart ??= DateTimeOffset.FromUnixTimeMilliseconds(renditions[0].Origin.ToUnixTimeMilliseconds());
        return DashManifestWriter.Write(name, start, renditions, Divide([.. renditions.SelectMany(rendition => RunsOf(rendition, start))]));
    }

    /// <summary>The segments of a rendition by setup, oldest first.</summary>
    private static IEnumerable<DashRun> RunsOf(DashRendition rendition, DateTimeOffset start) => rendition.View.Segments
        .GroupBy(static segment => segment.Period)
        .Select(group => new DashRun(rendition, group.Key, [.. group], group.Key.MediaZero - start));

    /// <summary>Finds the times in which the same renditions are there. Under the lock.</summary>
    private List<DashSpan> Divide(List<DashRun> runs)
    {
        var newest = runs.Max(static run => run.End);
        foreach (var run in runs.Where(static run => !run.GoesOn))
        {
            // Where players of the other renditions have been meanwhile nothing changes any more: a rendition that has left is missed from now on only.
            var next = runs.Where(other => other.Rendition == run.Rendition && other.Start > run.Start).Select(static other => other.Start).DefaultIfEmpty(newest).Min();
            _ends.TryAdd(run.Period, next < newest ? next : newest);
        }

        foreach (var period in _ends.Keys.Where(period => !runs.Exists(run => run.Period == period)).ToList())
        {
            _ends.Remove(period);
        }

        TimeSpan EndOf(DashRun run) => run.GoesOn ? TimeSpan.MaxValue : _ends[run.Period];
        var bounds = runs.SelectMany(run => new[] { run.Start, EndOf(run) }).Where(static bound => bound < TimeSpan.MaxValue).Distinct().Order().ToList();
        var least = runs[0].Rendition.View.Options.DashFragment;
        var spans = new List<DashSpan>();
        for (var i = 0; i < bounds.Count; i++)
        {
            // Renditions do not come at the same moment exactly.
            var start = bounds[i];
            while (i + 1 < bounds.Count && bounds[i + 1] - bounds[i] < least)
            {
                i++;
            }

            var end = i + 1 < bounds.Count ? bounds[i + 1] : TimeSpan.MaxValue;
            var present = runs.Where(run => run.Start <= bounds[i] && EndOf(run) > bounds[i]).Select(run => run.Within(start, end)).Where(static run => !run.Segments.IsEmpty);
            if (present.ToImmutableArray() is { IsEmpty: false } there)
            {
                // To the millisecond, as it is written.
                spans.Add(new DashSpan(TimeSpan.FromMilliseconds(Math.Round(start.TotalMilliseconds)), there));
            }
        }

        return spans;
    }
}
