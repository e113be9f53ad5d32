using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Brings the RTP timestamps of one publisher's tracks to one timeline.</summary>
/// <remarks>
/// <para>Until sender reports tell how the tracks' clocks belong together, each track begins at the time at which its first packet came, so
/// nothing waits for them. The first track that is reported then stays as it is and the others are moved to it, sound never: pictures
/// catch up or fall back by at most a tenth of the time that passes, which nobody sees.</para>
/// <para>RFC 3550 §6.4.1. Not thread-safe.</para>
/// </remarks>
public sealed class RtpPublisherClock
{
    private readonly List<RtpTrackClock> _tracks = [];

    /// <summary>The publisher's time of day less the timeline's; null before the first report.</summary>
    internal TimeSpan? Origin { get; private set; }

    /// <summary>Adds a track.</summary>
    /// <param name="kind">Pictures are moved to sound, never sound to pictures.</param>
    /// <param name="clock">Its RTP clock.</param>
    public RtpTrackClock AddTrack(MediaKind kind, RtpMediaClock clock)
    {
        var track = new RtpTrackClock(this, kind, clock);
        _tracks.Add(track);
        return track;
    }

    /// <summary>Takes the origin from a track, when there is none or sound knows better.</summary>
    internal void Adopt(RtpTrackClock track, TimeSpan origin)
    {
        if (Origin is null || (track.Kind == MediaKind.Audio && track == _tracks.Find(static other => other.Kind == MediaKind.Audio)))
        {
            Origin = origin;
        }
    }
}
