using System.Buffers.Binary;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Av1;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.H265;
using Srs.Media.Codecs.Nal;
using Srs.Media.Codecs.Vp8;
using Srs.Media.Codecs.Vp9;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <content>Video tags.</content>
public sealed partial class FlvFrameReader
{
    private const int CanonicalLengthSize = 4;
    private const int CompositionTimeLength = 3;

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

        if (header.IsEnhanced)
        {
            return ReadExVideo(encoderTime, body);
        }

        if (header.FrameType == FlvVideoFrameType.Info)
        {
            return Drop(FlvDropReason.InfoFrame);
        }

        var track = _video.Default;
        var codec = FlvCodecs.GetVideoCodec(header.CodecId);
        return codec switch
        {
            MediaCodec.H264 or MediaCodec.H265 => ReadLegacyNal(track, codec, header, encoderTime, body),
            MediaCodec.Opaque => ReadOpaque(track, (uint)header.CodecId, GetFlags(header.FrameType), encoderTime, body),
            _ => ReadLegacyVideo(track, codec, header, encoderTime, body),
        };
    }

    private static FlvFrameResult ReadLegacyVideo(
        FlvTrackState track, MediaCodec codec, FlvVideoTagHeader header, TimeSpan encoderTime, PooledBytes body)
    {
        if (body.Length == header.Length)
        {
            return Drop(FlvDropReason.Empty);
        }

        var changed = track.Is(codec) ? null : track.Replace(codec, default);
        return MakeVideoFrame(track, changed, GetFlags(header.FrameType), 0, encoderTime, body, header.Length);
    }

    private static FlvFrameResult ReadLegacyNal(
        FlvTrackState track, MediaCodec codec, FlvVideoTagHeader header, TimeSpan encoderTime, PooledBytes body) => header.PacketType switch
        {
            FlvPacketType.SequenceHeader => ReadVideoConfig(track, codec, body.Span[header.Length..]),
            FlvPacketType.Frame =>
                ReadNalFrame(track, codec, GetFlags(header.FrameType), header.CompositionTime, encoderTime, body, header.Length),
            FlvPacketType.EndOfSequence => Announce(null),
            _ => Drop(FlvDropReason.UnknownPacketType),
        };

    private static FlvFrameResult ReadVideoConfig(FlvTrackState track, MediaCodec codec, ReadOnlySpan<byte> config)
    {
        if (config.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        if (config.Length > MaxConfigLength)
        {
            return Drop(FlvDropReason.DamagedSequenceHeader);
        }

        var kept = config.ToArray();
        switch (codec)
        {
            case MediaCodec.H264 when AvcDecoderConfigurationRecord.TryRead(kept, out var avc):
                track.LengthSize = avc.LengthSize;
                AvcDecoderConfigurationRecord.SetLengthSize(kept, CanonicalLengthSize);
                return Announce(track.Replace(codec, kept, avc.ToVideoFormat()));
            case MediaCodec.H265 when HevcDecoderConfigurationRecord.TryRead(kept, out var hevc):
                track.LengthSize = hevc.LengthSize;
                HevcDecoderConfigurationRecord.SetLengthSize(kept, CanonicalLengthSize);
                return Announce(track.Replace(codec, kept, hevc.ToVideoFormat()));
            case MediaCodec.Av1 when Av1CodecConfigurationRecord.TryRead(kept, out var av1):
                return Announce(track.Replace(codec, kept, KeepSize(track, codec, av1.ToVideoFormat())));
            case MediaCodec.Vp8 or MediaCodec.Vp9 when VpCodecConfigurationRecord.TryRead(kept, out var vp, out var offset):
                return Announce(track.Replace(codec, kept.AsMemory(offset), KeepSize(track, codec, vp.ToVideoFormat())));
            default:
                return Drop(FlvDropReason.DamagedSequenceHeader);
        }
    }

    /// <summary>A configuration that tells no size is no reason to forget the one that the frames told.</summary>
    private static VideoFormat KeepSize(FlvTrackState track, MediaCodec codec, VideoFormat format) =>
        format.Width == 0 && track.Is(codec) && track.Info!.Video is { } known
            ? format with { Width = known.Width, Height = known.Height }
            : format;

    private static FlvFrameResult ReadVideoMetadata(FlvTrackState track, uint fourCc, ReadOnlySpan<byte> values)
    {
        if (values.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        if (values.Length > MaxConfigLength)
        {
            return Drop(FlvDropReason.TooLong);
        }

        var config = new byte[FlvFourCc.Length + values.Length];
        BinaryPrimitives.WriteUInt32BigEndian(config, fourCc);
        values.CopyTo(config.AsSpan(FlvFourCc.Length));
        return Announce(track.ReplaceMetadata(config));
    }

    private static FlvFrameResult ReadCodedVideo(
        FlvTrackState track, MediaCodec codec, FlvExPart part, bool hasCompositionTime, TimeSpan encoderTime, PooledBytes body)
    {
        var payload = body.Span[part.Offset..];
        switch (codec)
        {
            case MediaCodec.H264 or MediaCodec.H265 when hasCompositionTime:
                if (payload.Length < CompositionTimeLength)
                {
                    return Drop(FlvDropReason.Truncated);
                }

                var compositionTime = (FlvTagHeader.ReadUInt24(payload) << 8) >> 8;
                return ReadNalFrame(track, codec, part.Flags, compositionTime, encoderTime, body, part.Offset + CompositionTimeLength);
            case MediaCodec.H264 or MediaCodec.H265:
                return ReadNalFrame(track, codec, part.Flags, 0, encoderTime, body, part.Offset);
            case MediaCodec.Av1 when !track.Is(codec):
                return Drop(FlvDropReason.NoSequenceHeader);
        }

        if (payload.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        var changed = UpdateFormat(track, codec, (part.Flags & FrameFlags.KeyFrame) != 0 ? ReadFormat(track, codec, payload) : null);
        return MakeVideoFrame(track, changed, part.Flags, 0, encoderTime, body, part.Offset);
    }

    /// <summary>The picture format that a key frame tells; null when it tells none.</summary>
    private static VideoFormat? ReadFormat(FlvTrackState track, MediaCodec codec, ReadOnlySpan<byte> frame) => codec switch
    {
        MediaCodec.Av1 when Av1Obu.TryFindSequenceHeader(frame, out var av1) => av1.ToVideoFormat(),
        MediaCodec.Vp8 when Vp8FrameHeader.TryRead(frame, out var vp8) =>
            new VideoFormat(vp8.Width, vp8.Height, Vp9Names.GetProfile(vp8.Version), Level: ""),
        MediaCodec.Vp9 when Vp9FrameHeader.TryRead(frame, out var vp9) =>
            new VideoFormat(vp9.Width, vp9.Height, Vp9Names.GetProfile(vp9.Profile), track.Is(codec) ? track.Info!.Video?.Level ?? "" : ""),
        _ => null,
    };

    private static TrackInfo? UpdateFormat(FlvTrackState track, MediaCodec codec, VideoFormat? seen)
    {
        if (!track.Is(codec))
        {
            return track.Replace(codec, default, seen);
        }

        return seen is null || seen == track.Info!.Video ? null : track.Replace(codec, track.Info.Config, seen);
    }

    private static FlvFrameResult ReadNalFrame(
        FlvTrackState track, MediaCodec codec, FrameFlags flags, int compositionTime, TimeSpan encoderTime, PooledBytes body, int offset)
    {
        if (!track.Is(codec))
        {
            return Drop(FlvDropReason.NoSequenceHeader);
        }

        var units = body.Span[offset..];
        if (units.IsEmpty)
        {
            return Drop(FlvDropReason.Empty);
        }

        if (track.LengthSize == CanonicalLengthSize && NalUnits.IsCanonical(units))
        {
            return MakeVideoFrame(track, null, flags, compositionTime, encoderTime, body, offset);
        }

        using var converted = new PooledBytes(body.Pool);
        if (!NalUnits.TryConvertLengths(units, track.LengthSize, converted) && !NalUnits.TryConvertStartCodes(units, converted))
        {
            return Drop(FlvDropReason.DamagedNalUnits);
        }

        return converted.Length == 0 ? Drop(FlvDropReason.Empty)
            : MakeVideoFrame(track, null, flags, compositionTime, encoderTime, converted, offset: 0);
    }

    private static FlvFrameResult MakeVideoFrame(
        FlvTrackState track, TrackInfo? changed, FrameFlags flags, int compositionTime, TimeSpan encoderTime, PooledBytes bytes, int offset)
    {
        if (bytes.Length - offset > MaxPayloadLength)
        {
            return new FlvFrameResult(changed, null, FlvDropReason.TooLong);
        }

        var frame = new MediaFrame(bytes, offset)
        {
            Track = track.Info!,
            EncoderTime = encoderTime,
            CompositionOffset = new TimeSpan(compositionTime * TimeSpan.TicksPerMillisecond),
            Flags = flags,
        };
        return new FlvFrameResult(changed, frame, FlvDropReason.None);
    }
}
