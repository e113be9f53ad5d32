using System.Collections.Immutable;
using Srs.Media.Configuration;

namespace Srs.Media.Protocols.Dash;

/// <summary>What a manifest tells: the state of a stream at one moment.</summary>
/// <param name="Options">The options.</param>
/// <param name="Folder">Name of the folder with the segments, beside the manifest.</param>
/// <param name="AvailabilityStart">What periods count from.</param>
/// <param name="Published">When it last changed.</param>
/// <param name="Segments">The segments, oldest first, one at least; the last may be incomplete with <paramref name="IsLowLatency"/>.</param>
/// <param name="Part">How much of a segment is written before it can be had.</param>
/// <param name="IsLowLatency">Whether players may have the segment that is being written.</param>
/// <param name="Query">Put behind each address with its leading <c>?</c>; empty for none.</param>
internal sealed record DashView(
    DashOptions Options,
    string Folder,
    DateTimeOffset AvailabilityStart,
    DateTimeOffset Published,
    ImmutableArray<DashSegment> Segments,
    TimeSpan Part,
    bool IsLowLatency,
    string Query)
{
    /// <summary>What the names of segments tell.</summary>
    public DashNaming Naming { get; init; } = IsLowLatency ? DashNaming.GrowingTime : DashNaming.Time;
}
