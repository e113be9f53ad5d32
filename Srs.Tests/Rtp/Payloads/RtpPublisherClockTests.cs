using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>A publisher with sound that begins at timestamp 1000 and pictures at 5000, each at its own wall-clock moment.</summary>
public sealed class RtpPublisherClockTests
{
    private const uint AudioStart = 1000;
    private const uint VideoStart = uint.MaxValue - 5000;

    private readonly RtpPublisherClock _publisher = new();
    private readonly RtpTrackClock _audio;
    private readonly RtpTrackClock _video;

    public RtpPublisherClockTests()
    {
        _audio = _publisher.AddTrack(MediaKind.Audio, new RtpMediaClock(48_000));
        _video = _publisher.AddTrack(MediaKind.Video, new RtpMediaClock(90_000));
    }

    [Fact]
    public void Tracks_WithoutReports_BeginWhenTheirPacketsCome()
    {
        Assert.Equal(500, AudioAt(0, arrival: 500));
        Assert.Equal(580, VideoAt(0, arrival: 580));

        // Jitter moves nothing; the timestamp wraps around on the way.
        Assert.Equal(520, AudioAt(20, arrival: 560));
        Assert.Equal(1580, VideoAt(1000, arrival: 1600));
        Assert.False(_audio.IsSynchronized);
    }

    [Fact]
    public void Reports_MoveThePicturesToTheSound_SmoothlyAndSoundNever()
    {
        // Both were captured at the same moment, but the pictures came 80 ms later.
        AudioAt(0, arrival: 500);
        VideoAt(0, arrival: 580);
        _audio.OnSenderReport(Ntp(7000), Audio(0));
        _video.OnSenderReport(Ntp(7000), Video(0));
        Assert.Equal(-80, _video.Correction.TotalMilliseconds);
        Assert.True(_audio.IsSynchronized && _video.IsSynchronized);

        // A tenth of the 40 ms that pass.
        Assert.Equal(520, AudioAt(20, arrival: 520));
        Assert.Equal(580 + 40 - 4, VideoAt(40, arrival: 620));
        for (var passed = 80; passed <= 1200; passed += 40)
        {
            VideoAt(passed, arrival: 580 + passed);
        }

        Assert.Equal(500 + 1240, VideoAt(1240, arrival: 580 + 1240));
        Assert.Equal(0, _video.Correction.Ticks);
    }

    [Fact]
    public void Reports_OfPicturesFirst_AreRevisedBySound()
    {
        AudioAt(0, arrival: 500);
        VideoAt(0, arrival: 560);
        _video.OnSenderReport(Ntp(7000), Video(0));
        Assert.Equal(0, _video.Correction.Ticks);

        _audio.OnSenderReport(Ntp(7020), Audio(20));
        Assert.Equal(520, AudioAt(20, arrival: 520));
        _video.OnSenderReport(Ntp(8000), Video(1000));

        Assert.Equal(-60, _video.Correction.TotalMilliseconds);
    }

    [Fact]
    public void Report_OfAnEarlierOrLaterMoment_IsCarriedOver()
    {
        AudioAt(0, arrival: 500);
        VideoAt(0, arrival: 500);

        _audio.OnSenderReport(Ntp(6000), Audio(-1000));
        _video.OnSenderReport(Ntp(9500), Video(2530));

        Assert.Equal(-30, _video.Correction.TotalMilliseconds);
    }

    [Fact]
    public void Report_ThatMakesNoSense_IsLeftOut()
    {
        AudioAt(0, arrival: 500);
        VideoAt(0, arrival: 500);
        _audio.OnSenderReport(Ntp(7000), Audio(0));

        _video.OnSenderReport(0, Video(0));
        _video.OnSenderReport(Ntp(7000 + 60_000), Video(0));
        _video.OnSenderReport(Ntp(7000), Video(30_000));
        _video.OnSenderReport(ulong.MaxValue, 0);

        Assert.Equal(0, _video.Correction.Ticks);
        Assert.False(_video.IsSynchronized);
    }

    [Fact]
    public void Report_BeforeTheFirstFrame_IsLeftOut()
    {
        _video.OnSenderReport(Ntp(7000), Video(0));

        Assert.Equal(500, VideoAt(0, arrival: 500));
        Assert.False(_video.IsSynchronized);
    }

    [Fact]
    public void Timestamps_ThatLeap_BeginAnewAtTheirArrival()
    {
        VideoAt(0, arrival: 500);

        Assert.Equal(540, VideoAt(3_600_000, arrival: 540));
        Assert.Equal(580, VideoAt(3_600_040, arrival: 580));
        Assert.Equal(620, VideoAt(5, arrival: 620));
        Assert.Equal(2, _video.Jumps);
    }

    [Fact]
    public void Pause_OnBothClocks_IsNoLeap()
    {
        VideoAt(0, arrival: 500);

        Assert.Equal(60_500, VideoAt(60_000, arrival: 60_700));
        Assert.Equal(0, _video.Jumps);
    }

    [Fact]
    public void FrameShownEarlierThanTheLast_KeepsItsPlace()
    {
        VideoAt(0, arrival: 500);
        VideoAt(120, arrival: 540);

        Assert.Equal(540, VideoAt(40, arrival: 580));
    }

    private static uint Audio(double milliseconds) => unchecked(AudioStart + (uint)(int)(milliseconds * 48));

    private static uint Video(double milliseconds) => unchecked(VideoStart + (uint)(long)(milliseconds * 90));

    private static ulong Ntp(double milliseconds) => ((ulong)(3_900_000_000 + (long)(milliseconds / 1000)) << 32) | (ulong)(milliseconds % 1000 / 1000 * 4294967296);

    private double AudioAt(double milliseconds, double arrival) => Math.Round(_audio.ToTime(Audio(milliseconds), TimeSpan.FromMilliseconds(arrival)).TotalMilliseconds, 3);

    private double VideoAt(double milliseconds, double arrival) => Math.Round(_video.ToTime(Video(milliseconds), TimeSpan.FromMilliseconds(arrival)).TotalMilliseconds, 3);
}
