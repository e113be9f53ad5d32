using System.Globalization;
using System.Net;

namespace Srs.Media.Cluster;

/// <summary>A server that an edge pulls from.</summary>
/// <param name="Host">Name or address, an IPv6 address without its brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct EdgeOrigin(string Host, int Port)
{
    /// <summary>Port of an origin that names none.</summary>
    public const int DefaultPort = 1935;

    private static readonly char[] Separators = [' ', ',', ';', '\t'];

    /// <summary>Reads a list such as <c>10.0.0.1 origin.example:1936 [::1]:1935</c>, each origin once.</summary>
    /// <param name="text">Origins separated by spaces, commas or semicolons.</param>
    /// <param name="origins">What was read.</param>
    /// <param name="fault">The first part that is none, when the result is false.</param>
    public static bool TryParseList(string text, out List<EdgeOrigin> origins, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        origins = [];
        fault = "";
        foreach (var part in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(part, out var origin))
            {
                fault = part;
                return false;
            }

            if (!origins.Contains(origin))
            {
                origins.Add(origin);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static bool TryParse(string text, out EdgeOrigin origin)
    {
        origin = default;
        var isBracketed = text.StartsWith('[');
        var hostEnd = isBracketed ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        hostEnd = hostEnd <= 0 ? text.Length : hostEnd;
        var port = DefaultPort;
        if (hostEnd < text.Length
            && (text[hostEnd] != ':'
                || !int.TryParse(text.AsSpan(hostEnd + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                || port is < 1 or > IPEndPoint.MaxPort))
        {
            return false;
        }

        var host = text[..hostEnd];
        var isHost = isBracketed
            ? host.EndsWith(']') && IPAddress.TryParse(host[1..^1], out _)
            : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
        origin = new EdgeOrigin(isBracketed ? host[1..^1] : host, port);
        return isHost;
    }
}
