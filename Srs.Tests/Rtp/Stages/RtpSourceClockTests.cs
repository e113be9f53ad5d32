using Srs.Media.Rtp;

namespace Srs.Tests.Rtp.Stages;

public sealed class RtpSourceClockTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1000);

    private readonly PublisherClock _publisher = new();

    [Fact]
    public void TryGetTimestamp_NothingKnown_IsFalse() =>
        Assert.False(new RtpSourceClock(90_000, _publisher).TryGetTimestamp(Start, out _));

    [Fact]
    public void TryGetTimestamp_ByArrival_FollowsTheQuickestPackets()
    {
        var clock = new RtpSourceClock(90_000, _publisher);
        var random = new Random(6);
        for (var i = 0; i < 1000; i++)
        {
            clock.OnPacket(unchecked(uint.MaxValue - 5000 + ((uint)i * 3600)), Start + TimeSpan.FromMilliseconds((i * 40) + (random.NextDouble() * 20)));
        }

        Assert.True(clock.TryGetTimestamp(Start + TimeSpan.FromSeconds(40), out var timestamp));
        Assert.InRange(unchecked((int)(timestamp - (uint.MaxValue - 5000 + 3_600_000))) / 90.0, -3, 0.1);
    }

    [Fact]
    public void SenderReports_OfBothTracks_SetSoundToPicture()
    {
        var audio = new RtpSourceClock(48_000, _publisher);
        var video = new RtpSourceClock(90_000, _publisher);
        audio.OnPacket(1_000_000, Start);
        video.OnPacket(5_000, Start + TimeSpan.FromMilliseconds(150)); // a key frame takes its time

        var day = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        audio.OnSenderReport(NtpTime.From(day), 1_000_000, Start + TimeSpan.FromMilliseconds(30));
        video.OnSenderReport(NtpTime.From(day.AddMilliseconds(500)), 5_000 + 45_000, Start + TimeSpan.FromMilliseconds(580));

        Assert.True(audio.TryGetTimestamp(Start + TimeSpan.FromSeconds(2), out var sound));
        Assert.True(video.TryGetTimestamp(Start + TimeSpan.FromSeconds(2), out var picture));
        var skew = ((sound - 1_000_000) / 48.0) - ((picture - 5_000) / 90.0);
        Assert.InRange(skew, -1, 1);
    }

    [Fact]
    public void SenderReport_WithoutClock_IsLeftOut()
    {
        var clock = new RtpSourceClock(90_000, _publisher);
        clock.OnSenderReport(default, 77, Start);

        Assert.False(clock.IsReported);
    }

    [Fact]
    public void SenderReports_PublisherSetsItsClock_StartOver()
    {
        var clock = new RtpSourceClock(90_000, _publisher);
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        clock.OnSenderReport(NtpTime.From(day), 0, Start);
        clock.OnSenderReport(NtpTime.From(day.AddYears(-20)), 90_000, Start + TimeSpan.FromSeconds(1));

        Assert.True(clock.TryGetTimestamp(Start + TimeSpan.FromSeconds(1), out var timestamp));
        Assert.Equal(90_000u, timestamp);
    }

    [Fact]
    public void SenderReports_AnythingAtAll_NeverThrow()
    {
        var clock = new RtpSourceClock(int.MaxValue, _publisher);
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            clock.OnPacket((uint)random.Next(), TimeSpan.FromSeconds(random.Next()));
            clock.OnSenderReport(new NtpTime((ulong)random.NextInt64()), (uint)random.Next(), TimeSpan.FromSeconds(random.Next()));
            clock.TryGetTimestamp(TimeSpan.FromSeconds(random.Next()), out _);
        }
    }
}
