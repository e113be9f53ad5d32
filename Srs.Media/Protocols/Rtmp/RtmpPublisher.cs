using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>Turns a publisher's messages into the tracks, frames and metadata of its stream.</summary>
/// <remarks>Not thread-safe: the connection's loop calls it. Dispose to unpublish.</remarks>
internal sealed class RtmpPublisher(PublishLease lease, BufferPool buffers, RtmpServerInfo server) : IDisposable
{
    /// <summary>Names under which encoders set metadata, and the wrapper that asks servers to keep it.</summary>
    private const string SetDataFrame = "@setDataFrame";
    private const string OnMetaData = "onMetaData";

    /// <summary>Longest metadata kept for those who join, in bytes; encoders send about 1 kB, and every viewer gets it.</summary>
    private const int MaxMetadataBytes = 64 * 1024;

    private static readonly TrackInfo ScriptTrack = new() { Kind = MediaKind.Data, Codec = MediaCodec.ScriptData };

    private readonly FlvFrameReader _reader = new();
    private readonly SequenceUnwrapper _clock = new();

    /// <summary>Media messages taken.</summary>
    public long Messages { get; private set; }

    /// <summary>Media messages dropped because they were damaged.</summary>
    public long Dropped { get; private set; }

    /// <summary>Why the last damaged message was dropped.</summary>
    public FlvDropReason LastDrop { get; private set; }

    /// <summary>Takes an audio or video message. Takes over its payload.</summary>
    /// <returns>False when another publisher has taken the stream over.</returns>
    public bool PublishMedia(RtmpMessage message)
    {
        if (message.Payload.Length == 0)
        {
            return true;
        }

        Messages++;
        var type = message.Type == RtmpMessageType.Audio ? FlvTagType.Audio : FlvTagType.Video;
        var result = _reader.Read(type, Unwrap(message), message.Payload);
        var isPublisher = Publish(result);
        foreach (var other in result.Others)
        {
            isPublisher &= Publish(other);
        }

        return isPublisher;
    }

    /// <summary>Takes a data message: metadata is kept for those who join, everything else passes in time.</summary>
    /// <exception cref="RtmpProtocolException">The message is malformed.</exception>
    public bool PublishData(RtmpMessage message)
    {
        if (message.Payload.Length == 0)
        {
            return true;
        }

        var data = RtmpDataMessage.Read(message.Type, message.Payload.Span);
        if (data.Name == SetDataFrame)
        {
            if (data.Argument(0).AsString() is not { } name)
            {
                return true;
            }

            data = new RtmpDataMessage(name, [.. data.Arguments.Skip(1)]);
        }

        var body = new ArrayBufferWriter<byte>();
        if (data.Name == OnMetaData)
        {
            RewriteMetadata(data).Write(body);
            if (body.WrittenCount <= MaxMetadataBytes)
            {
                lease.SetMetadata(body.WrittenMemory);
            }

            return true;
        }

        data.Write(body);
        Messages++;
        return lease.Publish(new MediaFrame(PooledBytes.Copy(buffers, body.WrittenSpan), 0) { Track = ScriptTrack, EncoderTime = Unwrap(message) });
    }

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();

    private bool Publish(in FlvFrameResult result)
    {
        if (result.DropReason != FlvDropReason.None)
        {
            Dropped++;
            LastDrop = result.DropReason;
        }

        if (result.Track is { } track)
        {
            lease.Announce(track);
        }

        return result.Frame is not { } frame || lease.Publish(frame);
    }

    private TimeSpan Unwrap(RtmpMessage message) => TimeSpan.FromMilliseconds(_clock.Unwrap(message.Timestamp));

    /// <summary>A live stream has no duration; players that read one stop there.</summary>
    private RtmpDataMessage RewriteMetadata(RtmpDataMessage data)
    {
        var kept = data.Argument(0).Properties
            .Where(static property => property.Name is not ("duration" or "server" or "server_version"))
            .Select(static property => (property.Name, property.Value))
            .Append(("server", server.Signature))
            .Append(("server_version", server.Version));
        return RtmpDataMessage.Create(OnMetaData, AmfValue.EcmaArray([.. kept]));
    }
}
