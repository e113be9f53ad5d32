using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Srs.Media.Delivery;

namespace Srs.Web.Endpoints;

/// <summary>A mount such as <c>[vhost]/[app]/[stream].flv</c>: which stream a path means, and in which format.</summary>
/// <remarks>The extension of the mount stands for those of all formats.</remarks>
internal sealed class StreamMount
{
    private const string Vhost = "[vhost]";

    private static readonly ConcurrentDictionary<string, StreamMount> Known = new(StringComparer.Ordinal);

    private readonly Regex _path;

    private StreamMount(string template)
    {
        var path = template.StartsWith(Vhost, StringComparison.Ordinal) ? template[Vhost.Length..] : template;
        path = path[..^(FindFormat(path)?.Extension.Length ?? 0)];
        var pattern = Regex.Escape("/" + path.TrimStart('/'))
            .Replace(Regex.Escape("[app]"), "(?<app>.+)", StringComparison.Ordinal)
            .Replace(Regex.Escape("[stream]"), "(?<stream>[^/]+)", StringComparison.Ordinal);
        _path = new Regex($"^{pattern}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>The mount that a setting describes; made once.</summary>
    public static StreamMount Get(string template) => Known.GetOrAdd(template, static t => new StreamMount(t));

    /// <summary>The format that the end of a path names, or null.</summary>
    public static LiveFormat? FindFormat(string path) =>
        LiveFormat.All.FirstOrDefault(format => path.EndsWith(format.Extension, StringComparison.Ordinal));

    /// <summary>Finds the stream that a path means.</summary>
    /// <param name="path">Path of the request, decoded once.</param>
    /// <param name="app">Application, perhaps of several levels.</param>
    /// <param name="stream">Stream name without extension.</param>
    /// <param name="format">The format that the extension names.</param>
    public bool TryMatch(string path, out string app, out string stream, [NotNullWhen(true)] out LiveFormat? format)
    {
        format = FindFormat(path);
        var match = _path.Match(path[..^(format?.Extension.Length ?? 0)]);
        app = match.Groups["app"].Value;
        stream = match.Groups["stream"].Value;
        return format is not null && match.Success;
    }
}
