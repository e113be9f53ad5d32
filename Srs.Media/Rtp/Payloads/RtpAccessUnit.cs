using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>A frame put together from RTP payloads, without its place on a timeline yet.</summary>
/// <param name="Track">Its track; another object than before when the decoder's setup changed.</param>
/// <param name="Flags">What it is.</param>
/// <param name="Timestamp">RTP timestamp, when it is shown.</param>
/// <param name="Payload">In the shape that <see cref="MediaCodec"/> names; the caller disposes it, or makes a frame of it.</param>
public readonly record struct RtpAccessUnit(TrackInfo Track, FrameFlags Flags, uint Timestamp, PooledBytes Payload)
{
    /// <summary>Makes the frame; <see cref="Payload"/> is empty afterwards.</summary>
    /// <param name="dts">Decoding time on the publisher's clock.</param>
    /// <param name="pts">Presentation time likewise.</param>
    /// <returns>The caller disposes it.</returns>
    public MediaFrame ToFrame(TimeSpan dts, TimeSpan pts) => new(Payload, 0)
    {
        Track = Track,
        Flags = Flags,
        EncoderTime = dts,
        Dts = dts,
        CompositionOffset = pts - dts,
    };
}
