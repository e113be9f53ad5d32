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
        var format = new FlvWireFormat(remux.HasAudio || !remux.DropIfNotMatch, remux.HasVideo || !remux.DropIfNotMatch);
        return Start(lease, vhost, egress, output, format, FileHeader(lease.Stream.Headers, remux));
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
