using Srs.Media.Codecs;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Dash;

/// <summary>One track of a period: an AdaptationSet with one Representation. Immutable.</summary>
/// <param name="Index">Place in <see cref="SegmentHeader.Tracks"/>.</param>
/// <param name="Info">The track.</param>
/// <param name="Init">Its initialization segment.</param>
/// <param name="InitName">Name of that below the stream's folder.</param>
/// <param name="Offset">What the period begins with, in units of <see cref="Timescale"/>: presentationTimeOffset.</param>
internal sealed record DashTrack(int Index, TrackInfo Info, ReadOnlyMemory<byte> Init, string InitName, long Offset)
{
    /// <summary>Id of the Representation, with which the names of its segments begin; as in SRS.</summary>
    public string Name => NameOf(Info.Kind);

    /// <summary>Units per second.</summary>
    public int Timescale => TimescaleOf(Info);

    /// <summary>RFC 6381 string; null when there is none.</summary>
    public string? Codecs => CodecsParameter.Get(Info);

    /// <summary>Name of the tracks of a kind.</summary>
    public static string NameOf(MediaKind kind) => kind == MediaKind.Video ? "video" : "audio";

    /// <summary>Units per second of a track as it is cut.</summary>
    public static int TimescaleOf(TrackInfo track) => track.Kind == MediaKind.Video ? MediaTimescale.Video : Math.Max(track.Audio?.SampleRate ?? 0, 1);
}
