using Srs.Media.Codecs.Ac3;
using Srs.Media.Codecs.Flac;
using Srs.Media.Codecs.Mp3;
using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;

namespace Srs.Media.Codecs;

/// <summary>How much sound a payload holds, for codecs whose frames tell it.</summary>
public static class AudioFrameLength
{
    /// <summary>Samples per channel at the stream's rate.</summary>
    /// <param name="codec">Opus, FLAC, MP3, AC-3 or E-AC-3; AAC's configuration tells instead, and others do not.</param>
    /// <param name="payload">A payload in the shape that <see cref="MediaCodec"/> names; of FLAC the first frame counts.</param>
    /// <returns>0 when it does not tell.</returns>
    public static int GetSamples(MediaCodec codec, ReadOnlySpan<byte> payload)
    {
        switch (codec)
        {
            case MediaCodec.Opus:
                return OpusPacket.GetSamples(payload);
            case MediaCodec.Flac:
                return FlacFrameHeader.GetSamples(payload);
            case MediaCodec.Mp3 or MediaCodec.Mp3At8k:
                var samples = 0;
                for (var length = 1; length > 0 && Mp3FrameHeader.TryRead(payload, out var mp3);)
                {
                    samples += mp3.SamplesPerFrame;
                    length = mp3.FrameLength;
                    payload = payload[Math.Min(length, payload.Length)..];
                }

                return samples;
            case MediaCodec.Ac3 or MediaCodec.Eac3:
                return GetAc3Samples(payload);
            default:
                return 0;
        }
    }

    /// <summary>Bits per second of a payload of AC-3 or E-AC-3.</summary>
    internal static int GetBitrate(TrackInfo track, ReadOnlySpan<byte> payload)
    {
        var samples = GetAc3Samples(payload);
        return samples == 0 ? 0 : (int)(payload.Length * 8L * (track.Audio?.SampleRate ?? 0) / samples);
    }

    private static int GetAc3Samples(ReadOnlySpan<byte> payload)
    {
        var samples = 0;
        while (Ac3SyncFrame.TryRead(payload, out var frame))
        {
            samples += frame.Samples;
            payload = payload[Math.Min(frame.FrameLength, payload.Length)..];
        }

        return samples;
    }
}
