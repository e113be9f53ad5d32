using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>What a server tells about itself in the answer to connect. All of it is the server's word; texts may be empty.</summary>
public sealed record RtmpServerDetails
{
    private const int MaxTextLength = 256;

    /// <summary>Version of the protocol server (fmsVer), such as "FMS/3,5,3,888".</summary>
    public string FmsVersion { get; init; } = "";

    /// <summary>Name and version of a server of SRS's kind (srs_server).</summary>
    public string Signature { get; init; } = "";

    /// <summary>Address at which a server of SRS's kind took the connection (srs_server_ip).</summary>
    public string Ip { get; init; } = "";

    /// <summary>What a server of SRS's kind calls the connection (srs_id).</summary>
    public string ConnectionId { get; init; } = "";

    /// <summary>What it understands of Enhanced RTMP.</summary>
    public RtmpCapabilities Capabilities { get; init; } = RtmpCapabilities.None;

    /// <summary>Reads the _result of connect.</summary>
    internal static RtmpServerDetails Read(RtmpCommand result)
    {
        var information = result.Argument(0);
        var data = information["data"];
        return new RtmpServerDetails
        {
            FmsVersion = Text(result.CommandObject["fmsVer"]),
            Signature = Text(data["srs_server"]),
            Ip = Text(data["srs_server_ip"]),
            ConnectionId = Text(data["srs_id"]),
            Capabilities = RtmpCapabilities.Read(result.CommandObject) is { IsEnhanced: true } told ? told : RtmpCapabilities.Read(information),
        };
    }

    private static string Text(AmfValue value) =>
        value.AsString() is { } text ? text.Length > MaxTextLength ? text[..MaxTextLength] : text : "";
}
