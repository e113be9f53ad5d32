using System.Runtime.InteropServices;

namespace Srs.Media.Containers.Flv;

/// <summary>Collects what the tracks of one body give.</summary>
/// <param name="maxTracks">Tracks of a body past which the rest is dropped.</param>
internal sealed class FlvTrackResults(int maxTracks)
{
    private readonly List<FlvFrameResult> _results = [];

    /// <summary>Takes the next track; false at the end, and when the rest is dropped, which the results then tell.</summary>
    public bool TryReadNext(
        ref ReadOnlySpan<byte> rest, FlvMultitrackType? layout, uint fourCc, out FlvExTrack track, out ReadOnlySpan<byte> payload)
    {
        track = default;
        payload = default;
        if (rest.IsEmpty)
        {
            return false;
        }

        if (_results.Count >= maxTracks)
        {
            Add(new FlvFrameResult(null, null, FlvDropReason.TooManyTracks));
            return false;
        }

        if (FlvExTrack.TryReadNext(ref rest, layout == FlvMultitrackType.ManyTracksManyCodecs, fourCc, out track, out payload))
        {
            return true;
        }

        Add(new FlvFrameResult(null, null, FlvDropReason.Truncated));
        return false;
    }

    /// <summary>Takes what a track gave.</summary>
    public void Add(FlvFrameResult result) => _results.Add(result);

    /// <summary>The first result with the others.</summary>
    public FlvFrameResult ToResult() => _results.Count == 0
        ? new FlvFrameResult(null, null, FlvDropReason.Empty)
        : _results[0].WithOthers(CollectionsMarshal.AsSpan(_results)[1..]);
}
