using System.Diagnostics.CodeAnalysis;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>The tracks of one kind that a publisher has shown.</summary>
/// <param name="kind">What they carry.</param>
internal sealed class FlvTrackTable(MediaKind kind)
{
    /// <summary>Most tracks, so that a publisher cannot make a server keep 256 configurations of each kind.</summary>
    public const int MaxTracks = 32;

    private readonly Dictionary<int, FlvTrackState> _others = [];

    /// <summary>The default track, number 0.</summary>
    public FlvTrackState Default { get; } = new(kind, 0);

    /// <summary>Finds the track, or makes it.</summary>
    /// <returns>False when there are <see cref="MaxTracks"/> others already.</returns>
    public bool TryGet(int id, [NotNullWhen(true)] out FlvTrackState? track)
    {
        track = Default;
        if (id == 0 || _others.TryGetValue(id, out track))
        {
            return true;
        }

        if (_others.Count + 1 >= MaxTracks)
        {
            return false;
        }

        track = new FlvTrackState(kind, id);
        _others.Add(id, track);
        return true;
    }
}
