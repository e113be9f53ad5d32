using Srs.Media.Buffers;
using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Sound of which each packet is a frame: Opus, G.711 and G.722.</summary>
/// <remarks>RFC 7587 §4.2 and RFC 3551 §4.5.2 and §4.5.14. A lost packet costs no other one. Not thread-safe.</remarks>
public sealed class AudioDepacketizer : RtpDepacketizer
{
    /// <summary>Makes a depacketizer.</summary>
    /// <param name="codec">One of these.</param>
    /// <param name="trackId">Number of the track within its stream.</param>
    /// <param name="channels">Channels, 1 or 2; an Opus decoder gives as many as it is asked for.</param>
    /// <param name="pool">Where frames live; null for the shared one.</param>
    public AudioDepacketizer(MediaCodec codec, int trackId = 0, int channels = 2, BufferPool? pool = null)
        : base(pool)
    {
        var sampleRate = codec switch
        {
            MediaCodec.Opus => OpusHead.SampleRate,
            MediaCodec.G722 => 16000,
            _ => 8000,
        };
        Track = new TrackInfo
        {
            Id = trackId,
            Kind = MediaKind.Audio,
            Codec = codec,
            Audio = new AudioFormat(sampleRate, channels, BitsPerSample: 16, Profile: ""),
        };
    }

    /// <inheritdoc/>
    public override void Push(ReadOnlySpan<byte> payload, uint timestamp, bool isMarked)
    {
        if (!payload.IsEmpty)
        {
            Emit(PooledBytes.Copy(Pool, payload), FrameFlags.None, timestamp);
        }
    }

    /// <inheritdoc/>
    public override void OnLoss()
    {
    }
}
