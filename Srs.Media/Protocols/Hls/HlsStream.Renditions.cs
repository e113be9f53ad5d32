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
        return entries.IsEmpty ? null : HlsVariant.Of(uri, [.. entries.Select(static entry => entry.Segment)], isTs: entries[^1].Init is null);
    }
}
