using System.Text.RegularExpressions;
using Srs.Media.Protocols.Dash;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>What an HTTP request means to DASH.</summary>
/// <param name="Options">Options of the virtual host.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Name">Name of the segment in the stream's folder; null for the manifest.</param>
/// <param name="IsLowLatency">Whether the low-latency manifest is asked for.</param>
internal sealed partial record DashRequest(VhostOptions Options, StreamKey Stream, string? Name, bool IsLowLatency)
{
    private const string Manifest = ".mpd";
    private const string LowLatencyManifest = ".ll.mpd";

    /// <summary>The rendition of the stream in whose folder the segment is; null for the stream's own.</summary>
    public StreamKey? Rendition { get; private init; }

    /// <summary>The stream that the segment is of.</summary>
    public StreamKey Source => Rendition ?? Stream;

    /// <summary>Reads a request.</summary>
    /// <returns>Null when it is not about DASH.</returns>
    public static DashRequest? Read(HttpContext context)
    {
        var services = context.RequestServices;
        var path = context.Request.Path.Value ?? "";
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (!path.EndsWith(Manifest, StringComparison.Ordinal) && !SegmentName().IsMatch(name))
        {
            return null;
        }

        string vhost;
        VhostOptions options;
        try
        {
            (vhost, options) = services.GetRequiredService<StreamBroker>().ResolveVhost(HlsRequest.HostOf(context.Request));
        }
        catch (AccessDeniedException)
        {
            return null;
        }

        var dash = services.GetRequiredService<DashService>();
        var template = options.Dash.DashMpdFile;
        if (path.EndsWith(Manifest, StringComparison.Ordinal))
        {
            if (!options.Dash.Enabled)
            {
                return null;
            }

            var isLowLatency = options.Dash.DashLatency > TimeSpan.Zero && path.EndsWith(LowLatencyManifest, StringComparison.Ordinal);
            path = isLowLatency ? path[..^LowLatencyManifest.Length] + Manifest : path;
            return HlsPath.Get(template).TryMatch(path, out var app, out var stream)
                ? new DashRequest(options, new StreamKey(vhost, app, stream), Name: null, isLowLatency)
                : null;
        }

        // Segments are in a folder beside the manifest, with the stream's name. That of a stranger may look the same, so the stream has to be there.
        var folder = template[..(template.LastIndexOf('/') + 1)] + "[stream]";
        path = path[..^(name.Length + 1)];
        if (HlsPath.Get(folder).TryMatch(path, out var ofApp, out var ofStream) && new StreamKey(vhost, ofApp, ofStream) is var key && dash.Find(key) is not null)
        {
            return new DashRequest(options, key, name, IsLowLatency: false);
        }

        // The folder of a stream of several renditions has theirs in it.
        var slash = path.LastIndexOf('/');
        return slash > 0 && HlsPath.Get(folder).TryMatch(path[..slash], out ofApp, out ofStream)
            && new StreamKey(vhost, ofApp, ofStream) is var whole && whole with { Stream = path[(slash + 1)..] } is var source
            && dash.Find(source) is not null && Renditions.IsOf(source, whole, options.Renditions)
            ? new DashRequest(options, whole, name, IsLowLatency: false) { Rendition = source }
            : null;
    }

    [GeneratedRegex("^(video|audio)-(init(-[0-9]{1,9})?[.]mp4|[tl]?[0-9]{1,18}[.]m4s)$")]
    private static partial Regex SegmentName();
}
