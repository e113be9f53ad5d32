using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Tests.Protocols.Rtc.Srtp;

public sealed class SrtpSenderTests
{
    public static TheoryData<int> Profiles => SrtpSamples.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void ProtectRtp_HeaderIsInTheClear_PayloadIsNot(int profile)
    {
        using var sender = new SrtpSender(SrtpSamples.Key(profile));
        var plain = SrtpSamples.Rtp(1);

        var packet = sender.ProtectRtp(plain);

        Assert.Equal(plain.Length + sender.Profile.TagBytes, packet.Length);
        Assert.Equal(plain[..24], packet[..24]);
        Assert.NotEqual(plain[24..], packet[24..plain.Length]);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void ProtectRtp_SequenceUsedAlready_Refused(int profile)
    {
        using var sender = new SrtpSender(SrtpSamples.Key(profile));
        var first = sender.ProtectRtp(SrtpSamples.Rtp(7));
        sender.ProtectRtp(SrtpSamples.Rtp(8));

        Assert.Empty(sender.ProtectRtp(SrtpSamples.Rtp(7)));
        Assert.Equal(first, sender.ProtectRtpAgain(SrtpSamples.Rtp(7)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void ProtectRtpAgain_AfterRollOver_TheSameBytes(int profile)
    {
        using var sender = new SrtpSender(SrtpSamples.Key(profile));
        sender.ProtectRtp(SrtpSamples.Rtp(40_000));
        var first = sender.ProtectRtp(SrtpSamples.Rtp(65_535));
        sender.ProtectRtp(SrtpSamples.Rtp(0));

        Assert.Equal(first, sender.ProtectRtpAgain(SrtpSamples.Rtp(65_535)));
    }

    [Fact]
    public void ProtectRtpAgain_SsrcNeverSent_Refused()
    {
        using var sender = new SrtpSender(SrtpSamples.Key(7));

        Assert.Empty(sender.ProtectRtpAgain(SrtpSamples.Rtp(1)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void ProtectRtcp_EachPacket_AnotherIndex(int profile)
    {
        using var sender = new SrtpSender(SrtpSamples.Key(profile));

        var (first, second) = (sender.ProtectRtcp(SrtpSamples.Rtcp()), sender.ProtectRtcp(SrtpSamples.Rtcp()));

        Assert.Equal(SrtpSamples.Rtcp().Length + sender.Profile.RtcpOverheadBytes, first.Length);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void ProtectRtp_NoRoomOrNoPacket_Throws(int profile)
    {
        using var sender = new SrtpSender(SrtpSamples.Key(profile));
        var packet = SrtpSamples.Rtp(1);
        byte[] lying = [.. packet, .. new byte[SrtpProfile.MaxOverheadBytes]];
        lying[19] = 200;

        Assert.Throws<ArgumentException>(() => sender.ProtectRtp(packet.AsSpan(), packet.Length));
        Assert.Throws<ArgumentException>(() => sender.ProtectRtp(lying.AsSpan(), packet.Length));
        Assert.Throws<ArgumentException>(() => sender.ProtectRtp(new byte[100].AsSpan(), 50));
        Assert.Throws<ArgumentException>(() => sender.ProtectRtcp(new byte[100].AsSpan(), 50));
        Assert.Throws<ArgumentException>(() => sender.ProtectRtcp(SrtpSamples.Rtcp().AsSpan(), 16));
    }

    [Fact]
    public void ProtectRtp_TooManyStreams_Throws()
    {
        using var sender = new SrtpSender(SrtpSamples.Key(7));
        for (var ssrc = 0u; ssrc < SrtpSender.MaxStreams; ssrc++)
        {
            sender.ProtectRtp(SrtpSamples.Rtp(1, ssrc));
        }

        Assert.Throws<InvalidOperationException>(() => sender.ProtectRtp(SrtpSamples.Rtp(1, SrtpSender.MaxStreams)));
        Assert.NotEmpty(sender.ProtectRtp(SrtpSamples.Rtp(2, 0)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Protect_Disposed_Throws(int profile)
    {
        var sender = new SrtpSender(SrtpSamples.Key(profile));
        sender.Dispose();

        Assert.Throws<ObjectDisposedException>(() => sender.ProtectRtp(SrtpSamples.Rtp(1)));
        Assert.Throws<ObjectDisposedException>(() => sender.ProtectRtcp(SrtpSamples.Rtcp()));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Protect_Packets_WithoutAllocation(int profile)
    {
        using var sender = new SrtpSender(SrtpSamples.Key(profile));
        using var receiver = new SrtpReceiver(SrtpSamples.Key(profile));
        byte[] rtp = [.. SrtpSamples.Rtp(0), .. new byte[20]];
        byte[] rtcp = [.. SrtpSamples.Rtcp(), .. new byte[20]];
        RoundTrip(0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 1000; i++)
        {
            RoundTrip(i);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void RoundTrip(int sequence)
        {
            (rtp[2], rtp[3]) = ((byte)(sequence >> 8), (byte)sequence);
            receiver.TryUnprotectRtp(rtp.AsSpan(0, sender.ProtectRtp(rtp.AsSpan(), 124)), out var rtpLength);
            receiver.TryUnprotectRtcp(rtcp.AsSpan(0, sender.ProtectRtcp(rtcp.AsSpan(), 16)), out var rtcpLength);
            Assert.True(rtpLength == 124 && rtcpLength == 16);
        }
    }
}
