using Srs.Media.Delivery.Flv;
using Srs.Media.Delivery.MpegTs;
using Srs.Media.Delivery.Sound;
using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Media.Delivery;

/// <summary>A form in which a live stream is fetched over HTTP as one endless file.</summary>
/// <remarks>Immutable. A further one derives from this and is named in <see cref="All"/>.</remarks>
public abstract class LiveFormat
{
    /// <summary>Flash video.</summary>
    public static LiveFormat Flv { get; } = new FlvLiveFormat();

    /// <summary>An MPEG transport stream.</summary>
    public static LiveFormat Ts { get; } = new TsLiveFormat();

    /// <summary>AAC sound alone, as ADTS.</summary>
    public static LiveFormat Aac { get; } = new AacLiveFormat();

    /// <summary>MP3 sound alone.</summary>
    public static LiveFormat Mp3 { get; } = new Mp3LiveFormat();

    /// <summary>Every format there is.</summary>
    public static IReadOnlyList<LiveFormat> All { get; } = [Flv, Ts, Aac, Mp3];

    /// <summary>Extension of the address with its dot, in lower case.</summary>
    public abstract string Extension { get; }

    /// <summary>Media type of the answer.</summary>
    public abstract string ContentType { get; }

    /// <summary>Tells why a stream cannot be had in this format.</summary>
    /// <param name="headers">What is known of the stream.</param>
    /// <returns>Null when it can, or when nothing is known yet; else the reason as a clause, such as "it has no audio".</returns>
    public virtual string? Refuse(StreamHeaders headers) => null;

    /// <summary>Begins to serve a viewer.</summary>
    /// <param name="lease">The stream; stays the caller's.</param>
    /// <param name="vhost">The snapshot that the viewer keeps.</param>
    /// <param name="egress">What serves it.</param>
    /// <param name="output">Where the bytes go, until the viewer is complete.</param>
    internal abstract IViewer Start(PlayLease lease, VhostOptions vhost, EgressPool egress, LiveOutput output);

    /// <summary>Begins to serve a viewer of all that a format carries: at the newest key frame, with times as the virtual host wants them.</summary>
    private protected static IViewer Start(
        PlayLease lease, VhostOptions vhost, EgressPool egress, LiveOutput output, IWireFormat format, byte[]? fileHeader = null)
    {
        if (output.IsChunked)
        {
            format = new ChunkedFormat(format);
            fileHeader = fileHeader is null ? null : ChunkedFormat.Frame(fileHeader);
        }

        var times = vhost.Play.Atc ? TimeJitter.Off : vhost.Play.TimeJitter;
        if (times != TimeJitter.Full)
        {
            return new FrameViewer(lease.Subscribe(), format, output.Pipe, new FrameViewerOptions { Times = times }, fileHeader);
        }

        var (log, cursor) = lease.JoinLog(format);
        return egress.Add(log, cursor, output.Pipe, fileHeader);
    }
}
