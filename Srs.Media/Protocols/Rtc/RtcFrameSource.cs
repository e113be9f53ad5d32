using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The bridge from a WebRTC publisher's packets to the frames of its stream, for all other protocols.</summary>
/// <remarks>On the thread of the publisher's shard.</remarks>
/// <param name="lease">The stream; stays the caller's.</param>
/// <param name="pool">Where frames live.</param>
internal sealed class RtcFrameSource(PublishLease lease, BufferPool pool) : IDisposable
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
            if (!ReferenceEquals(unit.Track, track.Announced))
            {
                track.Announced = unit.Track;
                lease.Announce(unit.Track);
            }

            var time = track.ToTime(unit.Timestamp, arrival);
            news |= (unit.Flags & FrameFlags.KeyFrame) != 0 ? RtcFrameNews.KeyFrame : RtcFrameNews.None;
            lease.Publish(unit.ToFrame(time, time));
        }

        return news;
    }
}
