using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>What a reader knows of one track of a publisher.</summary>
/// <param name="kind">What the track carries.</param>
/// <param name="id">Its number, 0 to 255.</param>
internal sealed class FlvTrackState(MediaKind kind, int id)
{
    /// <summary>The track's number.</summary>
    public int Id => id;

    /// <summary>The track as announced last; null before its first configuration or frame.</summary>
    public TrackInfo? Info { get; private set; }

    /// <summary>Bytes of the lengths before the publisher's NAL units, which may differ from those of the frames made of them.</summary>
    public int LengthSize { get; set; } = 4;

    /// <summary>FourCC or codec id of an opaque track.</summary>
    public uint OpaqueId { get; set; }

    /// <summary>The metadata about the track.</summary>
    public TrackInfo? Metadata { get; private set; }

    /// <summary>True when the track is of <paramref name="codec"/>.</summary>
    public bool Is(MediaCodec codec) => Info is not null && Info.Codec == codec;

    /// <summary>Makes this the track; gives null when a decoder notices no difference.</summary>
    public TrackInfo? Replace(
        MediaCodec codec, ReadOnlyMemory<byte> config, VideoFormat? video = null, AudioFormat? audio = null, byte flvAudioHeader = 0)
    {
        var candidate = new TrackInfo
        {
            Id = id,
            Kind = kind,
            Codec = codec,
            Config = config,
            Video = video,
            Audio = audio,
            FlvAudioHeader = flvAudioHeader,
        };
        if (Info is not null && Info.HasSameSetup(candidate))
        {
            return null;
        }

        return Info = candidate;
    }

    /// <summary>Makes this the metadata; gives null when it is in force already.</summary>
    public TrackInfo? ReplaceMetadata(ReadOnlyMemory<byte> config)
    {
        if (Metadata is not null && Metadata.Config.Span.SequenceEqual(config.Span))
        {
            return null;
        }

        return Metadata = new TrackInfo { Id = id, Kind = MediaKind.Data, Codec = MediaCodec.VideoMetadata, Config = config };
    }
}
