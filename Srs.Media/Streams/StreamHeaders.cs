using System.Collections.Immutable;
using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>What a viewer has to know before its first frame; a change makes a new one.</summary>
/// <param name="Metadata">AMF0 values of a data message: the name <c>onMetaData</c> and its properties; empty when the publisher sent none.</param>
/// <param name="Tracks">The tracks announced so far, video before audio, then by number.</param>
public sealed record StreamHeaders(ReadOnlyMemory<byte> Metadata, ImmutableArray<TrackInfo> Tracks)
{
    /// <summary>Nothing is known.</summary>
    public static StreamHeaders Empty { get; } = new(ReadOnlyMemory<byte>.Empty, []);

    /// <summary>Whether a video track is known.</summary>
    public bool HasVideo => First(MediaKind.Video) is not null;

    /// <summary>Whether an audio track is known.</summary>
    public bool HasAudio => First(MediaKind.Audio) is not null;

    /// <summary>The default track of a kind, or null.</summary>
    public TrackInfo? First(MediaKind kind)
    {
        foreach (var track in Tracks)
        {
            if (track.Kind == kind)
            {
                return track;
            }
        }

        return null;
    }

    /// <summary>The track with the kind and number of <paramref name="track"/>, or null.</summary>
    public TrackInfo? Find(TrackInfo track)
    {
        foreach (var known in Tracks)
        {
            if (known.Kind == track.Kind && known.Id == track.Id)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>These headers with <paramref name="track"/> in the place of its former self.</summary>
    public StreamHeaders With(TrackInfo track)
    {
        var tracks = Tracks.RemoveAll(known => known.Kind == track.Kind && known.Id == track.Id).Add(track);
        return this with { Tracks = tracks.Sort(static (a, b) => Order(a).CompareTo(Order(b))) };
    }

    private static (int Kind, int Id) Order(TrackInfo track)
    {
        var kind = track.Kind switch { MediaKind.Video => 0, MediaKind.Audio => 1, _ => 2 };
        return (kind, track.Id);
    }
}
