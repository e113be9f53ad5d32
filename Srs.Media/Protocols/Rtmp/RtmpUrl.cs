namespace Srs.Media.Protocols.Rtmp;

/// <summary>What a client means by its connect and its publish or play, in SRS's URL grammar.</summary>
/// <remarks>
/// <code>rtmp://host[:port]/app[/level]*/stream[?params]</code>
/// Application URL and stream name are joined and read as one: the text after the last slash is the stream, all before it the
/// application. The virtual host is <c>vhost=</c> or <c>domain=</c> of the parameters, wherever these stand
/// (<c>app?vhost=NAME</c>, <c>app#vhost=NAME</c>, <c>app...vhost...NAME</c>), else the host. <c>/_definst_</c> is dropped.
/// </remarks>
/// <param name="Host">Host name to find a virtual host for; without port.</param>
/// <param name="App">Application, perhaps of several levels; <see cref="DefaultApp"/> when the URL has none.</param>
/// <param name="Stream">Stream name; may be empty.</param>
/// <param name="Param">Parameters with their leading <c>?</c>, or empty.</param>
internal sealed record RtmpUrl(string Host, string App, string Stream, string Param)
{
    /// <summary>Application of a URL that names none, as in SRS.</summary>
    public const string DefaultApp = "__defaultApp__";

    private const string LegacySeparator = "...";
    private const string LegacyVhost = "...vhost...";
    private const string DefaultInstance = "/_definst_";

    /// <summary>Reads a client's words.</summary>
    /// <param name="tcUrl">URL of the application, from connect.</param>
    /// <param name="app">Application, from connect; used when <paramref name="tcUrl"/> is no URL.</param>
    /// <param name="stream">Stream name of publish or play, with parameters perhaps; empty at connect.</param>
    public static RtmpUrl Parse(string tcUrl, string app, string stream)
    {
        var (host, appPath) = SplitTcUrl(tcUrl, app);
        var (appName, appParam) = SplitParam(appPath.Replace(DefaultInstance, "", StringComparison.Ordinal));
        var (streamName, streamParam) = SplitParam(Strip(stream));
        if (streamName.Length == 0 && appParam.LastIndexOf('/') is var end and >= 0)
        {
            // app?vhost=NAME/stream, all of it sent as the application.
            (appParam, streamName) = (appParam[..end], appParam[(end + 1)..]);
        }

        var isGuessed = streamName.Length == 0;
        var path = $"/{appName}/{streamName}".Replace(DefaultInstance, "", StringComparison.Ordinal).Trim('/');
        var slash = path.LastIndexOf('/');
        if (slash < 0 && !isGuessed)
        {
            // Nothing but a stream.
            (appName, streamName) = ("", path);
        }
        else
        {
            appName = slash < 0 ? path : path[..slash];
            streamName = slash < 0 ? "" : path[(slash + 1)..];
        }

        appName = appName.TrimEnd('/');
        var param = JoinParams(appParam, streamParam);
        var vhost = Find(param, "vhost") ?? Find(param, "domain") ?? host;
        return new RtmpUrl(
            vhost,
            appName.Length == 0 ? DefaultApp : appName,
            streamName,
            param == "?vhost=" + Streams.VhostTable.DefaultName ? "" : param);
    }

    private static (string Host, string AppPath) SplitTcUrl(string tcUrl, string app)
    {
        var text = Strip(tcUrl);
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return ("", Strip(app));
        }

        var rest = text[(scheme + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        return end < 0 ? (HostOf(rest), "") : (HostOf(rest[..end]), rest[end..].TrimStart('/'));
    }

    private static string HostOf(string authority)
    {
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        if (authority.StartsWith('[') && authority.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
        {
            return authority[1..end];
        }

        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? authority : authority[..colon];
    }

    /// <summary>Splits at the first of <c>?</c>, <c>#</c> or <c>...vhost...</c>; the latter becomes a query.</summary>
    private static (string Name, string Param) SplitParam(string text)
    {
        var mark = text.AsSpan().IndexOfAny('?', '#');
        var legacy = text.IndexOf(LegacyVhost, StringComparison.Ordinal);
        if (legacy >= 0 && (mark < 0 || legacy < mark))
        {
            var pair = text[(legacy + LegacySeparator.Length)..].Replace(LegacySeparator, "=", StringComparison.Ordinal);
            return (text[..legacy], "?" + pair.Replace('?', '&'));
        }

        return mark < 0 ? (text, "") : (text[..mark], "?" + text[(mark + 1)..]);
    }

    private static string JoinParams(string first, string second) =>
        first.Length <= 1 ? second : second.Length <= 1 ? first : $"{first}&{second[1..]}";

    private static string? Find(string param, string name)
    {
        foreach (var pair in param.TrimStart('?').Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair.AsSpan(0, equals).SequenceEqual(name) && equals + 1 < pair.Length)
            {
                return pair[(equals + 1)..];
            }
        }

        return null;
    }

    private static string Strip(string text) =>
        text.Replace(" ", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
