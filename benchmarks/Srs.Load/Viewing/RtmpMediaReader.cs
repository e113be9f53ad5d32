using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Load.Viewing;

/// <summary>Reads what an RTMP server plays.</summary>
/// <param name="dialog">Has asked for it; taken over.</param>
internal sealed class RtmpMediaReader(RtmpDialog dialog) : MediaReader
{
    /// <inheritdoc/>
    public override MediaMessage Read()
    {
        while (true)
        {
            using var message = dialog.ReadMessage();
            FlvTagType? type = message.Type switch
            {
                RtmpMessageType.Audio => FlvTagType.Audio,
                RtmpMessageType.Video => FlvTagType.Video,
                RtmpMessageType.DataAmf0 => FlvTagType.Script,
                _ => null,
            };
            if (type is { } known)
            {
                return MediaMessage.Of(known, message.Timestamp, message.Payload.Span);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => dialog.Dispose();
}
