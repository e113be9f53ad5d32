using Srs.Media.Streams;

namespace Srs.Media.Egress;

/// <summary>Where a message begins in a <see cref="WireLog"/>, and what its reader has to know.</summary>
/// <param name="Offset">Offset of its first byte.</param>
/// <param name="Time">Its time on the stream's timeline.</param>
/// <param name="Headers">What a decoder must have been told before this message.</param>
/// <param name="IsKeyFrame">Whether a viewer can start here.</param>
internal readonly record struct WireMessage(long Offset, TimeSpan Time, StreamHeaders Headers, bool IsKeyFrame);
