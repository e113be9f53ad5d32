using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Turns the audio and video tag bodies of one publisher into tracks and frames.</summary>
/// <remarks>
/// Damaged media is dropped with a reason, never an exception. Not thread-safe: one reader per publisher. Script tags are the
/// publisher's own business. Enhanced RTMP bodies and unknown codecs pass through whole, as <see cref="MediaCodec.Opaque"/>.
/// Adobe Video File Format Specification 10.1, annex E.4.
/// </remarks>
public sealed partial class FlvFrameReader
{
    private TrackInfo? _audio;
    private TrackInfo? _video;

    /// <summary>Reads one tag body.</summary>
    /// <param name="type"><see cref="FlvTagType.Audio"/> or <see cref="FlvTagType.Video"/>.</param>
    /// <param name="encoderTime">Decoding time of the tag, wrap-around undone.</param>
    /// <param name="body">The body, its header included; taken over, whatever the outcome.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is neither audio nor video.</exception>
    public FlvFrameResult Read(FlvTagType type, TimeSpan encoderTime, PooledBytes body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using (body)
        {
            return type switch
            {
                FlvTagType.Audio => ReadAudio(encoderTime, body),
                FlvTagType.Video => ReadVideo(encoderTime, body),
                _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only audio and video tags hold frames."),
            };
        }
    }

    private static FlvFrameResult Drop(FlvDropReason reason) => new(null, null, reason);

    /// <summary>Makes <paramref name="candidate"/> the current track; gives null when a decoder notices no difference.</summary>
    private static TrackInfo? Replace(ref TrackInfo? current, TrackInfo candidate)
    {
        if (current is not null && current.HasSameSetup(candidate))
        {
            return null;
        }

        current = candidate;
        return candidate;
    }

    /// <summary>Passes the whole body through.</summary>
    private static FlvFrameResult ReadOpaque(
        ref TrackInfo? current, MediaKind kind, FrameFlags flags, TimeSpan encoderTime, PooledBytes body)
    {
        TrackInfo? changed = null;
        if (current is not { Codec: MediaCodec.Opaque })
        {
            changed = Replace(ref current, new TrackInfo { Kind = kind, Codec = MediaCodec.Opaque });
        }

        var frame = new MediaFrame(body, offset: 0) { Track = current!, EncoderTime = encoderTime, Flags = flags };
        return new FlvFrameResult(changed, frame, FlvDropReason.None);
    }
}
