using System.Collections.Immutable;
using Srs.Media.Cluster;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>What a client told in its connect command.</summary>
/// <param name="TcUrl">URL of the application.</param>
/// <param name="App">Application.</param>
/// <param name="PageUrl">Page that embeds the player.</param>
/// <param name="SwfUrl">Flash file of the player.</param>
/// <param name="ObjectEncoding">0 for AMF0, 3 for AMF3.</param>
/// <param name="Capabilities">What it can do of Enhanced RTMP.</param>
internal sealed record RtmpConnectInfo(
    string TcUrl, string App, string PageUrl, string SwfUrl, double ObjectEncoding, RtmpCapabilities Capabilities)
{
    /// <summary>Ids of the servers that the client feeds, its own among them; empty for a client that is no edge.</summary>
    public ImmutableArray<string> Via { get; init; } = [];

    /// <summary>Servers that the request has passed; 0 for a client that is no edge.</summary>
    public int Hops { get; init; }

    /// <summary>Reads a connect command.</summary>
    public static RtmpConnectInfo Read(RtmpCommand connect)
    {
        var properties = connect.CommandObject;
        return new RtmpConnectInfo(
            Text(properties, "tcUrl"),
            Text(properties, "app"),
            Text(properties, "pageUrl"),
            Text(properties, "swfUrl"),
            properties["objectEncoding"].AsNumber() ?? 0,
            RtmpCapabilities.Read(properties))
        {
            Via = EdgeVia.Read(properties[EdgeVia.Property].AsString()),
            Hops = EdgeVia.ReadHops(properties[EdgeVia.HopsProperty].AsNumber()),
        };
    }

    /// <summary>The application's URL without parameters, which may hold secrets.</summary>
    public string TcUrlWithoutParam => TcUrl.AsSpan().IndexOfAny('?', '#') is var mark and >= 0 ? TcUrl[..mark] : TcUrl;

    private static string Text(AmfValue properties, string name) => properties[name].AsString() ?? "";
}
