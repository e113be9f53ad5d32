using Srs.Media.Containers.MpegTs;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Delivery.MpegTs;

/// <summary>An MPEG transport stream from the newest key frame on, its tables first.</summary>
internal sealed class TsLiveFormat : LiveFormat
{
    /// <inheritdoc/>
    public override string Extension => ".ts";

    /// <inheritdoc/>
    public override string ContentType => "video/MP2T";

    /// <inheritdoc/>
    public override string? Refuse(StreamHeaders headers)
    {
        if (headers.Tracks.IsEmpty || headers.Tracks.Any(TsMuxer.CanWrite))
        {
            // Sound without the picture would be a surprise, a picture without its sound is not.
            return headers.First(MediaKind.Video) is { } video && !TsMuxer.CanWrite(video) ? $"its video is {video.Codec}" : null;
        }

        return headers.First(MediaKind.Video) is { } picture ? $"its video is {picture.Codec}"
            : headers.First(MediaKind.Audio) is { } sound ? $"its audio is {sound.Codec}"
            : "it has neither video nor audio";
    }

    /// <inheritdoc/>
    internal override IViewer Start(PlayLease lease, VhostOptions vhost, EgressPool egress, LiveOutput output)
    {
        // A table of what is there tells more than flags, so GuessHasAv has nothing to decide here.
        var remux = vhost.HttpRemux;
        var format = new TsWireFormat(remux.HasAudio || !remux.DropIfNotMatch, remux.HasVideo || !remux.DropIfNotMatch);
        return Start(lease, vhost, egress, output, format);
    }
}
