using System.Buffers.Binary;
using System.Net.Sockets;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Rtp.Rtcp;
using Srs.Tests.Protocols.Rtc.Ice;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Hostile;

/// <summary>What comes to the UDP port of WebRTC from strangers, and from peers that are authentic and bad: a good stream beside does not notice.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileRtcTests
{
    private const int PictureLossLength = 12;

    /// <summary>Enough of frames to have the packets looked at by depacketizers, too.</summary>
    private const string WithFrames = "Srs:DefaultVhost:Rtc:RtcToRtmp=true";

    /// <summary>An alert, a handshake that lies about its length, and application data, in records of DTLS 1.2.</summary>
    private static readonly byte[][] Records =
    [
        [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40],
        [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 12, 1, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF],
        [23, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 9, 0, 32, .. new byte[32]],
        [20, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 1],
    ];

    [Fact]
    public async Task Strangers_SendEverything_NobodyNotices()
    {
        await using var server = await RtcTestServer.StartAsync(WithFrames);
        await using var good = await RtcGoodStream.StartAsync(server);
        await using var waiting = await RtcTestPeer.OpenAsync(server, isPublisher: false);
        using var stranger = Open(server);
        var asked = good.Publisher.KeyFrameRequests;

        // Checks: of nobody, with the wrong password, damaged.
        var credentials = good.Publisher.Session.Credentials;
        var check = new IcePeer(credentials).Check(nominates: true);
        Send(stranger, new IcePeer(credentials) { ServerFragment = "nobody12" }.Check());
        foreach (var session in new[] { good.Publisher.Session, good.Player.Session, waiting.Session })
        {
            Send(stranger, new IcePeer(session.Credentials, session.Fragment) { Password = "wrong" }.Check(nominates: true));
            Send(stranger, new IcePeer(session.Credentials, "another1").Check(nominates: true));
        }

        foreach (var damaged in Mutations.Of(check, 500).Concat(Mutations.Truncations(check)))
        {
            Send(stranger, damaged);
        }

        // DTLS, SRTP and SRTCP from an address of no session.
        foreach (var record in Records)
        {
            foreach (var damaged in Mutations.Of(record, 100).Prepend(record))
            {
                Send(stranger, damaged);
            }
        }

        Send(stranger, PictureLoss());
        Send(stranger, new byte[60_000]);
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var noise = new byte[random.Next(1, 1500)];
            random.NextBytes(noise);
            noise[0] = (byte)((i % 4) switch { 0 => random.Next(4), 1 => random.Next(20, 64), 2 => random.Next(128, 192), _ => noise[0] });
            Send(stranger, noise);
        }

        await good.AssertUnharmedAsync();
        Assert.Equal(DtlsState.Connected, good.Player.State);
        Assert.Equal(asked, good.Publisher.KeyFrameRequests);
        await waiting.ConnectAsync();
    }

    /// <summary>As who shares an address with a peer, or can write its own: what is not authentic changes nothing.</summary>
    [Fact]
    public async Task PeersOwnAddress_SendsForged_NothingChanges()
    {
        await using var server = await RtcTestServer.StartAsync(WithFrames);
        await using var good = await RtcGoodStream.StartAsync(server);
        await using var peer = await RtcTestPeer.OpenAsync(server, isPublisher: true, new RtcTestOptions { Stream = "other" });
        var asked = good.Publisher.KeyFrameRequests;

        // Before and in the handshake.
        peer.Start();
        while (!peer.IsConnected)
        {
            foreach (var record in Records)
            {
                peer.Send(record);
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
            Assert.Null(peer.Reason);
        }

        var random = new Random(2);
        foreach (var sender in new RtcTestPeer[] { good.Publisher, good.Player, peer })
        {
            foreach (var record in Records.SelectMany(static record => Mutations.Of(record, 50)))
            {
                sender.Send(record);
            }

            sender.Send(PictureLoss());
            for (var i = 0; i < 500; i++)
            {
                var forged = new byte[random.Next(12, 1400)];
                random.NextBytes(forged);
                (forged[0], forged[1]) = (0x80, i % 2 == 0 ? RtcTestOffer.Video : (byte)206);
                BinaryPrimitives.WriteUInt32BigEndian(forged.AsSpan(8), RtcTestOffer.VideoSsrc);
                sender.Send(forged);
            }
        }

        await good.AssertUnharmedAsync();
        Assert.Equal(asked, good.Publisher.KeyFrameRequests);
        Assert.Equal(DtlsState.Connected, peer.State);
    }

    [Fact]
    public async Task Srtp_ReplayedOrChanged_IsNotTaken()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var proxy = new ImpairmentProxy(server.RtcEndPoint)
        {
            ToServer = new Impairment { Duplication = 1, Kinds = [Media.Protocols.Rtc.Ice.PacketKind.Rtp, Media.Protocols.Rtc.Ice.PacketKind.Rtcp] },
        };
        await using var publisher = await RtcTestPublisher.PublishAsync(server, new RtcTestOptions { Query = $"&eip=127.0.0.1:{proxy.Address.Port}" });
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(publisher.Last + 5);

        // A packet of the past, as it was and with every byte changed in turn.
        var sent = publisher.SendRtcp(ReceiverReport());
        for (var i = 0; i < sent.Length * 4; i++)
        {
            var changed = (byte[])sent.Clone();
            changed[i % sent.Length] ^= (byte)(1 << (i % 8));
            publisher.Send(i % 3 == 0 ? sent : changed);
        }

        await player.WaitForAsync(publisher.Last + 20);
        player.AssertWhole();
        Assert.True(proxy.Repeated > 20);
        Assert.Equal(player.Arrivals.Count, player.Arrivals.Select(static packet => packet.Sequence).Distinct().Count());
    }

    [Fact]
    public async Task Rtp_OfAuthenticPublisherLies_HarmsNobody()
    {
        await using var server = await RtcTestServer.StartAsync(WithFrames);
        await using var good = await RtcGoodStream.StartAsync(server);
        await using var bad = await RtcTestPublisher.PublishAsync(server, new RtcTestOptions { Stream = "bad" });
        await using var victim = await RtcTestPlayer.PlayAsync(server, new RtcTestOptions { Stream = "bad" });
        await victim.WaitForAsync(bad.Last);
        victim.MaxWait = TimeSpan.FromMilliseconds(100);
        bad.IsSending = false;

        var sequence = 100;
        var random = new Random(3);
        foreach (var packet in Lies(random))
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)sequence++);
            try
            {
                bad.SendRtp(packet);
            }
            catch (ArgumentException)
            {
                // A header that SRTP itself cannot make sense of goes out as it is.
                bad.Send(packet);
            }
        }

        // Sequence numbers and clocks that leap, and sources without end.
        for (var i = 0; i < 2000; i++)
        {
            var packet = Packet(random.Next(20, 1200), random);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)random.Next());
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)random.NextInt64());
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), 0x4000_0000u + (uint)(i % 900));
            bad.SendRtp(packet);
        }

        // And then it behaves again, under another source yet.
        bad.StartOver(0x5000_0001);
        bad.IsSending = true;
        await victim.WaitForAsync(bad.Last + 10);
        await good.AssertUnharmedAsync();
        Assert.Single(victim.Arrivals.Select(static packet => packet.Ssrc).Distinct());
    }

    [Fact]
    public async Task Rtcp_OfAuthenticPeersIsABomb_HarmsNobody()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var good = await RtcGoodStream.StartAsync(server);
        await using var badPublisher = await RtcTestPublisher.PublishAsync(server, new RtcTestOptions { Stream = "bad" });
        await using var badPlayer = await RtcTestPlayer.PlayAsync(server, new RtcTestOptions { Stream = "good" });
        await badPlayer.WaitForAsync(good.Publisher.Last);
        badPlayer.AsksAgain = false;
        var ssrc = badPlayer.Arrivals[0].Ssrc;
        var asked = good.Publisher.KeyFrameRequests;

        foreach (var bomb in Bombs(ssrc))
        {
            foreach (var damaged in Mutations.Of(bomb, 60, seed: bomb.Length).Prepend(bomb).Where(static bytes => bytes.Length is >= 8 and < 1900 && bytes[0] >> 6 == 2))
            {
                badPublisher.SendRtcp(damaged);
                badPlayer.SendRtcp(damaged);
            }
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 300; i++)
        {
            badPlayer.SendRtcp(PictureLoss(ssrc));
        }

        await good.AssertUnharmedAsync();
        Assert.InRange(good.Publisher.KeyFrameRequests - asked, 0, 3 + (int)(watch.Elapsed.TotalSeconds * 3));
        Assert.Equal(DtlsState.Connected, badPlayer.State);
        Assert.Equal(DtlsState.Connected, badPublisher.State);
    }

    /// <summary>Who asks for everything all the time gets half as much again, and the others what is theirs.</summary>
    [Fact]
    public async Task Nacks_AreAStorm_AnswersAreBounded()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var good = await RtcGoodStream.StartAsync(server);
        await using var storm = await RtcTestPlayer.PlayAsync(server, new RtcTestOptions { Stream = "good" });
        await storm.WaitForAsync(good.Publisher.Last);
        var (before, fair) = (SentTo(storm), SentTo(good.Player));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(1.5))
        {
            var last = storm.Arrivals[^1];
            var nack = new byte[1800];
            var length = RtcpNack.Write(nack, 1, last.Ssrc, [.. Enumerable.Range(0, 4000).Select(i => (ushort)(last.Sequence - 4000 + i))], out _);
            for (var i = 0; i < 20; i++)
            {
                storm.SendRtcp(nack.AsSpan(0, length));
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await good.AssertUnharmedAsync();
        var (sent, normal) = (SentTo(storm) - before, SentTo(good.Player) - fair);
        Assert.InRange(sent, normal, (normal * 2) + Media.Rtp.Stages.RetransmissionBudget.MaxBytes);
        storm.AssertWhole();

        long SentTo(RtcTestPeer peer) => server.Sessions.Sessions.OfType<Media.Protocols.Rtc.RtcSession>()
            .Single(session => session.Name.StartsWith(peer.Session.Credentials.UserFragment, StringComparison.Ordinal)).SentBytes;
    }

    /// <summary>RTP packets that tell of more than they hold, or hold more than they should.</summary>
    private static IEnumerable<byte[]> Lies(Random random)
    {
        var plain = Packet(300, random);
        for (var contributors = 1; contributors < 16; contributors++)
        {
            yield return [(byte)(0x80 | contributors), .. plain[1..14]];
            yield return [(byte)(0x80 | contributors), .. plain[1..]];
        }

        foreach (var padding in new byte[] { 0, 1, 255, 254 })
        {
            yield return [0xA0, .. plain[1..^1], padding];
            yield return [0xA0, .. plain[1..12], padding];
        }

        // Header extensions: longer than the packet, elements longer than the extension, of all identifiers, without end.
        yield return [0x90, .. plain[1..12], 0xBE, 0xDE, 0xFF, 0xFF];
        yield return [0x90, .. plain[1..12], 0xBE, 0xDE, 0, 1, 0x3F, 0, 0, 0, .. plain[12..]];
        yield return [0x90, .. plain[1..12], 0x10, 0x00, 0, 1, 3, 255, 0, 0, .. plain[12..]];
        yield return [0x90, .. plain[1..12], 0xBE, 0xDE, 0, 200, .. Enumerable.Range(0, 800).Select(static i => (byte)(i * 16)), .. plain[12..]];
        for (byte id = 0; id < 16; id++)
        {
            byte[] element = [(byte)((id << 4) | 15), .. new byte[16]];
            yield return [0x90, .. plain[1..12], 0xBE, 0xDE, 0, 34, .. Enumerable.Repeat(element, 8).SelectMany(static bytes => bytes), .. Packet(1850, random)[12..]];
        }

        // Payloads: none, the largest, nonsense of VP8's descriptor, retransmissions of nothing.
        yield return plain[..12];
        for (var length = 13; length < 60; length++)
        {
            yield return Packet(length, random);
        }

        for (var length = 1700; length < 2020; length += 8)
        {
            yield return Packet(length, random);
        }

        for (var length = 12; length < 16; length++)
        {
            var again = Packet(length, random);
            again[1] = RtcTestOffer.VideoRetransmission;
            yield return again;
        }

        foreach (var damaged in Mutations.Of(plain, 500, seed: 9).Where(static bytes => bytes.Length >= 12))
        {
            damaged[1] = RtcTestOffer.Video;
            yield return damaged;
        }
    }

    private static byte[] Packet(int length, Random random)
    {
        var packet = new byte[length];
        random.NextBytes(packet);
        (packet[0], packet[1]) = (0x80, (byte)(RtcTestOffer.Video | (random.Next(2) * 0x80)));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), RtcTestOffer.VideoSsrc);
        return packet;
    }

    /// <summary>Compounds with as much in them as fits, and with lengths that lie.</summary>
    private static IEnumerable<byte[]> Bombs(uint ssrc)
    {
        var buffer = new byte[1800];
        yield return buffer[..RtcpNack.Write(buffer, 1, ssrc, [.. Enumerable.Range(0, 8000).Select(static i => (ushort)i)], out _)];
        yield return [.. Enumerable.Repeat(PictureLoss(ssrc), 140).SelectMany(static bytes => bytes)];
        yield return [.. Enumerable.Repeat(ReceiverReport(), 200).SelectMany(static bytes => bytes)];
        yield return [0x9F, 201, 0xFF, 0xFF, 0, 0, 0, 1];
        yield return [0x9F, 200, 0, 6, .. new byte[24]];
        yield return [0x9F, 202, 0, 1, 0, 0, 0, 1];
        yield return [0x9F, 203, 0, 1, 0, 0, 0, 1];
        yield return [0x8F, 205, 0, 5, 0, 0, 0, 1, .. ToBytes(ssrc), 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        yield return [0x84, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, .. ToBytes(ssrc), 1, 0, 0, 0];
        yield return [0x8F, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, (byte)'R', (byte)'E', (byte)'M', (byte)'B', 255, 255, 255, 255];
        yield return [0x80, 207, 0, 3, 0, 0, 0, 1, 4, 0, 0xFF, 0xFF, 0, 0, 0, 0];
        yield return [0xBF, 201, 0, 1, 0, 0, 0, 255];
    }

    private static byte[] PictureLoss(uint ssrc = RtcTestOffer.VideoSsrc)
    {
        var bytes = new byte[PictureLossLength];
        new RtcpPictureLoss(1, ssrc).Write(bytes);
        return bytes;
    }

    private static byte[] ReceiverReport()
    {
        var bytes = new byte[8];
        RtcpReceiverReport.Write(bytes, 1);
        return bytes;
    }

    private static byte[] ToBytes(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static Socket Open(SrsTestServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(server.RtcEndPoint);
        return socket;
    }

    private static void Send(Socket socket, byte[] datagram)
    {
        if (datagram.Length > 0)
        {
            socket.Send(datagram);
        }
    }
}
