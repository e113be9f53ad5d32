using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Tests.TestSupport;

/// <summary>A message that a test client has received.</summary>
internal sealed record RtmpReceived(RtmpMessageType Type, int ChunkStreamId, uint StreamId, uint Timestamp, byte[] Payload)
{
    /// <summary>The command in it, when it is one.</summary>
    public RtmpCommand? Command => Type == RtmpMessageType.CommandAmf0 ? RtmpCommand.Read(Type, Payload) : null;

    /// <summary>The data message in it, when it is one.</summary>
    public RtmpDataMessage? Data => Type == RtmpMessageType.DataAmf0 ? RtmpDataMessage.Read(Type, Payload) : null;

    /// <summary>Audio or video.</summary>
    public bool IsMedia => Type is RtmpMessageType.Audio or RtmpMessageType.Video;

    /// <summary>A codec header: AVC or AAC with packet type 0.</summary>
    public bool IsSequenceHeader => IsMedia && Payload.Length > 1 && Payload[1] == 0 && ((Payload[0] & 0x0F) == 7 || Payload[0] >> 4 == 10);

    /// <summary>The code of an onStatus command, or null.</summary>
    public string? StatusCode => Command is { Name: "onStatus" } status ? status.Argument(0)["code"].AsString() : null;

    /// <summary>What it is, in a word or two, for tables.</summary>
    public string Label => Type switch
    {
        RtmpMessageType.UserControl => RtmpUserControl.Read(Payload).Event.ToString(),
        RtmpMessageType.CommandAmf0 => StatusCode ?? Command!.Name,
        RtmpMessageType.DataAmf0 => Data!.Name == "onStatus" ? Data.Argument(0)["code"].AsString()! : Data.Name,
        _ when IsSequenceHeader => $"{Type} header",
        _ => Type.ToString(),
    };
}
