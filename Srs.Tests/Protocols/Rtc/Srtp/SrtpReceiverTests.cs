using Srs.Media.Protocols.Rtc.Srtp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Srtp;

public sealed class SrtpReceiverTests
{
    public static TheoryData<int> Profiles => SrtpSamples.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_WhatTheSenderMade_AsItWas(int profile)
    {
        var (sender, receiver) = Pair(profile);

        Assert.Equal(SrtpSamples.Rtp(1), receiver.UnprotectRtp(sender.ProtectRtp(SrtpSamples.Rtp(1))));
        Assert.Equal(SrtpSamples.Rtp(2, payloadBytes: 0), receiver.UnprotectRtp(sender.ProtectRtp(SrtpSamples.Rtp(2, payloadBytes: 0))));
        Assert.Equal(SrtpSamples.Rtcp(), receiver.UnprotectRtcp(sender.ProtectRtcp(SrtpSamples.Rtcp())));
        Assert.Equal(SrtpSamples.Rtcp()[..8], receiver.UnprotectRtcp(sender.ProtectRtcp(SrtpSamples.Rtcp()[..8])));
        Assert.Equal((0, 0), (receiver.Forged, receiver.Replayed));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_Replayed_Dropped(int profile)
    {
        var (sender, receiver) = Pair(profile);
        var (rtp, rtcp) = (sender.ProtectRtp(SrtpSamples.Rtp(1)), sender.ProtectRtcp(SrtpSamples.Rtcp()));

        Assert.NotNull(receiver.UnprotectRtp(rtp));
        Assert.NotNull(receiver.UnprotectRtcp(rtcp));
        Assert.Null(receiver.UnprotectRtp(rtp));
        Assert.Null(receiver.UnprotectRtcp(rtcp));
        Assert.Equal((0, 2), (receiver.Forged, receiver.Replayed));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_OutOfOrderAcrossRollOver_All(int profile)
    {
        var (sender, receiver) = Pair(profile);
        var packets = Enumerable.Range(65_000, 3000).Select(i => sender.ProtectRtp(SrtpSamples.Rtp((ushort)i))).ToList();
        var random = new Random(5);

        // Each at most some hundred places from where it was.
        var order = Enumerable.Range(0, packets.Count).OrderBy(i => i == 0 ? -1000 : i + random.Next(400)).ToList();

        Assert.All(order, i => Assert.Equal(SrtpSamples.Rtp((ushort)(65_000 + i)), receiver.UnprotectRtp(packets[i])));
        Assert.All(order.TakeLast(500), i => Assert.Null(receiver.UnprotectRtp(packets[i])));
    }

    /// <summary>Four rounds of the sequence, with a gap that is nearly half of one.</summary>
    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_ManyRollOversAndGaps_All(int profile)
    {
        var (sender, receiver) = Pair(profile);
        for (var i = 0; i < 4 * 65_536; i += i % 3 == 0 ? 32_000 : 997)
        {
            Assert.Equal(SrtpSamples.Rtp((ushort)i), receiver.UnprotectRtp(sender.ProtectRtp(SrtpSamples.Rtp((ushort)i))));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_AnyBitChanged_DroppedAndTheGenuineOneTaken(int profile)
    {
        var (sender, receiver) = Pair(profile);
        var (rtp, rtcp) = (sender.ProtectRtp(SrtpSamples.Rtp(1, payloadBytes: 5)), sender.ProtectRtcp(SrtpSamples.Rtcp()));
        Assert.All(Flips(rtp), packet => Assert.Null(receiver.UnprotectRtp(packet)));
        Assert.All(Flips(rtcp), packet => Assert.Null(receiver.UnprotectRtcp(packet)));

        Assert.NotNull(receiver.UnprotectRtp(rtp));
        Assert.NotNull(receiver.UnprotectRtcp(rtcp));
        Assert.All(Flips(rtp), packet => Assert.Null(receiver.UnprotectRtp(packet)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_TruncationsMutationsAndNoise_Dropped(int profile)
    {
        var (sender, receiver) = Pair(profile);
        var (rtp, rtcp) = (sender.ProtectRtp(SrtpSamples.Rtp(1)), sender.ProtectRtcp(SrtpSamples.Rtcp()));
        var random = new Random(3);
        var noise = Enumerable.Range(0, 500).Select(_ =>
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            return bytes;
        });

        foreach (var packet in Mutations.Truncations(rtp).Concat(Mutations.Of(rtp, 2000)).Concat(noise).Where(packet => !packet.SequenceEqual(rtp)))
        {
            Assert.Null(receiver.UnprotectRtp(packet));
        }

        foreach (var packet in Mutations.Truncations(rtcp).Concat(Mutations.Of(rtcp, 2000)).Concat(noise).Where(packet => !packet.SequenceEqual(rtcp)))
        {
            Assert.Null(receiver.UnprotectRtcp(packet));
        }

        Assert.NotNull(receiver.UnprotectRtp(rtp));
        Assert.NotNull(receiver.UnprotectRtcp(rtcp));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_OtherKey_Dropped(int profile)
    {
        using var sender = new SrtpSender(SrtpSamples.Key(profile, seed: 2));
        using var receiver = new SrtpReceiver(SrtpSamples.Key(profile));

        Assert.Null(receiver.UnprotectRtp(sender.ProtectRtp(SrtpSamples.Rtp(1))));
        Assert.Null(receiver.UnprotectRtcp(sender.ProtectRtcp(SrtpSamples.Rtcp())));
        Assert.Equal(2, receiver.Forged);
    }

    /// <summary>SSRCs that were never authentic leave nothing behind: the known one keeps its replay window.</summary>
    [Theory]
    [MemberData(nameof(Profiles))]
    public void Unprotect_ForgedSsrcs_RememberedByNobody(int profile)
    {
        var (sender, receiver) = Pair(profile);
        var packet = sender.ProtectRtp(SrtpSamples.Rtp(1));
        Assert.NotNull(receiver.UnprotectRtp(packet));

        for (var ssrc = 0u; ssrc < 1000; ssrc++)
        {
            Assert.Null(receiver.UnprotectRtp([.. SrtpSamples.Rtp(1, ssrc), .. new byte[16]]));
        }

        Assert.Null(receiver.UnprotectRtp(packet));
        Assert.Equal((1000, 1), (receiver.Forged, receiver.Replayed));
    }

    [Fact]
    public void Unprotect_MoreSsrcsThanAreRemembered_TheIdleOnesAreForgotten()
    {
        var (sender, receiver) = Pair(7);
        for (var ssrc = 0u; ssrc < 3 * SrtpReceiver.MaxStreams; ssrc++)
        {
            Assert.NotNull(receiver.UnprotectRtp(sender.ProtectRtp(SrtpSamples.Rtp((ushort)(ssrc + 1), 77))));
            Assert.NotNull(receiver.UnprotectRtp(sender.ProtectRtp(SrtpSamples.Rtp(1, 1000 + ssrc))));
        }

        Assert.Null(receiver.UnprotectRtp(sender.ProtectRtpAgain(SrtpSamples.Rtp(1, 77))));
    }

    /// <summary>RFC 3711 lets authentic packets be unencrypted; WebRTC never does.</summary>
    [Theory]
    [MemberData(nameof(Profiles))]
    public void UnprotectRtcp_NotEncrypted_Dropped(int profile)
    {
        var (sender, receiver) = Pair(profile);
        var packet = sender.ProtectRtcp(SrtpSamples.Rtcp());
        packet[^(profile == 1 ? 14 : 4)] &= 0x7F;

        Assert.Null(receiver.UnprotectRtcp(packet));
        Assert.Equal(1, receiver.Forged);
    }

    private static IEnumerable<byte[]> Flips(byte[] packet)
    {
        for (var bit = 0; bit < 8 * packet.Length; bit++)
        {
            var copy = (byte[])packet.Clone();
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return copy;
        }
    }

    private static (SrtpSender Sender, SrtpReceiver Receiver) Pair(int profile) =>
        (new SrtpSender(SrtpSamples.Key(profile)), new SrtpReceiver(SrtpSamples.Key(profile)));
}
