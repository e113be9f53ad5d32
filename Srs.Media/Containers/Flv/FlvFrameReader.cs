using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Turns the audio and video tag bodies of one publisher into tracks and frames.</summary>
/// <remarks>
/// Damaged media is dropped with a reason, never an exception. Not thread-safe: one reader per publisher. Script tags are the
/// publisher's own business. Codecs come out the same whether they are announced by legacy id or by FourCC; unknown ones pass through
/// as <see cref="MediaCodec.Opaque"/>, with the body of their sequence start as configuration. Adobe Video File Format Specification
/// 10.1, annex E.4; Enhanced RTMP v1 and v2.
/// </remarks>
public sealed partial class FlvFrameReader
{
    /// <summary>Most tracks of a kind; those past it are dropped.</summary>
    public const int MaxTracks = FlvTrackTable.MaxTracks;

    private const int MaxConfigLength = 65536;

    // What is read must fit a tag again, whatever header is written before it.
    private const int MaxPayloadLength = FlvTagHeader.MaxBodyLength - FlvTagBodyWriter.MaxFrameHeaderLength;
    private const int NanosecondsPerTick = 100;

    private readonly FlvTrackTable _audio = new(MediaKind.Audio);
    private readonly FlvTrackTable _video = new(MediaKind.Video);

    /// <summary>Reads one tag body.</summary>
    /// <param name="type"><see cref="FlvTagType.Audio"/> or <see cref="FlvTagType.Video"/>.</param>
    /// <param name="encoderTime">Decoding time of the tag, wrap-around undone.</param>
    /// <param name="body">The body, its header included; taken over, whatever the outcome.</param>
    /// <returns>
    /// What the body gave. Only a body of several tracks has <see cref="FlvFrameResult.Others"/>; their frames are the caller's too.
    /// </returns>
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

    /// <summary>A new or changed track, or null where nothing changed; nothing was lost either way.</summary>
    private static FlvFrameResult Announce(TrackInfo? track) => new(track, null, FlvDropReason.None);

    private static TimeSpan AddNanoseconds(TimeSpan time, int nanoseconds) => time + new TimeSpan(nanoseconds / NanosecondsPerTick);

    /// <summary>Passes the whole body of an unknown codec through.</summary>
    /// <param name="track">The track.</param>
    /// <param name="codecId">FourCC or legacy id; another one makes another track.</param>
    /// <param name="flags">What the frame is.</param>
    /// <param name="encoderTime">Decoding time.</param>
    /// <param name="body">The body; the frame takes its bytes.</param>
    private static FlvFrameResult ReadOpaque(FlvTrackState track, uint codecId, FrameFlags flags, TimeSpan encoderTime, PooledBytes body)
    {
        TrackInfo? changed = null;
        if (!track.Is(MediaCodec.Opaque) || track.OpaqueId != codecId)
        {
            track.OpaqueId = codecId;
            changed = track.Replace(MediaCodec.Opaque, default);
        }

        var frame = new MediaFrame(body, 0) { Track = track.Info!, EncoderTime = encoderTime, Flags = flags };
        return new FlvFrameResult(changed, frame, FlvDropReason.None);
    }

    /// <summary>Keeps the whole body that starts a sequence of an unknown codec.</summary>
    private static FlvFrameResult ReadOpaqueConfig(FlvTrackState track, uint codecId, PooledBytes body)
    {
        if (body.Length > MaxConfigLength)
        {
            return Drop(FlvDropReason.DamagedSequenceHeader);
        }

        track.OpaqueId = codecId;
        return Announce(track.Replace(MediaCodec.Opaque, body.Span.ToArray()));
    }
}
