using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>What one tag body gave; of a body with several tracks, what the first one gave.</summary>
/// <param name="Track">The track when it is new or has changed, to be announced before <paramref name="Frame"/>; otherwise null.</param>
/// <param name="Frame">The frame, whose reference the caller owns; null when there is none.</param>
/// <param name="DropReason">Why there is no frame; <see cref="FlvDropReason.None"/> when nothing was lost.</param>
public readonly record struct FlvFrameResult(TrackInfo? Track, MediaFrame? Frame, FlvDropReason DropReason)
{
    private readonly FlvFrameResult[]? _others;

    /// <summary>What the further tracks of the body gave, in order, each to be treated like this one; they have no others.</summary>
    public ReadOnlySpan<FlvFrameResult> Others => _others;

    internal FlvFrameResult WithOthers(ReadOnlySpan<FlvFrameResult> others) => new(this, others);

    private FlvFrameResult(FlvFrameResult first, ReadOnlySpan<FlvFrameResult> others)
        : this(first.Track, first.Frame, first.DropReason) => _others = others.IsEmpty ? null : others.ToArray();
}
