namespace Srs.Media.Frames;

/// <summary>What a decoder needs to know about a track; a change makes a new one.</summary>
public sealed record TrackInfo
{
    /// <summary>Number of the track within its stream, from 0 for each kind.</summary>
    public int Id { get; init; }

    /// <summary>What the track carries.</summary>
    public required MediaKind Kind { get; init; }

    /// <summary>How its frames are coded.</summary>
    public required MediaCodec Codec { get; init; }

    /// <summary>The codec configuration in the form that <see cref="MediaCodec"/> names; empty when the codec has none.</summary>
    public ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>Picture format, when known.</summary>
    public VideoFormat? Video { get; init; }

    /// <summary>Sound format, when known.</summary>
    public AudioFormat? Audio { get; init; }

    /// <summary>
    /// First byte of the publisher's FLV audio tags, for Flash-era codecs, whose flags encoders set as they please and some players
    /// read; 0 for all else.
    /// </summary>
    public byte FlvAudioHeader { get; init; }

    /// <summary>Language as a tag of RFC 5646, such as "en"; empty when nobody has told it.</summary>
    public string Language { get; init; } = "";

    /// <summary>What the publisher calls the track; empty when it has not said.</summary>
    public string Label { get; init; } = "";

    /// <summary>True when a decoder set up for <paramref name="other"/> can go on with this track.</summary>
    public bool HasSameSetup(TrackInfo other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Id == other.Id && Kind == other.Kind && Codec == other.Codec
            && FlvAudioHeader == other.FlvAudioHeader
            && Equals(Video, other.Video) && Equals(Audio, other.Audio)
            && Config.Span.SequenceEqual(other.Config.Span);
    }
}
