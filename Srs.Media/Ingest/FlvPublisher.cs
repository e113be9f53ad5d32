using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Ingest;

/// <summary>Turns the tags of a publisher, by RTMP or as an FLV file, into the tracks, frames and metadata of its stream.</summary>
/// <remarks>Not thread-safe: one session's loop calls it. Dispose to unpublish.</remarks>
/// <param name="lease">The stream; taken over.</param>
/// <param name="buffers">Where data messages' bytes come from.</param>
/// <param name="server">What metadata tells of the server.</param>
internal sealed class FlvPublisher(PublishLease lease, BufferPool buffers, RtmpServerInfo server) : IDisposable
{
    /// <summary>Names under which encoders set metadata, and the wrapper that asks servers to keep it.</summary>
    private const string SetDataFrame = "@setDataFrame";
    private const string OnMetaData = "onMetaData";

    /// <summary>Longest metadata kept for those who join, in bytes; encoders send about 1 kB, and every viewer gets it.</summary>
    private const int MaxMetadataBytes = 64 * 1024;

    private static readonly TrackInfo ScriptTrack = new() { Kind = MediaKind.Data, Codec = MediaCodec.ScriptData };

    private readonly FlvFrameReader _reader = new();
    private readonly SequenceUnwrapper _clock = new();

    /// <summary>Media tags taken.</summary>
    public long Messages { get; private set; }

    /// <summary>Media tags dropped because they were damaged.</summary>
    public long Dropped { get; private set; }

    /// <summary>Why the last damaged tag was dropped.</summary>
    public FlvDropReason LastDrop { get; private set; }

    /// <summary>Takes an audio or video tag.</summary>
    /// <param name="type"><see cref="FlvTagType.Audio"/> or <see cref="FlvTagType.Video"/>.</param>
    /// <param name="timestamp">Decoding time in milliseconds, wrapping at 2^32.</param>
    /// <param name="body">The tag's body; taken over.</param>
    /// <returns>False when another publisher has taken the stream over.</returns>
    public bool PublishMedia(FlvTagType type, uint timestamp, PooledBytes body)
    {
        if (body.Length == 0)
        {
            body.Dispose();
            return true;
        }

        Messages++;
        var result = _reader.Read(type, Unwrap(timestamp), body);
        var isPublisher = Publish(result);
        foreach (var other in result.Others)
        {
            isPublisher &= Publish(other);
        }

        return isPublisher;
    }

    /// <summary>Takes a data message: metadata is kept for those who join, everything else passes in time.</summary>
    /// <param name="data">The message.</param>
    /// <param name="timestamp">Time in milliseconds, wrapping at 2^32.</param>
    /// <returns>False when another publisher has taken the stream over.</returns>
    public bool PublishData(RtmpDataMessage data, uint timestamp)
    {
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
        return lease.Publish(new MediaFrame(PooledBytes.Copy(buffers, body.WrittenSpan), 0) { Track = ScriptTrack, EncoderTime = Unwrap(timestamp) });
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

    private TimeSpan Unwrap(uint timestamp) => TimeSpan.FromMilliseconds(_clock.Unwrap(timestamp));

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
