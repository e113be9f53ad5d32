using Srs.Media.Containers.Flv;

namespace Srs.Load.Viewing;

/// <summary>Reads a live FLV stream.</summary>
internal sealed class FlvMediaReader(InputBuffer input) : MediaReader
{
    private readonly FlvDemuxer _demuxer = new();

    /// <inheritdoc/>
    public override MediaMessage Read()
    {
        while (true)
        {
            var buffer = input.Unread;
            if (_demuxer.TryRead(ref buffer, out var header, out var body))
            {
                input.Keep(buffer);

                // An InputBuffer is one piece.
                return MediaMessage.Of(header.Type, header.Timestamp, body.FirstSpan);
            }

            input.Fill();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
