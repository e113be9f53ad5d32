using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <content>Bodies of Enhanced RTMP, with one track or several.</content>
public sealed partial class FlvFrameReader
{
    private FlvFrameResult ReadExVideo(TimeSpan time, PooledBytes body)
    {
        if (!FlvExVideoTagHeader.TryRead(body.Span, out var header, out var length))
        {
            return Drop(FlvDropReason.Truncated);
        }

        if (header.IsCommand)
        {
            return Drop(FlvDropReason.InfoFrame);
        }

        var exact = AddNanoseconds(time, header.NanosecondOffset);
        var flags = GetFlags(header.FrameType);
        switch (header.Multitrack)
        {
            case null or FlvMultitrackType.OneTrack:
                return ReadExVideoTrack(header, new FlvExPart(header.FourCc, header.TrackId, flags, length), exact, body);
            case FlvMultitrackType.ManyTracks or FlvMultitrackType.ManyTracksManyCodecs:
                var results = new FlvTrackResults(MaxTracks);
                var rest = body.Span[length..];
                while (results.TryReadNext(ref rest, header.Multitrack, header.FourCc, out var track, out var payload))
                {
                    using var part = PooledBytes.Copy(body.Pool, payload);
                    results.Add(ReadExVideoTrack(header, new FlvExPart(track.FourCc, track.Id, flags, 0), exact, part));
                }

                return results.ToResult();
            default:
                return Drop(FlvDropReason.UnknownMultitrackType);
        }
    }

    private FlvFrameResult ReadExAudio(TimeSpan time, PooledBytes body)
    {
        if (!FlvExAudioTagHeader.TryRead(body.Span, out var header, out var length))
        {
            return Drop(FlvDropReason.Truncated);
        }

        var exact = AddNanoseconds(time, header.NanosecondOffset);
        switch (header.Multitrack)
        {
            case null or FlvMultitrackType.OneTrack:
                return ReadExAudioTrack(header, new FlvExPart(header.FourCc, header.TrackId, FrameFlags.None, length), exact, body);
            case FlvMultitrackType.ManyTracks or FlvMultitrackType.ManyTracksManyCodecs:
                var results = new FlvTrackResults(MaxTracks);
                var rest = body.Span[length..];
                while (results.TryReadNext(ref rest, header.Multitrack, header.FourCc, out var track, out var payload))
                {
                    using var part = PooledBytes.Copy(body.Pool, payload);
                    results.Add(ReadExAudioTrack(header, new FlvExPart(track.FourCc, track.Id, FrameFlags.None, 0), exact, part));
                }

                return results.ToResult();
            default:
                return Drop(FlvDropReason.UnknownMultitrackType);
        }
    }

    private FlvFrameResult ReadExVideoTrack(FlvExVideoTagHeader header, FlvExPart part, TimeSpan time, PooledBytes body)
    {
        if (!_video.TryGet(part.TrackId, out var track))
        {
            return Drop(FlvDropReason.TooManyTracks);
        }

        var payload = body.Span[part.Offset..];
        var codec = FlvFourCc.GetVideoCodec(part.FourCc);
        return header.PacketType switch
        {
            FlvVideoPacketType.Multitrack or FlvVideoPacketType.ModEx => Drop(FlvDropReason.UnknownPacketType),
            FlvVideoPacketType.Metadata => ReadVideoMetadata(track, part.FourCc, payload),
            FlvVideoPacketType.SequenceEnd => Announce(null),
            _ when codec == MediaCodec.Opaque => ReadOpaqueVideo(header, track, part, time, body),
            FlvVideoPacketType.SequenceStart => ReadVideoConfig(track, codec, payload),
            FlvVideoPacketType.CodedFrames => ReadCodedVideo(track, codec, part, hasCompositionTime: true, time, body),
            FlvVideoPacketType.CodedFramesX => ReadCodedVideo(track, codec, part, hasCompositionTime: false, time, body),
            FlvVideoPacketType.Mpeg2TsSequenceStart => Drop(FlvDropReason.MpegTsSequenceStart),
            _ => Drop(FlvDropReason.UnknownPacketType),
        };
    }

    private FlvFrameResult ReadExAudioTrack(FlvExAudioTagHeader header, FlvExPart part, TimeSpan time, PooledBytes body)
    {
        if (!_audio.TryGet(part.TrackId, out var track))
        {
            return Drop(FlvDropReason.TooManyTracks);
        }

        var codec = FlvFourCc.GetAudioCodec(part.FourCc);
        return header.PacketType switch
        {
            FlvAudioPacketType.Multitrack or FlvAudioPacketType.ModEx => Drop(FlvDropReason.UnknownPacketType),
            FlvAudioPacketType.SequenceEnd => Announce(null),
            _ when codec == MediaCodec.Opaque => ReadOpaqueAudio(header, track, part, time, body),
            FlvAudioPacketType.MultichannelConfig => Drop(FlvDropReason.ChannelMap),
            FlvAudioPacketType.SequenceStart => ReadAudioConfig(track, codec, body.Span[part.Offset..]),
            FlvAudioPacketType.CodedFrames => ReadCodedAudio(track, codec, part.Offset, time, body),
            _ => Drop(FlvDropReason.UnknownPacketType),
        };
    }

    /// <summary>An unknown codec among several tracks, or on one of them, gets a body of its own.</summary>
    private static FlvFrameResult ReadOpaqueVideo(
        FlvExVideoTagHeader header, FlvTrackState track, FlvExPart part, TimeSpan time, PooledBytes body)
    {
        var startsSequence = header.PacketType is FlvVideoPacketType.SequenceStart or FlvVideoPacketType.Mpeg2TsSequenceStart;
        if (header.Multitrack is null)
        {
            return startsSequence ? ReadOpaqueConfig(track, part.FourCc, body) : ReadOpaque(track, part.FourCc, part.Flags, time, body);
        }

        Span<byte> bytes = stackalloc byte[FlvExVideoTagHeader.MaxLength];
        var own = header with { Multitrack = OwnForm(track), FourCc = part.FourCc, TrackId = track.Id, NanosecondOffset = 0 };
        using var whole = PooledBytes.Copy(body.Pool, bytes[..own.Write(bytes)]);
        whole.Append(body.Span[part.Offset..]);
        return startsSequence ? ReadOpaqueConfig(track, part.FourCc, whole) : ReadOpaque(track, part.FourCc, part.Flags, time, whole);
    }

    private static FlvFrameResult ReadOpaqueAudio(
        FlvExAudioTagHeader header, FlvTrackState track, FlvExPart part, TimeSpan time, PooledBytes body)
    {
        var startsSequence = header.PacketType == FlvAudioPacketType.SequenceStart;
        if (header.Multitrack is null)
        {
            return startsSequence ? ReadOpaqueConfig(track, part.FourCc, body) : ReadOpaque(track, part.FourCc, part.Flags, time, body);
        }

        Span<byte> bytes = stackalloc byte[FlvExAudioTagHeader.MaxLength];
        var own = header with { Multitrack = OwnForm(track), FourCc = part.FourCc, TrackId = track.Id, NanosecondOffset = 0 };
        using var whole = PooledBytes.Copy(body.Pool, bytes[..own.Write(bytes)]);
        whole.Append(body.Span[part.Offset..]);
        return startsSequence ? ReadOpaqueConfig(track, part.FourCc, whole) : ReadOpaque(track, part.FourCc, part.Flags, time, whole);
    }

    private static FlvMultitrackType? OwnForm(FlvTrackState track) => track.Id == 0 ? null : FlvMultitrackType.OneTrack;
}
