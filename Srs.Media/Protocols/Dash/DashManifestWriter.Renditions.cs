using System.Collections.Immutable;
using System.Xml;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;

namespace Srs.Media.Protocols.Dash;

/// <content>Manifests of several renditions: one AdaptationSet for those that a decoder can change between, a Representation for each (§5.3.3.2).</content>
internal static partial class DashManifestWriter
{
    /// <summary>How far times may be apart that are the same: encoders round them to milliseconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);

    /// <summary>Writes a manifest of several renditions in UTF-8.</summary>
    /// <param name="name">Name of the whole, whose folder has theirs in it; empty when they are as seen from the manifest.</param>
    /// <param name="start">MPD@availabilityStartTime.</param>
    /// <param name="renditions">The renditions, one at least.</param>
    /// <param name="spans">When which of them are there.</param>
    public static byte[] Write(string name, DateTimeOffset start, ImmutableArray<DashRendition> renditions, List<DashSpan> spans)
    {
        var longest = renditions.MaxBy(static rendition => rendition.View.Segments.Sum(static segment => segment.Duration.Ticks))!.View;
        var head = longest with { Folder = name, AvailabilityStart = start, Published = renditions.Max(static rendition => rendition.View.Published) };
        return Write(head, xml => spans.ForEach(span => WriteSpan(xml, head, span)));
    }

    private static void WriteSpan(XmlWriter xml, DashView head, DashSpan span)
    {
        xml.WriteStartElement("Period");
        Attribute(xml, "id", Number((long)span.Start.TotalMilliseconds));
        Attribute(xml, "start", Duration(span.Start));
        var sets = span.Runs.SelectMany(static run => run.Period.Tracks.Select(track => (Run: run, Track: track)))

            // A further video track has the sound of the first.
            .Where(static pair => pair.Track.Info.Kind == MediaKind.Video || !pair.Run.Rendition.IsVideoTrack)
            .Where(static pair => IsListed(pair.Run.Rendition.View, pair.Track, pair.Run.Segments.AsSpan()))

            // Between audio tracks the viewer chooses, not the player.
            .GroupBy(static pair => (pair.Track.Info.Kind, pair.Run.Rendition.Sound, pair.Track.Info.Codec))
            .OrderBy(static set => set.Key.Kind == MediaKind.Video ? 0 : 1).ThenBy(static set => set.Key.Sound);
        var hasChoice = span.Runs.Any(static run => run.Rendition.Sound > 0);
        foreach (var (index, set) in sets.Index())
        {
            var kind = DashTrack.NameOf(set.Key.Kind);
            xml.WriteStartElement("AdaptationSet");
            Attribute(xml, "id", Number(index));
            Attribute(xml, "contentType", kind);
            Attribute(xml, "mimeType", $"{kind}/mp4");
            if (AreAligned([.. set.Select(static pair => pair.Run.BoundsOf(pair.Track))]))
            {
                Attribute(xml, "segmentAlignment", "true");
            }

            if (set.Key.Kind != MediaKind.Video || set.All(static pair => pair.Run.Segments.All(static segment => segment.IsIndependent)))
            {
                Attribute(xml, "startWithSAP", "1");
            }

            if (hasChoice && set.Key.Kind == MediaKind.Audio)
            {
                WriteSound(xml, set.First().Track.Info, isMain: set.Key.Sound == 0);
            }

            foreach (var (run, track) in set)
            {
                WriteRepresentation(xml, head, span, run, track);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>Whether segments of renditions that are next to each other never overlap (§5.3.3.2, @segmentAlignment).</summary>
    /// <param name="renditions">When the segments of each begin on the timeline of all.</param>
    private static bool AreAligned(List<List<TimeSpan>> renditions)
    {
        // Each has its own first and last one.
        var (first, last) = (renditions.Max(static starts => starts[0]) - Rounding, renditions.Min(static starts => starts[^1]) + Rounding);
        var common = renditions.ConvertAll(starts => starts.FindAll(start => start >= first && start <= last));
        return common.TrueForAll(starts => starts.Count == common[0].Count && starts.Zip(common[0], static (a, b) => (a - b).Duration() <= Rounding).All(static isSame => isSame));
    }

    /// <summary>Tells what viewers choose an audio track by (§5.3.3.2, §5.3.7.2, §5.8.5.5).</summary>
    private static void WriteSound(XmlWriter xml, TrackInfo track, bool isMain)
    {
        if (track.Language.Length > 0)
        {
            Attribute(xml, "lang", track.Language);
        }

        if (track.Label.Length > 0)
        {
            Element(xml, "Label", track.Label);
        }

        xml.WriteStartElement("Role");
        Attribute(xml, "schemeIdUri", "urn:mpeg:dash:role:2011");
        Attribute(xml, "value", isMain ? "main" : "alternate");
        xml.WriteEndElement();
    }

    private static void WriteRepresentation(XmlWriter xml, DashView head, DashSpan span, DashRun run, DashTrack track)
    {
        var offset = Math.Max(0, MediaTimescale.FromTime(span.Start - run.Shift, track.Timescale));
        xml.WriteStartElement("Representation");
        Attribute(xml, "id", $"{Uri.EscapeDataString(run.Rendition.Name)}-{track.Name}");
        WriteQualities(xml, run.Period, track);
        WriteReferenceTime(xml, head, span.Start, offset);
        Element(xml, "BaseURL", run.Rendition.Folder);
        WriteTemplate(xml, run.Rendition.View, track, offset, run.Segments.AsSpan());
        xml.WriteEndElement();
    }
}
