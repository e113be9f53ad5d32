using System.Collections.Immutable;
using Srs.Media.Containers.Mp4;

namespace Srs.Media.Protocols.Dash;

/// <summary>The segments of one rendition that one setup of the decoders plays without a break.</summary>
/// <param name="Rendition">The rendition.</param>
/// <param name="Period">What they are of there.</param>
/// <param name="Segments">The segments, oldest first.</param>
/// <param name="Shift">From the times of their media to those of the manifest.</param>
internal sealed record DashRun(DashRendition Rendition, DashPeriod Period, ImmutableArray<DashSegment> Segments, TimeSpan Shift)
{
    /// <summary>When its first segment of all begins; the same whatever has left the window.</summary>
    public TimeSpan Start => Period.FirstTime + Shift;

    /// <summary>When its last segment ends.</summary>
    public TimeSpan End => EndOf(Segments[^1]);

    /// <summary>Whether more is to come.</summary>
    public bool GoesOn => Rendition.Current == Period;

    /// <summary>The run with what is shown in a time alone.</summary>
    public DashRun Within(TimeSpan start, TimeSpan end) =>
        this with { Segments = [.. Segments.Where(segment => EndOf(segment) > start && StartOf(segment) < end)] };

    /// <summary>When the segments of a track begin, those that have something of it.</summary>
    public List<TimeSpan> BoundsOf(DashTrack track) =>
        [.. Segments.Select(segment => segment.StartOf(track.Index)).OfType<long>().Select(start => MediaTimescale.ToTime(start, track.Timescale) + Shift)];

    private TimeSpan StartOf(DashSegment segment) => MediaTimescale.ToTime(segment.TimesOf(0).Presentation, Period.Tracks[0].Timescale) + Shift;

    private TimeSpan EndOf(DashSegment segment) =>
        MediaTimescale.ToTime(segment.TimesOf(0).Presentation + segment.TimesOf(0).Duration, Period.Tracks[0].Timescale) + Shift;
}
