using System.Globalization;

namespace Srs.Load;

/// <summary>An address of one stream, or of many when it holds <see cref="Number"/>.</summary>
/// <remarks>
/// Loopback only: delays are differences of one machine's clock, processor times are read from its process table, and nobody else's
/// server is loaded by a slip of the pen.
/// </remarks>
internal sealed class LoadUrl
{
    /// <summary>Stands for the number of the stream.</summary>
    public const string Number = "{i}";

    private static readonly Dictionary<string, int> DefaultPorts = new(StringComparer.Ordinal)
    {
        ["rtmp"] = 1935,
        ["rtmps"] = 443,
        ["http"] = 80,
        ["https"] = 443,
        ["ws"] = 80,
        ["wss"] = 443,
    };

    private readonly string _text;
    private readonly int _streams;

    /// <summary>Checks an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="streams">How many streams <see cref="Number"/> goes round.</param>
    /// <param name="schemes">Those that are taken.</param>
    /// <exception cref="LoadException">It cannot be used, and why.</exception>
    public LoadUrl(string text, int streams, params string[] schemes)
    {
        if (!Uri.TryCreate(text.Replace(Number, "0", StringComparison.Ordinal), UriKind.Absolute, out var url) || !schemes.Contains(url.Scheme))
        {
            throw new LoadException($"--url is {text}; it has to be an address that begins with {string.Join(", ", schemes)} and ://.");
        }

        if (!url.IsLoopback || url.HostNameType == UriHostNameType.IPv6)
        {
            throw new LoadException($"--url is {text}; the generator and the server have to be on one machine: use 127.0.0.1.");
        }

        if (url.Segments.Length < 2 || url.Segments[^1].EndsWith('/'))
        {
            throw new LoadException($"--url is {text}; it needs the name of a stream, such as /live/stream.");
        }

        if (streams > 1 && !text.Contains(Number, StringComparison.Ordinal))
        {
            throw new LoadException($"--streams is {streams}, so --url has to hold {Number}.");
        }

        (_text, _streams) = (text, streams);
    }

    /// <summary>Address that viewer or publisher <paramref name="number"/>, from 0, uses.</summary>
    public Uri For(int number) =>
        new(_text.Replace(Number, (number % _streams).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>Port of an address, the scheme's own when it has none.</summary>
    public static int PortOf(Uri url) => url.Port > 0 ? url.Port : DefaultPorts[url.Scheme];
}
