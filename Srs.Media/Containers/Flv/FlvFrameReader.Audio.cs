using Srs.Media.Buffers;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Ac3;
using Srs.Media.Codecs.Flac;
using Srs.Media.Codecs.Mp3;
using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <content>Audio tags.</content>
public sealed partial class FlvFrameReader
{
    private const int OpusStereoBit = 4; // RFC 6716 §3.1

    private FlvFrameResult ReadAudio(TimeSpan encoderTime, PooledBytes body)
    {
        if (!FlvAudioTagHeader.TryRead(body.Span, out var header))
        {
            return Drop(body.Length == 0 ? FlvDropReason.Empty : FlvDropReason.Truncated);
        }

        if (header.IsEnhanced)
        {
            return ReadExAudio(encoderTime, body);
        }

        var track = _audio.Default;
        var codec = FlvCodecs.GetAudioCodec(header.Format);
        return codec switch
        {
            MediaCodec.Opaque => ReadOpaque(track, (uint)header.Format, FrameFlags.None, encoderTime, body),
            MediaCodec.Aac => ReadLegacyAac(track, header, encoderTime, body),
            _ => ReadLegacyAudio(track, codec, header, encoderTime, body),
        };
    }

    private static FlvFrameResult ReadLegacyAac(FlvTrackState track, FlvAudioTagHeader header, TimeSpan encoderTime, PooledBytes body)
    {
        var payload = body.Span[header.Length..];
        return payload.IsEmpty ? Drop(FlvDropReason.Empty) : header.PacketType switch
        {
            FlvPacketType.SequenceHeader => ReadAudioConfig(track, MediaCodec.Aac, payload),
            FlvPacketType.Frame => ReadCodedAudio(track, MediaCodec.Aac, header.Length, encoderTime, body),
            _ => Drop(FlvDropReason.UnknownPacketType),
        };
    }

    private static FlvFrameResult ReadAudioConfig(FlvTrackState track, MediaCodec codec, ReadOnlySpan<byte> config)
    {
        switch (codec)
        {
            case MediaCodec.Ac3 or MediaCodec.Eac3 or MediaCodec.Mp3:
                // Encoders send an empty one; the frames tell all.
                return Announce(null);
            case MediaCodec.Opus when config.IsEmpty:
                return Announce(null);
            case var _ when config.IsEmpty:
                return Drop(FlvDropReason.Empty);
            case MediaCodec.Aac when AudioSpecificConfig.TryRead(config, out var aac):
                return Announce(track.Replace(codec, config.ToArray(), audio: aac.ToAudioFormat()));
            case MediaCodec.Opus when OpusHead.TryRead(config, out var opus):
                return Announce(track.Replace(codec, config.ToArray(), audio: opus.ToAudioFormat()));
            case MediaCodec.Flac when FlacStreamInfo.TryRead(config, out var flac):
                return Announce(track.Replace(codec, FlacStreamInfo.ToCanonical(config), audio: flac.ToAudioFormat()));
            default:
                return Drop(FlvDropReason.DamagedSequenceHeader);
        }
    }

    private static FlvFrameResult ReadCodedAudio(FlvTrackState track, MediaCodec codec, int offset, TimeSpan encoderTime, PooledBytes body)
    {
        var payload = body.Span[offset..];
        if (codec is MediaCodec.Aac or MediaCodec.Flac && !track.Is(codec))
        {
            return Drop(FlvDropReason.NoSequenceHeader);
        }

        if (payload.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        TrackInfo? changed = null;
        if (codec is not (MediaCodec.Aac or MediaCodec.Flac))
        {
            changed = UpdateFormat(track, codec, payload);
        }

        return MakeAudioFrame(track, changed, encoderTime, body, offset);
    }

    /// <summary>Makes or changes a track whose frames tell its format.</summary>
    private static TrackInfo? UpdateFormat(FlvTrackState track, MediaCodec codec, ReadOnlySpan<byte> frame)
    {
        var known = track.Is(codec) ? track.Info!.Audio : null;
        var (rate, channels) = codec switch
        {
            // The head tells more than a packet; without one the packet tells mono or stereo.
            MediaCodec.Opus when known is not null => (known.SampleRate, known.Channels),
            MediaCodec.Opus => (OpusHead.SampleRate, (frame[0] & OpusStereoBit) != 0 ? 2 : 1),
            MediaCodec.Mp3 when Mp3FrameHeader.TryRead(frame, out var mp3) => (mp3.SampleRate, mp3.Channels),
            MediaCodec.Ac3 or MediaCodec.Eac3 when Ac3SyncFrame.TryRead(frame, out var ac3) => (ac3.SampleRate, ac3.Channels),

            // It may begin in the middle of a frame; that is no change of format.
            _ => (known?.SampleRate ?? 0, known?.Channels ?? 0),
        };
        return UpdateFormat(track, codec, rate, channels, bits: 16);
    }

    private static TrackInfo? UpdateFormat(FlvTrackState track, MediaCodec codec, int rate, int channels, int bits, byte flvHeader = 0) =>
        track.Is(codec) && track.Info!.Audio is { } known && track.Info.FlvAudioHeader == flvHeader
            && known.SampleRate == rate && known.Channels == channels && known.BitsPerSample == bits
            ? null
            : track.Replace(codec, default, audio: new AudioFormat(rate, channels, bits, Profile: ""), flvAudioHeader: flvHeader);

    private static FlvFrameResult ReadLegacyAudio(
        FlvTrackState track, MediaCodec codec, FlvAudioTagHeader header, TimeSpan encoderTime, PooledBytes body)
    {
        if (body.Length == header.Length)
        {
            return Drop(FlvDropReason.Empty);
        }

        var (rate, channels) = GetLegacyFormat(track, codec, header, body.Span[header.Length..]);
        var kept = codec is MediaCodec.Mp3 or MediaCodec.Mp3At8k ? (byte)0 : body.Span[0];
        var changed = UpdateFormat(track, codec, rate, channels, header.Is16Bit ? 16 : 8, kept);
        return MakeAudioFrame(track, changed, encoderTime, body, header.Length);
    }

    /// <summary>Samples per second and channels: from the MP3 frame where there is one, since FLV has no bucket for 48 kHz.</summary>
    private static (int Rate, int Channels) GetLegacyFormat(
        FlvTrackState track, MediaCodec codec, FlvAudioTagHeader header, ReadOnlySpan<byte> payload)
    {
        if (codec is MediaCodec.Mp3 or MediaCodec.Mp3At8k)
        {
            if (Mp3FrameHeader.TryRead(payload, out var mp3))
            {
                return (mp3.SampleRate, mp3.Channels);
            }

            // A tag may begin in the middle of a frame; that is no change of format.
            if (track.Is(codec) && track.Info!.Audio is { } known)
            {
                return (known.SampleRate, known.Channels);
            }
        }

        var fixedRate = FlvCodecs.GetFixedSampleRate(codec);
        var channels = header.IsStereo && !FlvCodecs.IsAlwaysMono(codec) ? 2 : 1;
        return (fixedRate > 0 ? fixedRate : header.SampleRate, channels);
    }

    private static FlvFrameResult MakeAudioFrame(
        FlvTrackState track, TrackInfo? changed, TimeSpan encoderTime, PooledBytes body, int offset)
    {
        if (body.Length - offset > MaxPayloadLength)
        {
            return new FlvFrameResult(changed, null, FlvDropReason.TooLong);
        }

        var frame = new MediaFrame(body, offset) { Track = track.Info!, EncoderTime = encoderTime };
        return new FlvFrameResult(changed, frame, FlvDropReason.None);
    }
}
