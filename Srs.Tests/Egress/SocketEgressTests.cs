using System.Net;
using System.Net.Sockets;
using Srs.Media.Egress;
using Srs.Media.Net;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Egress;

/// <summary>Viewers whose bytes go to the kernel directly, over real sockets.</summary>
public sealed class SocketEgressTests : IDisposable
{
    private readonly EgressPool _pool = new(2);
    private readonly WireLogFixture _fixture = new(queueSeconds: 5);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SocketEgressTests() => _listener.Start();

    public void Dispose()
    {
        _pool.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Viewer_ReaderIsSlow_GetsEveryByteOnce()
    {
        // More than any socket takes at once, and from segments of several sizes.
        _fixture.Groups(1, framesPerGroup: 25, size: 300_000);
        var (viewer, peer) = await AddAsync();
        var seen = new NumberedReader();
        var piece = new byte[60_000];
        while (seen.Frames.Count < 25)
        {
            seen.Feed(piece.AsSpan(0, await peer.ReceiveAsync(piece, TestContext.Current.CancellationToken)));
        }

        Assert.Equal(Enumerable.Range(0, 25), seen.Frames);
        Assert.Equal(0, viewer.DroppedFrames);
        peer.Dispose();
    }

    [Fact]
    public async Task Viewer_ReaderStops_OthersAreUnharmedAndItJumps()
    {
        var (stalled, stalledPeer) = await AddAsync();
        var (_, peer) = await AddAsync();
        var other = new NumberedReader { Records = false };
        for (var i = 0; i < 40; i++)
        {
            _fixture.Groups(1, size: 40_000);
            _fixture.Log.Flush();
            await ReadAsync(peer, other, _fixture.NextNumber);
        }

        Assert.Equal(0, other.Gaps);
        Assert.True(stalled.IsBlocked);
        await Wait.UntilAsync(() => stalled.DroppedFrames > 0, "the stalled viewer to be moved on");

        var late = new NumberedReader { Records = false };
        await ReadAsync(stalledPeer, late, _fixture.NextNumber);
        Assert.Equal(_fixture.NextNumber, late.Frames.Count + stalled.DroppedFrames);
        peer.Dispose();
        stalledPeer.Dispose();
    }

    [Fact]
    public async Task Abort_SocketIsFull_EndsSoon()
    {
        _fixture.Groups(1, framesPerGroup: 40, size: 300_000);
        var (viewer, peer) = await AddAsync();
        await Wait.UntilAsync(() => viewer.IsBlocked, "a full socket");

        viewer.Abort();

        await viewer.Completion.WithinLimitAsync();
        Assert.Equal(0, _fixture.Log.CursorCount);
        peer.Dispose();
    }

    [Fact]
    public async Task Peer_Resets_EndsTheViewerAlone()
    {
        var (viewer, peer) = await AddAsync();
        var (other, otherPeer) = await AddAsync();
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();

        while (!viewer.Completion.IsCompleted)
        {
            _fixture.Video(isKey: true);
            _fixture.Log.Flush();
            await Task.Yield();
        }

        var seen = new NumberedReader { Records = false };
        await ReadAsync(otherPeer, seen, _fixture.NextNumber);
        Assert.False(other.Completion.IsCompleted);
        otherPeer.Dispose();
    }

    [Fact]
    public async Task Sockets_AreClosedAndReusedAllTheTime_NobodyGetsAnothersStream()
    {
        // The frames of each stream carry numbers of its own.
        const int StreamNumbers = 1_000_000;
        var fixtures = Enumerable.Range(0, 4).Select(static i => new WireLogFixture { NextNumber = i * StreamNumbers }).ToArray();
        var random = new Random(5);
        var viewers = new List<(EgressViewer Viewer, Socket Server, Socket Peer, int Stream, NumberedReader Seen)>();
        for (var round = 0; round < 300; round++)
        {
            var stream = random.Next(fixtures.Length);
            var fixture = fixtures[stream];
            fixture.Groups(1, framesPerGroup: 3 + random.Next(5), size: 100 + random.Next(5000));
            fixture.Log.Flush();
            var (server, peer) = await ConnectAsync();
            var viewer = _pool.Add(fixture.Log, fixture.Log.Join(fromKeyFrame: true), new DirectSocket(server).Writer);
            viewers.Add((viewer, server, peer, stream, new NumberedReader { Records = false }));
            if (viewers.Count > 20)
            {
                // Closed under the worker's hands, as a connection that is kicked.
                var gone = viewers[random.Next(viewers.Count)];
                viewers.Remove(gone);
                gone.Server.Dispose();
                gone.Viewer.Abort();
                gone.Peer.Dispose();
            }

            foreach (var (_, _, reading, _, seen) in viewers)
            {
                var piece = new byte[4096];
                if (reading.Available > 0)
                {
                    seen.Feed(piece.AsSpan(0, reading.Receive(piece)));
                }
            }
        }

        Assert.Contains(viewers, static v => v.Seen.Frames.Count > 0);
        Assert.All(viewers, static v => Assert.All(v.Seen.Frames, number => Assert.Equal(v.Stream, number / StreamNumbers)));
        foreach (var (viewer, server, peer, _, _) in viewers)
        {
            viewer.Abort();
            await viewer.Completion.WithinLimitAsync();
            server.Dispose();
            peer.Dispose();
        }
    }

    private async Task<(EgressViewer Viewer, Socket Peer)> AddAsync()
    {
        var (server, peer) = await ConnectAsync();
        return (_pool.Add(_fixture.Log, _fixture.Log.Join(fromKeyFrame: true), new DirectSocket(server).Writer), peer);
    }

    private async Task<(Socket Server, Socket Peer)> ConnectAsync()
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        var accepting = _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await peer.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, TestContext.Current.CancellationToken);
        return (await accepting, peer);
    }

    private static async Task ReadAsync(Socket peer, NumberedReader seen, int end)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Wait.Limit);
        var piece = new byte[64 * 1024];
        while (seen.Frames.Count == 0 || seen.Frames[^1] < end - 1)
        {
            seen.Feed(piece.AsSpan(0, await peer.ReceiveAsync(piece, timeout.Token)));
        }
    }
}
