using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>What a <see cref="TsDemuxer"/> found.</summary>
/// <param name="Track">The track when it is new or has changed, to be announced before <paramref name="Frame"/>; otherwise null.</param>
/// <param name="Frame">The frame, whose reference the caller owns; null when something was dropped.</param>
/// <param name="DropReason">Why there is no frame.</param>
public readonly record struct TsFrameResult(TrackInfo? Track, MediaFrame? Frame, TsDropReason DropReason);
