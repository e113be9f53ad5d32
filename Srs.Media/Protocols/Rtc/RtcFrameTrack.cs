using Srs.Media.Frames;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Rtp.Stages;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>One track of a <see cref="RtcFrameSource"/>: packets in order, frames of them, and their time.</summary>
internal sealed class RtcFrameTrack(RtpDepacketizer depacketizer, RtpTrackClock clock, bool isVideo) : IDisposable
{
    /// <summary>How long a lost packet of a picture is waited for: two round trips across an ocean.</summary>
    private static readonly TimeSpan MaxVideoDelay = TimeSpan.FromMilliseconds(250);

    private readonly RtpReorderBuffer? _video = isVideo ? new RtpReorderBuffer(MaxVideoDelay) : null;
    private readonly AudioJitterBuffer? _audio = isVideo ? null : new AudioJitterBuffer();

    /// <summary>Puts frames together.</summary>
    public RtpDepacketizer Depacketizer { get; } = depacketizer;

    /// <summary>The track that was announced last; null before the first.</summary>
    public TrackInfo? Announced { get; set; }

    /// <summary>Makes of its sound what other protocols play; null when it goes as it is.</summary>
    public Transcode? Transcode { get; set; }

    /// <summary>Takes over a packet.</summary>
    public void Add(RtpPacket packet)
    {
        if (_video is not null)
        {
            _video.Add(packet);
        }
        else
        {
            _audio!.Add(packet);
        }
    }

    /// <summary>The next packet in order; the caller disposes it.</summary>
    public bool TryTake(TimeSpan now, out RtpPacket? packet, out bool hasGap) =>
        _video is not null ? _video.TryTake(now, out packet, out hasGap) : _audio!.TryTake(now, out packet, out hasGap);

    /// <summary>Place of a frame on the publisher's timeline.</summary>
    public TimeSpan ToTime(uint timestamp, TimeSpan arrival) => clock.ToTime(timestamp, arrival);

    /// <summary>Takes what a sender report says.</summary>
    public void OnSenderReport(ulong ntp, uint timestamp) => clock.OnSenderReport(ntp, timestamp);

    /// <inheritdoc/>
    public void Dispose()
    {
        _video?.Dispose();
        _audio?.Dispose();
        Transcode?.Dispose();
        Depacketizer.Dispose();
    }
}
