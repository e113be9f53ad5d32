namespace Srs.Media.Protocols.Hls;

/// <summary>Master playlists (RFC 8216 §4.3.4).</summary>
public static class HlsMaster
{
    /// <summary>Media type of playlists of either kind.</summary>
    public const string ContentType = "application/vnd.apple.mpegurl";

    /// <summary>Writes the one that gives a viewer its own media playlist, as SRS does.</summary>
    /// <param name="uri">URI of the media playlist.</param>
    public static string WriteOwn(string uri) => $"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,AVERAGE-BANDWIDTH=1\n{uri}\n";

    /// <summary>Writes the one of several renditions, or of one that is known well.</summary>
    /// <param name="variants">What there is; players begin with the first.</param>
    public static string Write(params IEnumerable<HlsVariant> variants) => "#EXTM3U\n" + string.Concat(variants);
}
