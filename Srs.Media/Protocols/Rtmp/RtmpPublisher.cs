using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Ingest;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>Hands a publisher's messages to its stream.</summary>
/// <remarks>Not thread-safe: the connection's loop calls it. Dispose to unpublish.</remarks>
internal sealed class RtmpPublisher(PublishLease lease, BufferPool buffers, RtmpServerInfo server) : IDisposable
{
    private readonly FlvPublisher _flv = new(lease, buffers, server);

    /// <summary>Media messages taken.</summary>
    public long Messages => _flv.Messages;

    /// <summary>Media messages dropped because they were damaged.</summary>
    public long Dropped => _flv.Dropped;

    /// <summary>Why the last damaged message was dropped.</summary>
    public FlvDropReason LastDrop => _flv.LastDrop;

    /// <summary>Takes an audio or video message. Takes over its payload.</summary>
    /// <returns>False when another publisher has taken the stream over.</returns>
    public bool PublishMedia(RtmpMessage message) =>
        _flv.PublishMedia(message.Type == RtmpMessageType.Audio ? FlvTagType.Audio : FlvTagType.Video, message.Timestamp, message.Payload);

    /// <summary>Takes a data message: metadata is kept for those who join, everything else passes in time.</summary>
    /// <returns>False when another publisher has taken the stream over.</returns>
    /// <exception cref="RtmpProtocolException">The message is malformed.</exception>
    public bool PublishData(RtmpMessage message) =>
        message.Payload.Length == 0 || _flv.PublishData(RtmpDataMessage.Read(message.Type, message.Payload.Span), message.Timestamp);

    /// <inheritdoc/>
    public void Dispose() => _flv.Dispose();
}
