namespace Srs.Media.Containers.Mp4;

/// <summary>What a fragment tells besides its samples.</summary>
/// <param name="Format">The track.</param>
/// <param name="Sequence">mfhd's sequence number.</param>
/// <param name="StartsSegment">Puts styp in front.</param>
/// <param name="WallTime">When the first frame came from the encoder, for prft; null leaves that out.</param>
/// <param name="Presentation">Earliest presentation time in units of the track.</param>
internal readonly record struct CmafFragmentHead(
    CmafTrackFormat Format, uint Sequence, bool StartsSegment, DateTimeOffset? WallTime, long Presentation);
