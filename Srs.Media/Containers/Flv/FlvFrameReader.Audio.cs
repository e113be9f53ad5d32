using Srs.Media.Buffers;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Mp3;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <content>Audio tags.</content>
public sealed partial class FlvFrameReader
{
    private FlvFrameResult ReadAudio(TimeSpan encoderTime, PooledBytes body)
    {
        if (!FlvAudioTagHeader.TryRead(body.Span, out var header))
        {
            return Drop(body.Length == 0 ? FlvDropReason.Empty : FlvDropReason.Truncated);
        }

        // Enhanced RTMP gets a reader of its own here; until then its bodies pass through.
        var codec = FlvCodecs.GetAudioCodec(header.Format);
        return codec switch
        {
            MediaCodec.Opaque => ReadOpaque(ref _audio, MediaKind.Audio, FrameFlags.None, encoderTime, body),
            MediaCodec.Aac => ReadAac(header, encoderTime, body),
            _ => ReadLegacyAudio(codec, header, encoderTime, body),
        };
    }

    private FlvFrameResult ReadAac(FlvAudioTagHeader header, TimeSpan encoderTime, PooledBytes body)
    {
        var payload = body.Span[header.Length..];
        if (payload.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        switch (header.PacketType)
        {
            case FlvPacketType.SequenceHeader:
                return ReadAacConfig(payload);
            case FlvPacketType.Frame when _audio is { Codec: MediaCodec.Aac }:
                return new FlvFrameResult(null, MakeAudioFrame(header, encoderTime, body), FlvDropReason.None);
            case FlvPacketType.Frame:
                return Drop(FlvDropReason.NoSequenceHeader);
            default:
                return Drop(FlvDropReason.UnknownPacketType);
        }
    }

    private FlvFrameResult ReadAacConfig(ReadOnlySpan<byte> payload)
    {
        if (!AudioSpecificConfig.TryRead(payload, out var config))
        {
            return Drop(FlvDropReason.DamagedSequenceHeader);
        }

        var track = new TrackInfo
        {
            Kind = MediaKind.Audio,
            Codec = MediaCodec.Aac,
            Config = payload.ToArray(),
            Audio = config.ToAudioFormat(),
        };
        return new FlvFrameResult(Replace(ref _audio, track), null, FlvDropReason.None);
    }

    private FlvFrameResult ReadLegacyAudio(MediaCodec codec, FlvAudioTagHeader header, TimeSpan encoderTime, PooledBytes body)
    {
        if (body.Length == header.Length)
        {
            return Drop(FlvDropReason.Empty);
        }

        var (rate, channels) = GetLegacyFormat(codec, header, body.Span[header.Length..]);
        var bits = header.Is16Bit ? 16 : 8;
        TrackInfo? changed = null;
        if (_audio is not { Audio: { } known } || _audio.Codec != codec
            || known.SampleRate != rate || known.Channels != channels || known.BitsPerSample != bits)
        {
            var track = new TrackInfo
            {
                Kind = MediaKind.Audio,
                Codec = codec,
                Audio = new AudioFormat(rate, channels, bits, Profile: ""),
            };
            changed = Replace(ref _audio, track);
        }

        return new FlvFrameResult(changed, MakeAudioFrame(header, encoderTime, body), FlvDropReason.None);
    }

    /// <summary>Samples per second and channels: from the MP3 frame where there is one, since FLV has no bucket for 48 kHz.</summary>
    private (int Rate, int Channels) GetLegacyFormat(MediaCodec codec, FlvAudioTagHeader header, ReadOnlySpan<byte> payload)
    {
        if (codec is MediaCodec.Mp3 or MediaCodec.Mp3At8k)
        {
            if (Mp3FrameHeader.TryRead(payload, out var mp3))
            {
                return (mp3.SampleRate, mp3.Channels);
            }

            // A tag may begin in the middle of a frame; that is no change of format.
            if (_audio?.Codec == codec && _audio.Audio is { } known)
            {
                return (known.SampleRate, known.Channels);
            }
        }

        var fixedRate = FlvCodecs.GetFixedSampleRate(codec);
        var channels = header.IsStereo && !FlvCodecs.IsAlwaysMono(codec) ? 2 : 1;
        return (fixedRate > 0 ? fixedRate : header.SampleRate, channels);
    }

    private MediaFrame MakeAudioFrame(FlvAudioTagHeader header, TimeSpan encoderTime, PooledBytes body) =>
        new(body, header.Length) { Track = _audio!, EncoderTime = encoderTime };
}
