using Srs.Media.Protocols.Rtc.Srtp;
using Srs.Tests.Protocols.Rtc.Srtp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>libsrtp, which browsers and GStreamer use, reads what we protect and the other way round; byte for byte the same.</summary>
[Trait("Category", "Interop")]
public sealed class SrtpInteropTests
{
    /// <summary>Over a roll-over and on.</summary>
    private const int FirstSequence = 65_000;
    private const int Packets = 1200;

    public static TheoryData<int> Profiles => SrtpSamples.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Sender_LibSrtpMakesTheSame(int profile)
    {
        LibSrtp.SkipIfMissing();
        var key = SrtpSamples.Key(profile);
        using var ours = new SrtpSender(key);
        using var theirs = new LibSrtp(profile, [.. key.Key, .. key.Salt], isSender: true);

        for (var i = 0; i < Packets; i++)
        {
            var packet = SrtpSamples.Rtp((ushort)(FirstSequence + i), payloadBytes: i);
            Assert.Equal(theirs.ProtectRtp(packet), ours.ProtectRtp(packet));
            Assert.Equal(theirs.ProtectRtcp(SrtpSamples.Rtcp()), ours.ProtectRtcp(SrtpSamples.Rtcp()));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Sender_LibSrtpUnprotects(int profile)
    {
        LibSrtp.SkipIfMissing();
        var key = SrtpSamples.Key(profile);
        using var ours = new SrtpSender(key);
        using var theirs = new LibSrtp(profile, [.. key.Key, .. key.Salt], isSender: false);

        for (var i = 0; i < Packets; i++)
        {
            var packet = SrtpSamples.Rtp((ushort)(FirstSequence + i));
            Assert.Equal(packet, theirs.UnprotectRtp(ours.ProtectRtp(packet)));
            Assert.Equal(SrtpSamples.Rtcp(), theirs.UnprotectRtcp(ours.ProtectRtcp(SrtpSamples.Rtcp())));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Receiver_WhatLibSrtpProtects(int profile)
    {
        LibSrtp.SkipIfMissing();
        var key = SrtpSamples.Key(profile);
        using var ours = new SrtpReceiver(key);
        using var theirs = new LibSrtp(profile, [.. key.Key, .. key.Salt], isSender: true);

        for (var i = 0; i < Packets; i++)
        {
            var packet = SrtpSamples.Rtp((ushort)(FirstSequence + i), payloadBytes: i);
            Assert.Equal(packet, ours.UnprotectRtp(theirs.ProtectRtp(packet)));
            Assert.Equal(SrtpSamples.Rtcp(), ours.UnprotectRtcp(theirs.ProtectRtcp(SrtpSamples.Rtcp())));
        }
    }
}
