using Srs.Media.Buffers;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <content>Video tags.</content>
public sealed partial class FlvFrameReader
{
    private const int CanonicalLengthSize = 4;

    // Bytes of the lengths before the publisher's NAL units, which may differ from those of the frames made of them.
    private int _lengthSize = CanonicalLengthSize;

    private static FrameFlags GetFlags(FlvVideoFrameType type) => type switch
    {
        FlvVideoFrameType.Key or FlvVideoFrameType.GeneratedKey => FrameFlags.KeyFrame,
        FlvVideoFrameType.DisposableInter => FrameFlags.Disposable,
        _ => FrameFlags.None,
    };

    private FlvFrameResult ReadVideo(TimeSpan encoderTime, PooledBytes body)
    {
        if (!FlvVideoTagHeader.TryRead(body.Span, out var header))
        {
            return Drop(body.Length == 0 ? FlvDropReason.Empty : FlvDropReason.Truncated);
        }

        // Enhanced RTMP gets a reader of its own here; until then its bodies pass through.
        if (header.IsEnhanced)
        {
            return ReadOpaque(ref _video, MediaKind.Video, GetFlags(header.FrameType), encoderTime, body);
        }

        if (header.FrameType == FlvVideoFrameType.Info)
        {
            return Drop(FlvDropReason.InfoFrame);
        }

        var codec = FlvCodecs.GetVideoCodec(header.CodecId);
        return codec switch
        {
            MediaCodec.H264 => ReadAvc(header, encoderTime, body),
            MediaCodec.Opaque => ReadOpaque(ref _video, MediaKind.Video, GetFlags(header.FrameType), encoderTime, body),
            _ => ReadLegacyVideo(codec, header, encoderTime, body),
        };
    }

    private FlvFrameResult ReadLegacyVideo(MediaCodec codec, FlvVideoTagHeader header, TimeSpan encoderTime, PooledBytes body)
    {
        if (body.Length == header.Length)
        {
            return Drop(FlvDropReason.Empty);
        }

        TrackInfo? changed = null;
        if (_video?.Codec != codec)
        {
            changed = Replace(ref _video, new TrackInfo { Kind = MediaKind.Video, Codec = codec });
        }

        var frame = new MediaFrame(body, header.Length)
        {
            Track = _video!,
            EncoderTime = encoderTime,
            Flags = GetFlags(header.FrameType),
        };
        return new FlvFrameResult(changed, frame, FlvDropReason.None);
    }

    private FlvFrameResult ReadAvc(FlvVideoTagHeader header, TimeSpan encoderTime, PooledBytes body) => header.PacketType switch
    {
        FlvPacketType.SequenceHeader => ReadAvcConfig(body.Span[header.Length..]),
        FlvPacketType.Frame => ReadAvcFrame(header, encoderTime, body),
        FlvPacketType.EndOfSequence => Drop(FlvDropReason.None),
        _ => Drop(FlvDropReason.UnknownPacketType),
    };

    private FlvFrameResult ReadAvcConfig(ReadOnlySpan<byte> config)
    {
        if (config.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        if (config.Length > AvcDecoderConfigurationRecord.MaxLength)
        {
            return Drop(FlvDropReason.DamagedSequenceHeader);
        }

        var kept = config.ToArray();
        if (!AvcDecoderConfigurationRecord.TryRead(kept, out var record))
        {
            return Drop(FlvDropReason.DamagedSequenceHeader);
        }

        _lengthSize = record.LengthSize;
        AvcDecoderConfigurationRecord.SetLengthSize(kept, CanonicalLengthSize);
        var track = new TrackInfo
        {
            Kind = MediaKind.Video,
            Codec = MediaCodec.H264,
            Config = kept,
            Video = record.ToVideoFormat(),
        };
        return new FlvFrameResult(Replace(ref _video, track), null, FlvDropReason.None);
    }

    private FlvFrameResult ReadAvcFrame(FlvVideoTagHeader header, TimeSpan encoderTime, PooledBytes body)
    {
        if (_video is not { Codec: MediaCodec.H264 })
        {
            return Drop(FlvDropReason.NoSequenceHeader);
        }

        var units = body.Span[header.Length..];
        if (units.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        if (_lengthSize == CanonicalLengthSize && NalUnits.IsCanonical(units))
        {
            return MakeAvcFrame(header, encoderTime, body, header.Length);
        }

        using var converted = new PooledBytes(body.Pool);
        if (!NalUnits.TryConvertLengths(units, _lengthSize, converted) && !NalUnits.TryConvertStartCodes(units, converted))
        {
            return Drop(FlvDropReason.DamagedNalUnits);
        }

        return converted.Length == 0 ? Drop(FlvDropReason.Empty)
            : converted.Length > FlvTagHeader.MaxBodyLength - header.Length ? Drop(FlvDropReason.TooLong)
            : MakeAvcFrame(header, encoderTime, converted, offset: 0);
    }

    private FlvFrameResult MakeAvcFrame(FlvVideoTagHeader header, TimeSpan encoderTime, PooledBytes bytes, int offset)
    {
        var frame = new MediaFrame(bytes, offset)
        {
            Track = _video!,
            EncoderTime = encoderTime,
            CompositionOffset = new TimeSpan(header.CompositionTime * TimeSpan.TicksPerMillisecond),
            Flags = GetFlags(header.FrameType),
        };
        return new FlvFrameResult(null, frame, FlvDropReason.None);
    }
}
