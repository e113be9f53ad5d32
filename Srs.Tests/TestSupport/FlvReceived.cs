using Srs.Media.Containers.Flv;

namespace Srs.Tests.TestSupport;

/// <summary>A tag that a test player has received.</summary>
internal sealed record FlvReceived(FlvTagType Type, uint Timestamp, byte[] Body)
{
    /// <summary>A codec header: AVC or AAC with packet type 0.</summary>
    public bool IsSequenceHeader => Type != FlvTagType.Script && Body[1] == 0 && ((Body[0] & 0x0F) == 7 || Body[0] >> 4 == 10);
}
