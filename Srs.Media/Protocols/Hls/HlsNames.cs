using System.Text;
using Srs.Media.Configuration;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>The names of a stream's playlist, segments and keys: paths below the server's root, and what playlists say of them.</summary>
/// <remarks>Paths are not escaped and begin without a slash; the same path is that of the file, where there are files.</remarks>
internal sealed class HlsNames
{
    private readonly HlsOptions _options;
    private readonly StreamKey _stream;
    private readonly Func<DateTimeOffset, DateTimeOffset> _toZone;

    /// <summary>Makes the names of a stream.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="toZone">Puts a time of day in the zone that names are to have.</param>
    public HlsNames(HlsOptions options, StreamKey stream, Func<DateTimeOffset, DateTimeOffset> toZone)
    {
        _options = options;
        _stream = stream;
        _toZone = toZone;
        Playlist = Fill(options.HlsM3u8File, new PathValues(stream, default));
    }

    /// <summary>Path of the playlist.</summary>
    public string Playlist { get; }

    /// <summary>Path of the file of the master playlist: <c>movie.master.m3u8</c> where the playlist is <c>movie.m3u8</c>, which is a rendition's own.</summary>
    public string Master => Playlist.LastIndexOf('.') is var dot && dot > Playlist.LastIndexOf('/') ? $"{Playlist[..dot]}.master{Playlist[dot..]}" : Playlist + ".master";

    /// <summary>What the file of the master playlist says of a playlist.</summary>
    /// <param name="path">Path of the playlist.</param>
    public string UriOfPlaylist(string path) => Escape(Relative(path));

    /// <summary>Path of a segment.</summary>
    public string Segment(Segment segment) =>
        Fill(_options.HlsUseFmp4 ? _options.HlsFmp4File : _options.HlsTsFile, ValuesOf(segment) with { Sequence = segment.Sequence, Duration = segment.Duration });

    /// <summary>Path of the initialization segment that begins with a segment.</summary>
    /// <param name="segment">The first segment that needs it.</param>
    /// <param name="attempt">More than 0 for another name than before.</param>
    public string Init(Segment segment, int attempt)
    {
        var path = Fill(_options.HlsInitFile, ValuesOf(segment));
        var dot = path.LastIndexOf('.');
        return attempt == 0 ? path : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path[..dot]}-{attempt}{path[dot..]}");
    }

    /// <summary>Path of the key that begins with a segment.</summary>
    public string Key(Segment segment) => Fill(_options.HlsKeyFile, ValuesOf(segment) with { Sequence = segment.Sequence });

    /// <summary>What playlists say of a segment.</summary>
    public string UriOf(string path)
    {
        var prefix = _options.HlsEntryPrefix;
        return prefix.Length == 0 ? Escape(Relative(path))
            : prefix.EndsWith('/') ? prefix + Escape(Relative(path))
            : $"{prefix}/{Escape(path)}";
    }

    /// <summary>What playlists say of a key.</summary>
    public string KeyUriOf(string path)
    {
        var url = _options.HlsKeyUrl;
        if (url.Length == 0)
        {
            return Escape(Relative(path));
        }

        var query = url.IndexOf('?', StringComparison.Ordinal);
        var address = query < 0 ? url : url[..query];
        return $"{address}{(address.EndsWith('/') ? "" : "/")}{Escape(path)}{(query < 0 ? "" : url[query..])}";
    }

    /// <summary>Finds the path that a URI of a playlist of ours stands for.</summary>
    /// <returns>Null when it is none of ours.</returns>
    public string? PathOf(string uri)
    {
        var prefix = _options.HlsEntryPrefix;
        if (prefix.Length > 0 && !uri.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var isWhole = prefix.Length > 0 && !prefix.EndsWith('/');
        var folder = isWhole ? "" : Playlist[..(Playlist.LastIndexOf('/') + 1)];
        return folder + Uri.UnescapeDataString(uri[prefix.Length..].TrimStart('/'));
    }

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string Fill(string template, PathValues values)
    {
        var path = PathTemplate.Fill(template, values);
        return path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path.TrimStart('/');
    }

    /// <summary>The path as seen from the playlist.</summary>
    private string Relative(string path)
    {
        var from = Playlist.Split('/')[..^1];
        var to = path.Split('/');
        var common = 0;
        while (common < from.Length && common < to.Length - 1 && from[common] == to[common])
        {
            common++;
        }

        var relative = new StringBuilder();
        for (var i = common; i < from.Length; i++)
        {
            relative.Append("../");
        }

        return relative.AppendJoin('/', to[common..]).ToString();
    }

    private PathValues ValuesOf(Segment segment) => new(_stream, _toZone(segment.WallClock), Timestamp: segment.Timestamp);
}
