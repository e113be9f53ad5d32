using System.Collections.Immutable;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>A rendition of a stream, and what it is played with; immutable.</summary>
/// <param name="Stream">All that is published of it.</param>
/// <param name="Shown">What is fetched as the variant: itself, or its pictures alone where the sound is fetched by itself.</param>
/// <param name="Sounds">The audio tracks to choose from, the default first; empty where there is no choice.</param>
/// <param name="HasSound">Whether the first of <paramref name="Sounds"/> is in the variant.</param>
public sealed record HlsRendition(HlsStream Stream, HlsStream Shown, ImmutableArray<HlsStream> Sounds, bool HasSound)
{
    /// <summary>Segments of the stream after which an audio track without any is not waited for: it may be silent, or MPEG-TS has no place for it.</summary>
    private const int Patience = 2;

    /// <summary>Everything that is fetched, the variant first.</summary>
    public IEnumerable<HlsStream> All => Sounds.Skip(HasSound ? 1 : 0).Prepend(Shown);

    /// <summary>Whether there is anything to choose, so that a master playlist is needed.</summary>
    /// <param name="renditions">The renditions.</param>
    /// <param name="whole">The stream that is watched.</param>
    public static bool AreSeveral(ImmutableArray<HlsRendition> renditions, StreamKey whole) =>
        renditions.Any(rendition => rendition.Stream.Key != whole || !rendition.Sounds.IsEmpty);

    /// <summary>The renditions that a master playlist names: those that are published; when none is, those that were.</summary>
    /// <param name="renditions">The renditions.</param>
    /// <param name="isListed">Whether a playlist can be played.</param>
    public static ImmutableArray<HlsRendition> Choose(ImmutableArray<HlsRendition> renditions, Func<HlsStream, bool> isListed)
    {
        var listed = renditions.RemoveAll(rendition => !isListed(rendition.Shown));
        return listed.Any(static rendition => rendition.Stream.IsLive) ? listed.RemoveAll(static rendition => !rendition.Stream.IsLive) : listed;
    }

    /// <summary>What is about to be there.</summary>
    /// <param name="isListed">Whether a playlist can be played.</param>
    public IEnumerable<HlsStream> FindPending(Func<HlsStream, bool> isListed) =>
        All.Where(stream => stream.IsLive && !isListed(stream) && (stream == Shown || Stream.ListedSegments < Patience));
}
