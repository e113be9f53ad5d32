using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <content>What a master playlist tells of it.</content>
public sealed partial class HlsStream
{
    /// <summary>Whether there is a source, or one to come.</summary>
    public bool IsLive
    {
        get
        {
            lock (_gate)
            {
                return _idleSince is null;
            }
        }
    }

    /// <summary>Whether the last source has left for longer than it takes players to notice; a player of several renditions goes on with another then.</summary>
    public bool HasLeft
    {
        get
        {
            lock (_gate)
            {
                return _idleSince is { } since && _clock.GetElapsedTime(since) >= _options.HlsFragment * LeastListed;
            }
        }
    }

    /// <summary>Path of the playlist below the server's root, not escaped, without a slash before it.</summary>
    public string PlaylistPath
    {
        get
        {
            lock (_gate)
            {
                return _names.Playlist;
            }
        }
    }

    /// <summary>Measures what is listed.</summary>
    /// <param name="uri">URI of the playlist.</param>
    /// <returns>Null before the first segment.</returns>
    public HlsVariant? Describe(string uri)
    {
        var entries = _playlist.Entries;
        return entries.IsEmpty ? null : HlsVariant.Of(uri, [.. entries.Select(static entry => entry.Segment)], isTs: entries[^1].Init is null, _kind);
    }

    /// <summary>A track that comes while its stream is listed counts the discontinuities that it has not had: players count them by number.</summary>
    /// <param name="discontinuities">Those of the stream so far.</param>
    internal void ContinueAfter(long discontinuities)
    {
        lock (_gate)
        {
            _discontinuities = _listed.Count == 0 ? Math.Max(_discontinuities, discontinuities) : _discontinuities;
        }
    }

    /// <summary>In what form segments are sent that are not encrypted.</summary>
    private SegmentForm PlainForm => _kind switch
    {
        MediaKind.Video => SegmentForm.Pictures,
        MediaKind.Audio => SegmentForm.Sound,
        _ => _options.HlsUseFmp4 ? SegmentForm.Cmaf : SegmentForm.Ts,
    };

    /// <summary>Whether tracks are shown by themselves, which in MPEG-TS and encrypted they are not.</summary>
    internal static bool HasTracks(HlsOptions options) => options is { HlsUseFmp4: true, HlsKeys: false };

    /// <summary>Whether one track of a segment is to be listed; it may have been, when the track came while the segment was cut.</summary>
    private bool IsShown(Segment segment, MediaKind kind) =>
        HasTracks(_options) && segment.Header.IndexOf(kind) >= 0 && (_playlist.Entries is not [.., var last] || last.Segment.Sequence < segment.Sequence);
}
