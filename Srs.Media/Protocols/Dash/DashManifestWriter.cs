using System.Globalization;
using System.Text;
using System.Xml;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Dash;

/// <summary>Writes manifests.</summary>
/// <remarks>
/// ISO/IEC 23009-1 §5.3 (hierarchy), §5.3.9.6 (SegmentTimeline), §5.8.4.11 (UTCTiming), annex K (ServiceDescription); DASH-IF, Low-latency Modes
/// for DASH, for what belongs to the segment that is being written.
/// </remarks>
internal static partial class DashManifestWriter
{
    private const string Namespace = "urn:mpeg:dash:schema:mpd:2011";
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>Distance of players from the end, in segments: they need one, and one more when an update comes late.</summary>
    private const int DelaySegments = 3;

    /// <summary>
    /// Part of its expected length that is left out for sound that is being written: it ends with a frame of its own, not with a picture, and FFmpeg does
    /// not find a next segment that begins before the one before was told to end.
    /// </summary>
    private const long SoundShare = 16;

    /// <summary>Id of the element that tells how the clock of the media and the wall clock belong together.</summary>
    private const string ReferenceTimeId = "0";

    /// <summary>How often players in low-latency mode look for the next segment: it is found before the one that is being written is over.</summary>
    private static readonly TimeSpan LowLatencyUpdate = TimeSpan.FromMilliseconds(500);

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = " ", NewLineChars = "\n" };

    /// <summary>Writes a manifest in UTF-8.</summary>
    public static byte[] Write(DashView view) => Write(view, xml =>
    {
        for (var begin = 0; begin < view.Segments.Length;)
        {
            var period = view.Segments[begin].Period;
            var end = begin;
            while (end < view.Segments.Length && view.Segments[end].Period == period)
            {
                end++;
            }

            WritePeriod(xml, view, period, view.Segments.AsSpan()[begin..end]);
            begin = end;
        }
    });

    /// <summary>Writes a manifest.</summary>
    /// <param name="view">What stands at its head.</param>
    /// <param name="writePeriods">Writes the rest.</param>
    private static byte[] Write(DashView view, Action<XmlWriter> writePeriods)
    {
        using var output = new MemoryStream();
        using (var xml = XmlWriter.Create(output, Settings))
        {
            xml.WriteStartDocument();
            WriteRoot(xml, view, writePeriods);
            xml.WriteEndDocument();
        }

        return output.ToArray();
    }

    private static void WriteRoot(XmlWriter xml, DashView view, Action<XmlWriter> writePeriods)
    {
        var options = view.Options;
        var length = TimeSpan.FromTicks(view.Segments.Sum(static segment => segment.Duration.Ticks));
        var longest = Max(options.DashFragment, view.Segments.Max(static segment => segment.Duration));
        xml.WriteStartElement("MPD", Namespace);
        xml.WriteAttributeString("xsi", "schemaLocation", SchemaInstance, $"{Namespace} DASH-MPD.xsd");
        Attribute(xml, "profiles", "urn:mpeg:dash:profile:isoff-live:2011");
        Attribute(xml, "type", "dynamic");
        Attribute(xml, "availabilityStartTime", Time(view.AvailabilityStart));
        Attribute(xml, "publishTime", Time(view.Published));
        Attribute(xml, "minimumUpdatePeriod", Duration(view.IsLowLatency ? LowLatencyUpdate : options.DashUpdatePeriod));
        Attribute(xml, "minBufferTime", Duration(view.IsLowLatency ? options.DashLatency / 2 : longest));
        Attribute(xml, "timeShiftBufferDepth", Duration(Min(options.DashTimeshift, Max(length, longest))));
        Attribute(xml, "suggestedPresentationDelay", Duration(view.IsLowLatency ? options.DashLatency : (longest * DelaySegments) + Max(default, options.DashUpdatePeriod - longest)));
        Attribute(xml, "maxSegmentDuration", Duration(longest));
        if (view.Folder.Length > 0)
        {
            Element(xml, "BaseURL", Uri.EscapeDataString(view.Folder) + "/");
        }

        if (view.IsLowLatency)
        {
            WriteServiceDescription(xml, options.DashLatency);
        }

        writePeriods(xml);
        xml.WriteStartElement("UTCTiming");
        Attribute(xml, "schemeIdUri", "urn:mpeg:dash:utc:http-xsdate:2014");
        Attribute(xml, "value", DashManifest.TimePath);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteServiceDescription(XmlWriter xml, TimeSpan latency)
    {
        xml.WriteStartElement("ServiceDescription");
        Attribute(xml, "id", "0");
        xml.WriteStartElement("Latency");
        Attribute(xml, "referenceId", ReferenceTimeId);
        Attribute(xml, "target", Number((long)latency.TotalMilliseconds));
        Attribute(xml, "max", Number((long)(latency.TotalMilliseconds * 3)));
        Attribute(xml, "min", Number((long)(latency.TotalMilliseconds / 2)));
        xml.WriteEndElement();
        xml.WriteStartElement("PlaybackRate");
        Attribute(xml, "max", "1.04");
        Attribute(xml, "min", "0.96");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WritePeriod(XmlWriter xml, DashView view, DashPeriod period, ReadOnlySpan<DashSegment> segments)
    {
        xml.WriteStartElement("Period");
        Attribute(xml, "id", period.Id);
        Attribute(xml, "start", Duration(period.Start));
        foreach (var track in period.Tracks)
        {
            if (IsListed(view, track, segments))
            {
                WriteTrack(xml, view, period, track, segments);
            }
        }

        xml.WriteEndElement();
    }

    private static void WriteTrack(XmlWriter xml, DashView view, DashPeriod period, DashTrack track, ReadOnlySpan<DashSegment> segments)
    {
        var isVideo = track.Info.Kind == MediaKind.Video;
        var areIndependent = true;
        foreach (var segment in segments)
        {
            areIndependent &= segment.IsIndependent || !isVideo;
        }

        xml.WriteStartElement("AdaptationSet");
        Attribute(xml, "id", Number(track.Index));
        Attribute(xml, "contentType", track.Name);
        Attribute(xml, "mimeType", $"{track.Name}/mp4");
        Attribute(xml, "segmentAlignment", "true");
        if (areIndependent)
        {
            Attribute(xml, "startWithSAP", "1");
        }

        WriteReferenceTime(xml, view, period.Start, track.Offset);
        WriteTemplate(xml, view, track, track.Offset, segments);
        xml.WriteStartElement("Representation");
        Attribute(xml, "id", track.Name);
        WriteQualities(xml, period, track);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>Whether there is something of a track: what has no time has no name by time.</summary>
    private static bool IsListed(DashView view, DashTrack track, ReadOnlySpan<DashSegment> segments)
    {
        if (view.Naming == DashNaming.Number)
        {
            return true;
        }

        foreach (var segment in segments)
        {
            if (segment.StartOf(track.Index) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells low-latency players what time of day it was at the encoder when the media had a time.</summary>
    private static void WriteReferenceTime(XmlWriter xml, DashView view, TimeSpan start, long presentation)
    {
        if (!view.IsLowLatency)
        {
            return;
        }

        xml.WriteStartElement("ProducerReferenceTime");
        Attribute(xml, "id", ReferenceTimeId);
        Attribute(xml, "inband", "true");
        Attribute(xml, "type", "encoder");
        Attribute(xml, "wallClockTime", Time(view.AvailabilityStart + start));
        Attribute(xml, "presentationTime", Number(presentation));
        xml.WriteEndElement();
    }

    /// <summary>Tells what a player chooses by.</summary>
    private static void WriteQualities(XmlWriter xml, DashPeriod period, DashTrack track)
    {
        Attribute(xml, "bandwidth", Number(Math.Max(1, period.PeakBitrateOf(track))));
        if (track.Codecs is { } codecs)
        {
            Attribute(xml, "codecs", codecs);
        }

        if (track.Info.Video is { Width: > 0 } video)
        {
            Attribute(xml, "width", Number(video.Width));
            Attribute(xml, "height", Number(video.Height));
        }

        if (track.Info.Kind == MediaKind.Video && period.FrameRate is { } frameRate)
        {
            Attribute(xml, "frameRate", frameRate);
        }

        if (track.Info.Audio is { } audio)
        {
            Attribute(xml, "audioSamplingRate", Number(audio.SampleRate));

            // Up to there the number of channels is the number of their arrangement (ISO/IEC 23091-3 table 10).
            if (audio.Channels is >= 1 and <= 6)
            {
                xml.WriteStartElement("AudioChannelConfiguration");
                Attribute(xml, "schemeIdUri", "urn:mpeg:dash:23003:3:audio_channel_configuration:2011");
                Attribute(xml, "value", Number(audio.Channels));
                xml.WriteEndElement();
            }
        }
    }

    private static void WriteTemplate(XmlWriter xml, DashView view, DashTrack track, long offset, ReadOnlySpan<DashSegment> segments)
    {
        // A dollar begins a variable (§5.3.9.4.4).
        var query = view.Query.Replace("$", "$$", StringComparison.Ordinal);
        xml.WriteStartElement("SegmentTemplate");
        Attribute(xml, "timescale", Number(track.Timescale));
        Attribute(xml, "presentationTimeOffset", Number(offset));
        if (view.IsLowLatency)
        {
            // A segment can be had from its first part on.
            var early = GuessDuration(view, segments) - view.Part;
            Attribute(xml, "availabilityTimeOffset", Max(default, early).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
            Attribute(xml, "availabilityTimeComplete", "false");
        }

        Attribute(xml, "initialization", track.InitName + query);
        Attribute(xml, "media", DashName.TemplateOf(track.Name, view.Naming) + query);
        if (view.Naming == DashNaming.Number)
        {
            Attribute(xml, "startNumber", Number(segments[0].Number));
        }

        xml.WriteStartElement("SegmentTimeline");
        WriteTimeline(xml, view, track, offset, segments);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteTimeline(XmlWriter xml, DashView view, DashTrack track, long offset, ReadOnlySpan<DashSegment> segments)
    {
        var guess = MediaTimescale.FromTime(GuessDuration(view, segments), track.Timescale);
        var (start, duration, repeats) = (-1L, 0L, 0L);
        var end = offset;
        foreach (var segment in segments)
        {
            var times = segment.TimesOf(track.Index);
            if (times.Duration == 0 && view.Naming != DashNaming.Number)
            {
                continue;
            }

            if (times.Duration == 0)
            {
                // Nothing of this track is in it, but numbers must not shift.
                times = new SegmentTimes(end, end, guess);
            }
            else if (!segment.IsComplete)
            {
                times = times with { Duration = Math.Max(times.Duration, track.Info.Kind == MediaKind.Video ? guess : guess - (guess / SoundShare)) };
            }

            if (start >= 0 && times.Presentation == end && times.Duration == duration)
            {
                repeats++;
            }
            else
            {
                WriteRun(xml, start, duration, repeats);
                (start, duration, repeats) = (times.Presentation, times.Duration, 0);
            }

            end = times.Presentation + times.Duration;
        }

        WriteRun(xml, start, duration, repeats);
    }

    private static void WriteRun(XmlWriter xml, long start, long duration, long repeats)
    {
        if (start < 0)
        {
            return;
        }

        xml.WriteStartElement("S");
        Attribute(xml, "t", Number(start));
        Attribute(xml, "d", Number(duration));
        if (repeats > 0)
        {
            Attribute(xml, "r", Number(repeats));
        }

        xml.WriteEndElement();
    }

    /// <summary>How long a segment of the period will be: as the last complete one.</summary>
    private static TimeSpan GuessDuration(DashView view, ReadOnlySpan<DashSegment> segments)
    {
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            if (segments[i].IsComplete)
            {
                // The last one of a source may be short.
                return Max(segments[i].Duration, view.Options.DashFragment);
            }
        }

        return view.Options.DashFragment;
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, value);

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, text);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"PT{time.TotalSeconds:0.###}S");

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
