using Srs.Media.Containers.Flv;
using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Media.Delivery.Flv;

/// <summary>FLV: a file header, then tags from the newest key frame on.</summary>
internal sealed class FlvLiveFormat : LiveFormat
{
    /// <inheritdoc/>
    public override string Extension => ".flv";

    /// <inheritdoc/>
    public override string ContentType => "video/x-flv";

    /// <inheritdoc/>
    internal override IViewer Start(PlayLease lease, VhostOptions vhost, EgressPool egress, LiveOutput output)
    {
        var remux = vhost.HttpRemux;
        IWireFormat format = new FlvWireFormat(remux.HasAudio || !remux.DropIfNotMatch, remux.HasVideo || !remux.DropIfNotMatch);
        var header = FileHeader(lease.Stream.Headers, remux);
        if (output.IsChunked)
        {
            format = new ChunkedFormat(format);
            header = ChunkedFormat.Frame(header);
        }

        var times = vhost.Play.Atc ? TimeJitter.Off : vhost.Play.TimeJitter;
        if (times != TimeJitter.Full)
        {
            return new FrameViewer(lease.Subscribe(), format, output.Pipe, new FrameViewerOptions { Times = times }, header);
        }

        var (log, cursor) = lease.JoinLog(format);
        return egress.Add(log, cursor, output.Pipe, header);
    }

    private static byte[] FileHeader(StreamHeaders headers, HttpRemuxOptions remux)
    {
        // A stream of which nothing is known may turn out to have either.
        var isKnown = remux.GuessHasAv && (headers.HasAudio || headers.HasVideo);
        var header = new byte[FlvMuxer.FileHeaderLength];
        FlvMuxer.WriteFileHeader(
            remux.HasAudio && (!isKnown || headers.HasAudio),
            remux.HasVideo && (!isKnown || headers.HasVideo),
            header);
        return header;
    }
}
