namespace Srs.Media.Protocols.Dash;

/// <summary>What a name below a stream's folder stands for: an initialization segment, or one track of a segment.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">Tells it from what had the name before, for ETag.</param>
/// <param name="Init">The initialization segment; empty for a segment.</param>
/// <param name="Segment">The segment; null for an initialization segment.</param>
/// <param name="Track">Number of the track in the segment.</param>
public sealed record DashResource(string ContentType, string Tag, ReadOnlyMemory<byte> Init, DashSegment? Segment, int Track)
{
    /// <summary>Stands for a segment that was not listed yet when it was asked for, empty: the manifest tells now what it is called.</summary>
    public static DashResource ToCome { get; } = new("video/mp4", "to-come", DashEmptySegment.Bytes, Segment: null, 0);
}
