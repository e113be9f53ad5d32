using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Srs.Web.Endpoints;

/// <summary>A mount such as <c>[vhost]/[app]/[stream].flv</c>: which stream a path means.</summary>
internal sealed class StreamMount
{
    private const string Vhost = "[vhost]";

    private static readonly ConcurrentDictionary<string, StreamMount> Known = new(StringComparer.Ordinal);

    private readonly Regex _path;

    private StreamMount(string template)
    {
        var path = template.StartsWith(Vhost, StringComparison.Ordinal) ? template[Vhost.Length..] : template;
        var pattern = Regex.Escape("/" + path.TrimStart('/'))
            .Replace(Regex.Escape("[app]"), "(?<app>.+)", StringComparison.Ordinal)
            .Replace(Regex.Escape("[stream]"), "(?<stream>[^/]+)", StringComparison.Ordinal);
        _path = new Regex($"^{pattern}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>The mount that a setting describes; made once.</summary>
    public static StreamMount Get(string template) => Known.GetOrAdd(template, static t => new StreamMount(t));

    /// <summary>Finds the stream that a path means.</summary>
    /// <param name="path">Path of the request, decoded once.</param>
    /// <param name="app">Application, perhaps of several levels.</param>
    /// <param name="stream">Stream name without extension.</param>
    public bool TryMatch(string path, out string app, out string stream)
    {
        var match = _path.Match(path);
        app = match.Groups["app"].Value;
        stream = match.Groups["stream"].Value;
        return match.Success;
    }
}
