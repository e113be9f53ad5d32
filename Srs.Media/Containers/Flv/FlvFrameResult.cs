using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>What one tag body gave.</summary>
/// <param name="Track">The track when it is new or has changed, to be announced before <paramref name="Frame"/>; otherwise null.</param>
/// <param name="Frame">The frame, whose reference the caller owns; null when there is none.</param>
/// <param name="DropReason">Why there is no frame; <see cref="FlvDropReason.None"/> when nothing was lost.</param>
public readonly record struct FlvFrameResult(TrackInfo? Track, MediaFrame? Frame, FlvDropReason DropReason);
