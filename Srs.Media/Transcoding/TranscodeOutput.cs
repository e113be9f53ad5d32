using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Transcoding;

/// <summary>What comes out of a transcode: first the configuration, then frames; the configuration again after a worker was lost.</summary>
/// <param name="Config">Decoder configuration in the form that <see cref="MediaCodec"/> names; null for a frame.</param>
/// <param name="Payload">A frame; null for a configuration.</param>
/// <param name="Time">When the frame is heard, on the time line of what came in.</param>
internal readonly record struct TranscodeOutput(byte[]? Config, PooledBytes? Payload, TimeSpan Time) : IDisposable
{
    /// <summary>Gives the payload back, unless a frame was made of it.</summary>
    public void Dispose() => Payload?.Dispose();

    /// <summary>Makes the frame; <see cref="Payload"/> is empty afterwards.</summary>
    /// <param name="track">Its track.</param>
    /// <returns>The caller disposes it.</returns>
    public MediaFrame ToFrame(TrackInfo track) => new(Payload!, 0) { Track = track, EncoderTime = Time, Dts = Time };
}
