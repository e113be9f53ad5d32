using System.Collections.Immutable;

namespace Srs.Media.Protocols.Dash;

/// <summary>A time in which the same renditions are there: a Period of their manifest.</summary>
/// <param name="Start">When it begins, since MPD@availabilityStartTime.</param>
/// <param name="Runs">What is there, one of each rendition, with a segment each at least.</param>
internal sealed record DashSpan(TimeSpan Start, ImmutableArray<DashRun> Runs);
