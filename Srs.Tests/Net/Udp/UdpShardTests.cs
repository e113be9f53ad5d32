using System.Net;
using Srs.Media.Net.Udp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Net.Udp;

public sealed class UdpShardTests
{
    public static TheoryData<bool> Kinds => [false, true];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Post_FromManyThreads_RunsOnTheShardInOrder(bool isPortable)
    {
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, new UdpProbe());
        var shard = host.Shards[0];
        var (seen, wrong) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var last = -1;
            for (var i = 0; i < 1000; i++)
            {
                var number = i;
                shard.Post(new Work(s =>
                {
                    wrong += s.IsCurrent && s == shard && number == ++last ? 0 : 1;
                    seen++;
                }));
            }
        })));

        await Wait.UntilAsync(() => Volatile.Read(ref seen) == 4000, "all work");
        Assert.Equal(0, wrong);
        Assert.False(shard.IsCurrent);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Post_WorkThrows_TheNextRuns(bool isPortable)
    {
        var probe = new UdpProbe();
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, probe);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Shards[0].Post(new Work(static _ => throw new InvalidOperationException("work")));
        host.Shards[0].Post(new Work(_ => done.SetResult()));

        await done.Task.WithinLimitAsync();
        Assert.Equal("work", Assert.Single(probe.Faults).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task LongestWait_NothingHappens_BatchEndsAgainAndAgain(bool isPortable)
    {
        var probe = new UdpProbe();
        using var host = UdpHost.Start(new UdpHostOptions { IsPortable = isPortable }, probe);
        host.Shards[0].Post(new Work(static shard => shard.LongestWait = 1));
        var before = probe.Batches;

        await Wait.UntilAsync(() => probe.Batches > before + 10, "batches end");
        Assert.Empty(probe.Faults);
    }

    [Fact]
    public async Task TryPost_TooMuchWaits_IsRefusedAndCounted()
    {
        using var host = UdpHost.Start(new UdpHostOptions(), new UdpProbe());
        var shard = host.Shards[0];
        using var gate = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        shard.Post(new Work(_ =>
        {
            blocked.Set();
            gate.Wait(Wait.Limit);
        }));
        Assert.True(blocked.Wait(Wait.Limit, TestContext.Current.CancellationToken));
        var done = 0;
        var work = new Work(_ => done++);
        for (var i = 0; i < UdpShard.MaxOfferedWork; i++)
        {
            Assert.True(shard.TryPost(work));
        }

        Assert.False(shard.TryPost(work));
        Assert.False(shard.TryForward([1], default));
        shard.Post(work);
        gate.Set();
        await Wait.UntilAsync(() => Volatile.Read(ref done) == UdpShard.MaxOfferedWork + 1, "all work that was taken");
        Assert.Equal(2, shard.Describe().DroppedWork);
        Assert.True(shard.TryPost(work));
    }

    [Fact]
    public async Task Forward_DatagramOfAnotherShard_ComesAsIfReceivedThere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shares a port.");
        var probe = new UdpProbe();
        using var host = UdpHost.Start(new UdpHostOptions { Shards = 2 }, probe);
        var from = UdpEndpoint.From(IPEndPoint.Parse("192.0.2.1:5000"), IPAddress.Loopback);
        byte[] bytes = [1, 2, 3];

        Assert.True(host.Shards[1].TryForward(bytes, from));
        bytes[0] = 9;
        await probe.WaitForAsync(1);
        var received = Assert.Single(probe.Received);
        Assert.Equal((host.Shards[1], from), (received.Shard, received.From));
        Assert.Equal([1, 2, 3], received.Bytes);
    }

    /// <summary>Both ways at once: what is received, sent, and handed from thread to thread, takes no memory.</summary>
    [Fact]
    public async Task ReceiveAndSend_ManyDatagrams_TakeNoMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Of the framework's sockets more is not asked.");
        var counter = new Counter();
        using var host = UdpHost.Start(new UdpHostOptions { Address = IPAddress.Loopback }, counter);
        var to = UdpEndpoint.From(UdpProbe.At(host));
        var arena = new byte[10_000];
        var batch = Enumerable.Range(0, 10).Select(i => new UdpDatagram(to, i * 100, 100)).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var start = counter.Count;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                host.Shards[0].SendSegments(to, arena, 1000);
                host.Shards[0].SendBatch(batch, arena);
                host.Shards[0].Send(to, arena.AsSpan(0, 500));
            }

            var sent = GC.GetAllocatedBytesForCurrentThread() - before;
            await Wait.UntilAsync(() => counter.Count - start + host.Shards[0].Describe().DroppedReceives >= 2100, "what was sent");
            if (round == 2)
            {
                Assert.Equal(0, sent);
                Assert.InRange(counter.Allocated, 0, 1000);
            }

            counter.Restart();
        }
    }

    private sealed class Work(Action<UdpShard> run) : IUdpWork
    {
        public void Run(UdpShard shard) => run(shard);
    }

    private sealed class Counter : IUdpReceiver
    {
        private long _count;
        private long _first = -1;
        private long _last;

        public long Count => Volatile.Read(ref _count);

        /// <summary>Bytes that the shard's thread took since the restart.</summary>
        public long Allocated => Volatile.Read(ref _last) - Volatile.Read(ref _first);

        public void Restart() => Volatile.Write(ref _first, -1);

        public void OnDatagram(UdpShard shard, Span<byte> datagram, in UdpEndpoint from)
        {
            _last = GC.GetAllocatedBytesForCurrentThread();
            _first = _first < 0 ? _last : _first;
            Volatile.Write(ref _count, _count + 1);
        }

        public void OnBatchEnd(UdpShard shard)
        {
        }

        public void OnFault(UdpShard shard, Exception exception) => throw exception;
    }
}
