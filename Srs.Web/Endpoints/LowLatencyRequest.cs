using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>What an HTTP request means to low-latency HLS.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Options">Options of its virtual host.</param>
/// <param name="Id">The viewer whose folder is asked for; null for nobody's.</param>
/// <param name="File">Name in the folder; null for the multivariant playlist, which is beside it.</param>
/// <remarks>
/// <c>/app/stream.ll.m3u8</c> names <c>/app/stream.ll/ID/index.m3u8</c>, and that <c>/app/stream.ll/ID/SEGMENT</c>: with the viewer in the path instead of
/// the query, all viewers read the same bytes, and every player sends the id along. Without ids (<c>HlsCtx</c> off) that part of the path is missing.
/// A stream of several renditions has a folder for each: <c>/app/stream.ll/ID/RENDITION/index.m3u8</c>, with <c>-</c> for no id. The viewer is one of the
/// stream, whichever rendition is played.
/// </remarks>
internal sealed record LowLatencyRequest(StreamKey Stream, VhostOptions Options, string? Id, string? File)
{
    /// <summary>Name of the media playlist.</summary>
    public const string Playlist = LowLatencyStream.PlaylistName;

    private const string Folder = ".ll";
    private const string Extension = Folder + ".m3u8";

    /// <summary>The rendition of the stream whose folder is asked for; null for the stream's own.</summary>
    public StreamKey? Rendition { get; private init; }

    /// <summary>The stream that the bytes are of.</summary>
    public StreamKey Source => Rendition ?? Stream;

    /// <summary>Whether the media playlist is asked for.</summary>
    public bool IsPlaylist => File == Playlist;

    /// <summary>Reads a request.</summary>
    /// <returns>Null when it is not about low-latency HLS.</returns>
    public static LowLatencyRequest? Read(HttpContext context)
    {
        if (!TrySplit(context.Request.Path.Value ?? "", out var app, out var stream, out var id, out var rendition, out var file))
        {
            return null;
        }

        id = rendition is not null && id == LowLatencyStream.NoViewer ? null : id;
        var services = context.RequestServices;
        var known = id is null ? null : services.GetRequiredService<HlsSessions>().Find(id);
        try
        {
            var query = context.Request.Query;
            var host = known?.Stream.Vhost ?? query["vhost"].FirstOrDefault() ?? query["domain"].FirstOrDefault() ?? context.Request.Host.Host.Trim('[', ']');
            var (vhost, options) = services.GetRequiredService<StreamBroker>().ResolveVhost(host);
            var key = new StreamKey(vhost, app, stream);
            StreamKey? source = rendition is null ? null : key with { Stream = rendition };
            return LowLatencyStream.IsOn(options.Hls) && (source is not { } of || Renditions.IsOf(of, key, options.Renditions))
                ? new LowLatencyRequest(key, options, id, file) { Rendition = source }
                : null;
        }
        catch (AccessDeniedException)
        {
            return null;
        }
    }

    /// <summary>Takes a path apart.</summary>
    public static bool TrySplit(string path, out string app, out string stream, out string? id, out string? rendition, out string? file)
    {
        (app, stream, id, rendition, file) = ("", "", null, null, null);
        var levels = path.TrimStart('/').Split('/');
        var last = levels.Length - 1;
        string name;
        if (levels[last].EndsWith(Extension, StringComparison.Ordinal))
        {
            name = levels[last][..^Extension.Length];
        }
        else if (last > 1 && levels[last - 1].EndsWith(Folder, StringComparison.Ordinal))
        {
            file = levels[last--];
            name = levels[last][..^Folder.Length];
        }
        else if (last > 2 && levels[last - 2].EndsWith(Folder, StringComparison.Ordinal) && HlsSessions.IsId(levels[last - 1]))
        {
            (id, file) = (levels[last - 1], levels[last]);
            last -= 2;
            name = levels[last][..^Folder.Length];
        }
        else if (last > 3 && levels[last - 3].EndsWith(Folder, StringComparison.Ordinal) && HlsSessions.IsId(levels[last - 2]) && levels[last - 1].Length > 0)
        {
            (id, rendition, file) = (levels[last - 2], levels[last - 1], levels[last]);
            last -= 3;
            name = levels[last][..^Folder.Length];
        }
        else
        {
            return false;
        }

        app = string.Join('/', levels[..last]);
        stream = name;
        return app.Length > 0 && stream.Length > 0 && (file is null or Playlist || LowLatencyName.TryParse(file, out _));
    }
}
