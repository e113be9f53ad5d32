using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Streams;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The bridge from a WebRTC publisher's packets to the frames of its stream, for all other protocols.</summary>
/// <remarks>
/// On the thread of the publisher's shard. Sound becomes AAC in a worker, which every protocol and player knows; where that cannot be, it goes
/// as it is.
/// </remarks>
/// <param name="lease">The stream; stays the caller's.</param>
/// <param name="pool">Where frames live.</param>
/// <param name="transcoding">Transcodes sound; null when it goes as it is.</param>
/// <param name="aacBitrate">Its bits per second then.</param>
internal sealed class RtcFrameSource(PublishLease lease, BufferPool pool, TranscodeWorkers? transcoding, int aacBitrate) : IDisposable
{
    private readonly RtpPublisherClock _clock = new();
    private readonly List<RtcFrameTrack> _tracks = [];

    /// <summary>Adds a track.</summary>
    public RtcFrameTrack AddTrack(RtcTrack track)
    {
        var codec = RtcCodecs.ToMediaCodec(track.Format.Encoding);
        var depacketizer = RtpDepacketizer.Create(codec, track.Id, track.IsStereo || track.Kind != MediaKind.Audio ? 2 : 1, pool)!;
        var added = new RtcFrameTrack(depacketizer, _clock.AddTrack(track.Kind, RtpMediaClock.Of(codec)), track.Kind == MediaKind.Video);
        _tracks.Add(added);
        return added;
    }

    /// <summary>Takes over a packet, and publishes the frames that are whole.</summary>
    public RtcFrameNews Push(RtcFrameTrack track, RtpPacket packet, TimeSpan now)
    {
        track.Add(packet);
        return Drain(track, now);
    }

    /// <summary>Publishes what has waited for long enough.</summary>
    public RtcFrameNews Drain(RtcFrameTrack track, TimeSpan now)
    {
        var news = RtcFrameNews.None;
        PublishTranscoded(track);
        while (track.TryTake(now, out var packet, out var hasGap))
        {
            using (packet)
            {
                if (hasGap)
                {
                    track.Depacketizer.OnLoss();
                }

                track.Depacketizer.Push(packet!.Payload.Span, packet.Timestamp, packet.Marker);
                news |= Publish(track, packet.Arrival);
            }
        }

        return news | (track.Depacketizer.NeedsKeyFrame ? RtcFrameNews.NeedsKeyFrame : RtcFrameNews.None);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var track in _tracks)
        {
            track.Dispose();
        }
    }

    private RtcFrameNews Publish(RtcFrameTrack track, TimeSpan arrival)
    {
        var news = RtcFrameNews.None;
        while (track.Depacketizer.TryTake(out var unit))
        {
            var time = track.ToTime(unit.Timestamp, arrival);
            if (FindTranscode(track, unit.Track) is { } transcode)
            {
                using (unit.Payload)
                {
                    transcode.Send(unit.Payload.Span, time);
                }

                continue;
            }

            if (!ReferenceEquals(unit.Track, track.Announced))
            {
                Announce(track, unit.Track);
            }

            news |= (unit.Flags & FrameFlags.KeyFrame) != 0 ? RtcFrameNews.KeyFrame : RtcFrameNews.None;
            lease.Publish(unit.ToFrame(time, time));
        }

        return news;
    }

    /// <summary>The transcode of a track, opened with its first frame; null when it goes as it is.</summary>
    private Transcode? FindTranscode(RtcFrameTrack track, TrackInfo info)
    {
        if (info.Kind != MediaKind.Audio || transcoding is not { Absence: null } || !TranscodeSettings.CanTranscode(info))
        {
            return null;
        }

        if (track.Transcode is null)
        {
            // What has come out is taken with the next packet, which is never far away.
            var settings = TranscodeSettings.Of(info, MediaCodec.Aac, aacBitrate);
            track.Transcode = transcoding.Open(lease.Stream.ToString(), settings, static () => { });
            Announce(track, settings.ToTrack(info, settings.ExpectedConfig));
        }

        return track.Transcode.IsGivenUp ? null : track.Transcode;
    }

    private void Announce(RtcFrameTrack track, TrackInfo info)
    {
        track.Announced = info;
        lease.Announce(info);
    }

    private void PublishTranscoded(RtcFrameTrack track)
    {
        while (track.Transcode is { } transcode && transcode.TryTake(out var output))
        {
            if (transcode.IsGivenUp)
            {
                output.Dispose();
            }
            else if (output.Config is not { } config)
            {
                lease.Publish(output.ToFrame(track.Announced!));
            }
            else if (!track.Announced!.Config.Span.SequenceEqual(config))
            {
                Announce(track, transcode.Settings.ToTrack(track.Announced, config));
            }
        }
    }
}
