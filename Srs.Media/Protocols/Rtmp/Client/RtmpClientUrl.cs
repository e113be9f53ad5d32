using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>Where a client goes and what it asks for there.</summary>
/// <remarks>
/// <code>rtmp[s]://host[:port]/app[/level]*/stream[?params]</code>
/// The text after the last slash before the parameters is the stream; they travel with its name, <c>vhost=</c> too. An IPv6 address stands
/// in brackets.
/// </remarks>
/// <param name="IsTls">True for rtmps.</param>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">1935 and 443 when the URL has none.</param>
/// <param name="TcUrl">URL of the application.</param>
/// <param name="App">Application, perhaps of several levels.</param>
/// <param name="Stream">Stream name with its parameters.</param>
internal sealed record RtmpClientUrl(bool IsTls, string Host, int Port, string TcUrl, string App, string Stream)
{
    /// <summary>Longest URL taken, in characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>Longest host name that resolvers take, in characters.</summary>
    private const int MaxHostLength = 255;

    private const string PlainScheme = "rtmp://";
    private const string TlsScheme = "rtmps://";

    /// <summary>Reads a URL that the user gave.</summary>
    /// <exception cref="ArgumentException">It is not of the grammar.</exception>
    public static RtmpClientUrl Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return TryParse(url, out var parsed)
            ? parsed
            : throw new ArgumentException("The URL must be like rtmp://host/app/stream, or rtmps:// for TLS.", nameof(url));
    }

    /// <summary>Reads a URL; false when it is not of the grammar.</summary>
    public static bool TryParse(string url, [NotNullWhen(true)] out RtmpClientUrl? parsed)
    {
        parsed = null;
        var isTls = url.StartsWith(TlsScheme, StringComparison.OrdinalIgnoreCase);
        if (url.Length > MaxLength || url.AsSpan().ContainsAny('\r', '\n', '\0') ||
            (!isTls && !url.StartsWith(PlainScheme, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var scheme = isTls ? TlsScheme : PlainScheme;
        var rest = url[scheme.Length..];
        var query = rest.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? rest[mark..] : "";
        var path = rest[..^query.Length];
        var first = path.IndexOf('/', StringComparison.Ordinal);
        var last = path.LastIndexOf('/');
        if (first < 0 || !TrySplit(path[..first], isTls, out var host, out var port))
        {
            return false;
        }

        var app = path[first..last].Trim('/');
        var stream = path[(last + 1)..];
        if (app.Length == 0 || stream.Length == 0)
        {
            return false;
        }

        parsed = new RtmpClientUrl(isTls, host, port, $"{scheme}{path[..first]}/{app}", app, stream + query);
        return true;
    }

    private static bool TrySplit(string authority, bool isTls, out string host, out int port)
    {
        port = isTls ? 443 : 1935;
        var end = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = authority.IndexOf(':', end + 1);
        host = end > 0 ? authority[1..end] : colon < 0 ? authority : authority[..colon];
        var hasPort = colon < 0 || (int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= ushort.MaxValue);
        return hasPort && host.Length is > 0 and <= MaxHostLength
            && !host.Contains('@', StringComparison.Ordinal) && !host.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c));
    }
}
