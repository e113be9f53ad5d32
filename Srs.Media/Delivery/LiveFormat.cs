using Srs.Media.Delivery.Flv;
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

    /// <summary>AAC sound alone, as ADTS.</summary>
    public static LiveFormat Aac { get; } = new AacLiveFormat();

    /// <summary>MP3 sound alone.</summary>
    public static LiveFormat Mp3 { get; } = new Mp3LiveFormat();

    /// <summary>Every format there is.</summary>
    public static IReadOnlyList<LiveFormat> All { get; } = [Flv, Aac, Mp3];

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
}
