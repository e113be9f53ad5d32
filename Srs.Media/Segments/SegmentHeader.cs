using System.Collections.Concurrent;
using System.Collections.Immutable;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;

namespace Srs.Media.Segments;

/// <summary>What a decoder needs before the first of the segments that were made with it; shared by these, immutable.</summary>
/// <param name="Number">Counts up with each header of a stream, from 0.</param>
/// <param name="Tracks">The tracks, video before audio.</param>
/// <param name="Init">Initialization segment of all tracks (ISO/IEC 14496-12 §8.16); empty without <see cref="SegmentForm.Cmaf"/>.</param>
public sealed record SegmentHeader(int Number, ImmutableArray<TrackInfo> Tracks, ReadOnlyMemory<byte> Init)
{
    private readonly ConcurrentDictionary<MediaKind, byte[]> _inits = new();

    /// <summary>Whether there are pictures.</summary>
    public bool HasVideo => Tracks.Any(static track => track.Kind == MediaKind.Video);

    /// <summary>Place of the first track of a kind in <see cref="Tracks"/>; less than 0 when there is none.</summary>
    public int IndexOf(MediaKind kind)
    {
        for (var i = 0; i < Tracks.Length; i++)
        {
            if (Tracks[i].Kind == kind)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Initialization segment of the first track of a kind, or of all tracks.</summary>
    /// <param name="kind">The kind; null for all tracks.</param>
    internal ReadOnlyMemory<byte> InitOf(MediaKind? kind) => kind is not { } one ? Init : _inits.GetOrAdd(one, MakeInit);

    private byte[] MakeInit(MediaKind kind) => CmafTrackInit.Extract(Init, (uint)IndexOf(kind) + 1);
}
