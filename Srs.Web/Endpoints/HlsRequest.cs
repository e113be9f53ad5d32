using Srs.Media.Net;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>What an HTTP request means to HLS.</summary>
/// <param name="Vhost">Name of the virtual host.</param>
/// <param name="Options">Its options.</param>
/// <param name="Path">Path, decoded once.</param>
internal sealed record HlsRequest(string Vhost, VhostOptions Options, string Path)
{
    /// <summary>Extensions of what is served from <c>HlsPath</c>.</summary>
    private static readonly string[] Extensions = [".ts", ".m4s", ".mp4"];

    /// <summary>The stream, when the path is that of a playlist.</summary>
    public StreamKey? Playlist { get; private init; }

    /// <summary>What is at the path, when that is no playlist; null when it was there once.</summary>
    public HlsResource? Resource { get; private init; }

    /// <summary>Full path of a file that an earlier run has left there; null for none.</summary>
    public string? File { get; private init; }

    /// <summary>Reads a request.</summary>
    /// <returns>Null when it is not about HLS.</returns>
    public static HlsRequest? Read(HttpContext context)
    {
        var services = context.RequestServices;
        var path = context.Request.Path.Value ?? "";
        string vhost;
        VhostOptions options;
        try
        {
            (vhost, options) = services.GetRequiredService<StreamBroker>().ResolveVhost(HostOf(context.Request));
        }
        catch (AccessDeniedException)
        {
            return null;
        }

        var hls = services.GetRequiredService<HlsService>();
        var request = new HlsRequest(vhost, options, path);
        if (hls.Catalog.Find(vhost, path) is { } resource)
        {
            return request with { Resource = resource };
        }

        if (!options.Hls.Enabled)
        {
            return null;
        }

        if (HlsPath.Get(options.Hls.HlsM3u8File).TryMatch(path, out var app, out var stream))
        {
            return request with { Playlist = new StreamKey(vhost, app, stream) };
        }

        if (options.Hls.HlsPath.Length > 0 && Array.Exists(Extensions, extension => path.EndsWith(extension, StringComparison.Ordinal))
            && PathTemplate.TryJoin(options.Hls.HlsPath, path, out var file, out _) && System.IO.File.Exists(file))
        {
            return request with { File = file };
        }

        // It may have been there, so nobody is kept waiting for a live stream of that name.
        var isSegment = HlsPath.OfSegments(options.Hls).TryMatch(path, out app, out stream) && hls.Find(new StreamKey(vhost, app, stream)) is not null;
        return isSegment ? request : null;
    }

    /// <summary>What the broker is asked for a playlist.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stream">The stream.</param>
    public static AccessRequest AccessOf(HttpContext context, StreamKey stream)
    {
        var http = context.Request;
        return new AccessRequest
        {
            Host = HostOf(http),
            App = stream.App,
            Stream = stream.Stream,
            Action = AccessAction.Play,
            Param = HlsQuery.Without(http.QueryString.Value ?? ""),
            Token = LiveReply.BearerOf(http),
            Remote = context.Connection.RemoteIpAddress?.MapToIPv4IfPossible(),
            TcUrl = $"{http.Scheme}://{http.Host.Host}/{stream.App}",
            PageUrl = http.Headers.Referer.ToString(),
        };
    }

    /// <summary>The host that a request is for, unresolved.</summary>
    public static string HostOf(HttpRequest request) =>
        request.Query["vhost"].FirstOrDefault() ?? request.Query["domain"].FirstOrDefault() ?? request.Host.Host.Trim('[', ']');
}
