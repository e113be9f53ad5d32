using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>What the variables of a <see cref="PathTemplate"/> stand for; a null one is left in brackets.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Time">Time of day, in the zone that names are to have.</param>
/// <param name="Sequence">Number of the segment.</param>
/// <param name="Duration">Its duration.</param>
/// <param name="Timestamp">Milliseconds since 1970, or the number of the fragment since then.</param>
public readonly record struct PathValues(StreamKey Stream, DateTimeOffset Time, long? Sequence = null, TimeSpan? Duration = null, long? Timestamp = null);
