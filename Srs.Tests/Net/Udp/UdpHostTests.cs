using System.Net;
using System.Net.Sockets;
using Srs.Media.Net.Udp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Net.Udp;

public sealed class UdpHostTests
{
    private static readonly byte[] Hello = "hello"u8.ToArray();

    public static TheoryData<bool> Kinds => [false, true];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Echo_IPv4AndIPv6_OnePortServesBoth(bool isPortable)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "No IPv6.");
        var probe = UdpProbe.Echo();
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, probe);
        foreach (var address in new[] { "127.0.0.1", "::1" })
        {
            using var client = UdpProbe.Client(address);
            client.SendTo(Hello, UdpProbe.At(host, address));
            var (bytes, from) = UdpProbe.Receive(client);

            Assert.Equal(Hello, bytes);
            Assert.Equal(UdpProbe.At(host, address), from);
            Assert.Contains(probe.Received, datagram => datagram.From.ToIPEndPoint().Equals(client.LocalEndPoint));
        }
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", false)]
    [InlineData("::1", true)]
    public void Echo_OneAddress_OnlyThere(string address, bool isPortable)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 || address[0] != ':', "No IPv6.");
        using var host = UdpHost.Start(new UdpHostOptions { Address = IPAddress.Parse(address), IsPortable = isPortable }, UdpProbe.Echo());
        using var client = UdpProbe.Client(address);
        client.SendTo(Hello, UdpProbe.At(host, address));

        Assert.Equal(UdpProbe.At(host, address), UdpProbe.Receive(client).From);
        Assert.Equal(IPAddress.Parse(address), host.Local.Address);
    }

    /// <summary>The system itself would answer from 127.0.0.1, wherever it was asked.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("0.0.0.0")]
    public void Answer_AskedAtAnotherAddress_LeavesFromThere(string? bound)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        var probe = new UdpProbe
        {
            OnReceived = static (shard, bytes, from) =>
            {
                shard.Send(from, bytes);
                shard.SendSegments(from, new byte[250], 100);
                shard.SendBatch([new UdpDatagram(from, 0, 10), new UdpDatagram(from, 10, 20)], new byte[30]);
            },
        };
        using var host = UdpHost.Start(new UdpHostOptions { Address = bound is null ? null : IPAddress.Parse(bound) }, probe);
        using var client = UdpProbe.Client();
        foreach (var address in new[] { "127.0.0.1", "127.0.0.2" })
        {
            client.SendTo(Hello, UdpProbe.At(host, address));
            var answers = Enumerable.Range(0, 6).Select(_ => UdpProbe.Receive(client)).ToArray();

            Assert.All(answers, answer => Assert.Equal(UdpProbe.At(host, address), answer.From));
            Assert.Equal([5, 100, 100, 50, 10, 20], answers.Select(static answer => answer.Bytes.Length));
        }

        Assert.Equal([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], probe.Received.Select(static datagram => datagram.From.LocalAddress));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Segments_ManyAndAShorterOne_ArriveOneByOne(bool isPortable)
    {
        var probe = new UdpProbe();
        using var sender = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable, Address = IPAddress.Loopback }, new UdpProbe());
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, probe);
        var arena = Numbered(150 * 1000 + 7);

        Assert.Equal(151, sender.Shards[0].SendSegments(UdpEndpoint.From(UdpProbe.At(host)), arena, 1000));
        await probe.WaitForAsync(151);
        Assert.Equal(arena, probe.Received.SelectMany(static datagram => datagram.Bytes).ToArray());
        Assert.All(probe.Received.Take(150), static datagram => Assert.Equal(1000, datagram.Bytes.Length));
        Assert.Equal(151, sender.Shards[0].Describe().SentDatagrams);
        Assert.Equal(arena.Length, sender.Shards[0].Describe().SentBytes);
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1000, 400)]
    [InlineData(1200, 1)]
    public void Segments_OneOnly_IsSentAsItIs(int segmentSize, int length)
    {
        using var host = UdpHost.Start(new UdpHostOptions { Address = IPAddress.Loopback }, new UdpProbe());
        using var client = UdpProbe.Client();

        Assert.Equal(1, host.Shards[0].SendSegments(UdpEndpoint.From((IPEndPoint)client.LocalEndPoint!), new byte[length], segmentSize));
        Assert.Equal(length, UdpProbe.Receive(client).Bytes.Length);
    }

    [Fact]
    public void Segments_OneFillsAMessage_AreSentOneByOne()
    {
        using var host = UdpHost.Start(new UdpHostOptions { Address = IPAddress.Loopback }, new UdpProbe());
        using var client = UdpProbe.Client();

        Assert.Equal(2, host.Shards[0].SendSegments(UdpEndpoint.From((IPEndPoint)client.LocalEndPoint!), new byte[50_000], 40_000));
        Assert.Equal(40_000, UdpProbe.Receive(client).Bytes.Length);
        Assert.Equal(10_000, UdpProbe.Receive(client).Bytes.Length);
    }

    /// <summary>Linux cuts nothing for a socket without checksums, as for a network card that cannot make them.</summary>
    [Fact]
    public void Segments_KernelDoesNotCut_AreSentOneByOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Of Linux.");
        const int NoChecksum = 11;
        using var socket = UdpProbe.Client();
        socket.SetRawSocketOption(LinuxLibc.LevelSocket, NoChecksum, [1, 0, 0, 0]);
        using var client = UdpProbe.Client();
        var sender = new LinuxUdpSender(socket.SafeHandle, isIPv6: false);
        var arena = Numbered(2500);
        for (var i = 0; i < 20; i++)
        {
            var outcome = sender.Send([new UdpDatagram(UdpEndpoint.From((IPEndPoint)client.LocalEndPoint!, IPAddress.Loopback), 0, 2500, 1000)], arena);

            Assert.Equal((3, 2500L, 0, 0), (outcome.Sent, outcome.SentBytes, outcome.Dropped, outcome.Failed));
            Assert.Equal(arena, Enumerable.Range(0, 3).SelectMany(_ => UdpProbe.Receive(client).Bytes));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"cuts {sender.Cuts}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Batch_ManyPeers_EachGetsItsOwn(bool isPortable)
    {
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, new UdpProbe());
        var clients = Enumerable.Range(0, 100).Select(static _ => UdpProbe.Client()).ToArray();
        var arena = Numbered(300);
        var datagrams = clients
            .Select(static (client, i) => new UdpDatagram(UdpEndpoint.From((IPEndPoint)client.LocalEndPoint!), i, 100 + i, i % 3 == 0 ? 50 : 0))
            .ToArray();

        var expected = datagrams.Sum(static datagram => datagram.SegmentSize > 0 ? (datagram.Length + 49) / 50 : 1);
        Assert.Equal(expected, host.Shards[0].SendBatch(datagrams, arena));
        foreach (var (client, datagram) in clients.Zip(datagrams))
        {
            var bytes = new List<byte>();
            while (bytes.Count < datagram.Length)
            {
                bytes.AddRange(UdpProbe.Receive(client).Bytes);
            }

            Assert.Equal(arena[datagram.Start..(datagram.Start + datagram.Length)], bytes);
            client.Dispose();
        }
    }

    [Fact]
    public void Batch_OneCannotBeReached_TheOthersAreSent()
    {
        using var host = UdpHost.Start(new UdpHostOptions { Address = IPAddress.Loopback }, new UdpProbe());
        using var client = UdpProbe.Client();
        var reachable = UdpEndpoint.From((IPEndPoint)client.LocalEndPoint!);
        UdpEndpoint[] unreachable =
        [
            UdpEndpoint.From(IPEndPoint.Parse("[2001:db8::1]:5000")),
            UdpEndpoint.From(IPEndPoint.Parse("255.255.255.255:5000")),
        ];
        UdpDatagram[] datagrams = [new(unreachable[0], 0, 10), new(reachable, 0, 11), new(unreachable[1], 0, 12), new(reachable, 0, 13)];

        Assert.Equal(2, host.Shards[0].SendBatch(datagrams, new byte[20]));
        Assert.Equal(11, UdpProbe.Receive(client).Bytes.Length);
        Assert.Equal(13, UdpProbe.Receive(client).Bytes.Length);
        Assert.Equal(2, host.Shards[0].Describe().FailedSends);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Batch_RangeLeavesTheArena_Throws(bool isPortable)
    {
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, new UdpProbe());
        var to = UdpEndpoint.From(IPEndPoint.Parse("127.0.0.1:9"));

        Assert.Throws<ArgumentOutOfRangeException>(() => host.Shards[0].SendBatch([new UdpDatagram(to, 90, 11)], new byte[100]));
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Shards[0].SendSegments(to, new byte[100], 0));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void Start_PortIsTaken_SaysSo(int shards, bool isPortable)
    {
        using var first = UdpHost.Start(new UdpHostOptions { Shards = 2 }, new UdpProbe());
        var options = new UdpHostOptions { Port = first.Local.Port, Shards = shards, IsPortable = isPortable };

        var error = Assert.Throws<IOException>(() => UdpHost.Start(options, new UdpProbe()));
        Assert.Contains($"UDP port {first.Local.Port} is in use", error.Message, StringComparison.Ordinal);
        first.Dispose();
        using var second = UdpHost.Start(options, new UdpProbe());
    }

    [Fact]
    public void Start_AddressIsNotOurs_SaysSo()
    {
        var options = new UdpHostOptions { Address = IPAddress.Parse("192.0.2.77") };

        Assert.Contains("none of this machine's", Assert.Throws<IOException>(() => UdpHost.Start(options, new UdpProbe())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_ManyPeers_AreSpreadAndStay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shares a port.");
        const int Peers = 64;
        var probe = new UdpProbe();
        using var host = UdpHost.Start(new UdpHostOptions { Shards = 4 }, probe);
        var clients = Enumerable.Range(0, Peers).Select(static _ => UdpProbe.Client()).ToArray();
        for (var round = 0; round < 4; round++)
        {
            foreach (var client in clients)
            {
                client.SendTo(Hello, UdpProbe.At(host));
            }
        }

        await probe.WaitForAsync(4 * Peers);
        var shardsOfPeers = probe.Received.GroupBy(static datagram => datagram.From, static datagram => datagram.Shard.Index).ToArray();
        Assert.Equal(Peers, shardsOfPeers.Length);
        Assert.All(shardsOfPeers, static shards => Assert.Single(shards.Distinct()));
        Assert.Equal(4, shardsOfPeers.Select(static shards => shards.First()).Distinct().Count());
        Array.ForEach(clients, static client => client.Dispose());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Receive_ManyAtOnce_AllComeInOrder(bool isPortable)
    {
        var probe = new UdpProbe();
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, probe);
        using var client = UdpProbe.Client();
        for (var i = 0; i < 300; i++)
        {
            client.SendTo(BitConverter.GetBytes(i), UdpProbe.At(host));
        }

        await probe.WaitForAsync(300);
        Assert.Equal(Enumerable.Range(0, 300), probe.Received.Select(static datagram => BitConverter.ToInt32(datagram.Bytes)));
        Assert.Equal(300, host.Shards[0].Describe().ReceivedDatagrams);
        Assert.True(probe.Batches > 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Receive_ReceiverThrows_GoesOn(bool isPortable)
    {
        var probe = new UdpProbe { OnReceived = static (_, bytes, _) => throw new InvalidOperationException(bytes.Length.ToString()) };
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, probe);
        using var client = UdpProbe.Client();
        client.SendTo(new byte[1], UdpProbe.At(host));
        client.SendTo(new byte[2], UdpProbe.At(host));

        await Wait.UntilAsync(() => probe.Faults.Count == 2, "two faults");
        Assert.Equal(["1", "2"], probe.Faults.Select(static fault => fault.Message));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Receive_EmptyAndLongestDatagram_OnlyTheLongestComes(bool isPortable)
    {
        const int Longest = 65_507;
        var probe = new UdpProbe();
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, probe);
        using var client = UdpProbe.Client();
        client.SendTo([], UdpProbe.At(host));
        client.SendTo(new byte[Longest], UdpProbe.At(host));

        await probe.WaitForAsync(1);
        Assert.Equal(Longest, Assert.Single(probe.Received).Bytes.Length);
    }

    [Fact]
    public async Task Receive_ShardIsTooSlow_DropsAreCounted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        using var gate = new ManualResetEventSlim();
        var probe = new UdpProbe { OnReceived = (_, _, _) => gate.Wait(Wait.Limit) };
        using var host = UdpHost.Start(new UdpHostOptions { ReceiveBufferBytes = 1 }, probe);
        using var client = UdpProbe.Client();
        for (var i = 0; i < 500; i++)
        {
            client.SendTo(new byte[1000], UdpProbe.At(host));
        }

        await Wait.UntilAsync(() => host.Shards[0].Describe().DroppedReceives > 0, "drops");
        gate.Set();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stop_WhileOthersSend_ThreadsEndAndPortIsFree(bool isPortable)
    {
        for (var round = 0; round < 20; round++)
        {
            var probe = new UdpProbe { Keeps = false };
            var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable, Shards = 2 }, probe);
            var to = UdpEndpoint.From(UdpProbe.At(host));
            var senders = host.Shards.Select(shard => Task.Run(() =>
            {
                for (var i = 0; i < 200; i++)
                {
                    shard.SendSegments(to, new byte[3000], 1000);
                    shard.TryForward(Hello, to);
                }
            })).ToArray();
            host.Dispose();
            host.Dispose();
            using var again = UdpHost.Start(new UdpHostOptions { Port = host.Local.Port, IsPortable = isPortable }, probe);
            await Task.WhenAll(senders).WithinLimitAsync();
            Assert.False(host.Shards[0].Send(to, Hello));
            Assert.Empty(probe.Faults);
        }
    }

    private static byte[] Numbered(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7 >> 2))];
}
