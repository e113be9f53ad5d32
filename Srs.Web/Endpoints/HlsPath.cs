using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Srs.Media.Configuration;

namespace Srs.Web.Endpoints;

/// <summary>Tells from a path of a request which stream it is about, by a setting such as <c>[app]/[stream]-[seq].ts</c>.</summary>
internal sealed partial class HlsPath
{
    /// <summary>Most paths that are remembered, and the longest of them: strangers choose them.</summary>
    private const int MaxRemembered = 4096;
    private const int MaxLength = 256;

    private static readonly ConcurrentDictionary<string, HlsPath> Known = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (string App, string Stream)> _remembered = new(StringComparer.Ordinal);
    private readonly Regex _path;

    private HlsPath(string template)
    {
        var pattern = Variable().Replace(Regex.Escape("/" + template.TrimStart('.').TrimStart('/')), static match => match.Groups[1].Value switch
        {
            "app" => "(?<app>.+)",
            "stream" => "(?<stream>[^/]+)",
            "vhost" => "[^/]+",
            _ => "[0-9]+",
        });
        _path = new Regex($"^{pattern}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>What a setting describes; made once.</summary>
    public static HlsPath Get(string template) => Known.GetOrAdd(template, static t => new HlsPath(t));

    /// <summary>What segments of a virtual host are named like.</summary>
    public static HlsPath OfSegments(HlsOptions hls) => Get(hls.HlsUseFmp4 ? hls.HlsFmp4File : hls.HlsTsFile);

    /// <summary>Finds the stream.</summary>
    /// <param name="path">Path of the request, decoded once.</param>
    /// <param name="app">Application, perhaps of several levels.</param>
    /// <param name="stream">Stream name.</param>
    public bool TryMatch(string path, out string app, out string stream)
    {
        // All viewers of a stream ask for the same few paths, and an expression that cannot be made slow is not fast either.
        if (_remembered.TryGetValue(path, out var known))
        {
            (app, stream) = known;
            return true;
        }

        var match = _path.Match(path);
        app = match.Groups["app"].Value;
        stream = match.Groups["stream"].Value;
        if (match.Success && path.Length <= MaxLength)
        {
            Remember(path, app, stream);
        }

        return match.Success;
    }

    private void Remember(string path, string app, string stream)
    {
        // Paths of segments come and go, so all of it is forgotten now and then.
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[path] = (app, stream);
    }

    [GeneratedRegex(@"\\\[([a-z0-9]+)]")]
    private static partial Regex Variable();
}
