using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Ac3;
using Srs.Media.Codecs.Av1;
using Srs.Media.Codecs.Mp3;
using Srs.Media.Codecs.Opus;
using Srs.Media.Codecs.Vp8;
using Srs.Media.Codecs.Vp9;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Mp4;

/// <summary>Fills in what an announcement leaves out and MP4 has to tell before the first frame.</summary>
internal static class Mp4TrackCompletion
{
    /// <summary>The track with configuration, picture size, sample rate and channels.</summary>
    /// <param name="track">As announced.</param>
    /// <param name="frame">A frame, for video a key frame.</param>
    /// <returns>Null when neither tells enough.</returns>
    public static TrackInfo? Complete(TrackInfo track, ReadOnlySpan<byte> frame) => track.Codec switch
    {
        MediaCodec.H264 or MediaCodec.H265 => track,
        MediaCodec.Av1 => CompleteAv1(track, frame),
        MediaCodec.Vp8 => CompleteVp8(track, frame),
        MediaCodec.Vp9 => CompleteVp9(track, frame),
        _ => CompleteAudio(track, frame),
    };

    private static TrackInfo? CompleteAv1(TrackInfo track, ReadOnlySpan<byte> frame)
    {
        var config = track.Config.IsEmpty ? Av1CodecConfigurationRecord.Create(frame) : track.Config;
        if (!Av1CodecConfigurationRecord.TryRead(config.Span, out var record))
        {
            return null;
        }

        var video = track.Video is { Width: > 0 } known ? known
            : Av1Obu.TryFindSequenceHeader(frame, out var header) ? header.ToVideoFormat()
            : record.ToVideoFormat();
        return video.Width > 0 ? track with { Config = config, Video = video } : null;
    }

    private static TrackInfo? CompleteVp8(TrackInfo track, ReadOnlySpan<byte> frame)
    {
        var video = Vp8FrameHeader.TryRead(frame, out var header)
            ? new VideoFormat(header.Width, header.Height, Vp9Names.GetProfile(header.Version), Level: "")
            : track.Video;
        if (video is not { Width: > 0 })
        {
            return null;
        }

        var hasConfig = VpCodecConfigurationRecord.TryRead(track.Config.Span, out var record, out var offset) && record.Level > 0;
        return track with
        {
            Video = video,
            Config = hasConfig ? track.Config[offset..] : VpCodecConfigurationRecord.Create(0, video.Width, video.Height, 8, 1),
        };
    }

    private static TrackInfo? CompleteVp9(TrackInfo track, ReadOnlySpan<byte> frame)
    {
        var hasHeader = Vp9FrameHeader.TryRead(frame, out var header);
        var video = hasHeader
            ? new VideoFormat(header.Width, header.Height, Vp9Names.GetProfile(header.Profile), track.Video?.Level ?? "")
            : track.Video;
        if (video is not { Width: > 0 })
        {
            return null;
        }

        // Encoders that do not know their frame rate leave the level open, and players refuse a codecs string without it.
        var hasConfig = VpCodecConfigurationRecord.TryRead(track.Config.Span, out var record, out var offset);
        return hasConfig && record.Level > 0 ? track with { Video = video, Config = track.Config[offset..] }
            : hasHeader ? track with
            {
                Video = video,
                Config = VpCodecConfigurationRecord.Create(
                    header.Profile, video.Width, video.Height, header.BitDepth, header.ChromaSubsampling, header.IsFullRange),
            }
            : null;
    }

    private static TrackInfo? CompleteAudio(TrackInfo track, ReadOnlySpan<byte> frame)
    {
        var format = track.Codec switch
        {
            MediaCodec.Ac3 or MediaCodec.Eac3 => Ac3SyncFrame.TryRead(frame, out var ac3) ? ac3.ToAudioFormat() : null,
            MediaCodec.Mp3 or MediaCodec.Mp3At8k when Mp3FrameHeader.TryRead(frame, out var mp3) =>
                new AudioFormat(mp3.SampleRate, mp3.Channels, BitsPerSample: 16, Profile: ""),
            MediaCodec.Aac when AudioSpecificConfig.TryRead(track.Config.Span, out var aac) => aac.ToAudioFormat(),
            MediaCodec.Opus => new AudioFormat(OpusHead.SampleRate, track.Audio?.Channels ?? 2, BitsPerSample: 16, Profile: ""),
            _ => track.Audio,
        };
        return format is { SampleRate: > 0 } ? track with { Audio = format } : null;
    }
}
