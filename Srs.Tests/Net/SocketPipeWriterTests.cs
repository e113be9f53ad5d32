using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Srs.Media.Net;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Net;

[Trait("Category", "Loopback")]
public sealed class SocketPipeWriterTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket _peer = null!;
    private Socket _socket = null!;
    private SocketPipeWriter _writer = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        _peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await _peer.ConnectAsync(_listener.LocalEndpoint, TestContext.Current.CancellationToken);
        _socket = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        _writer = new SocketPipeWriter(_socket);
    }

    public ValueTask DisposeAsync()
    {
        _writer.Complete();
        _socket.Dispose();
        _peer.Dispose();
        _listener.Dispose();
        return default;
    }

    [Fact]
    public async Task Flush_LittleWritten_IsOverAtOnceAndHoldsNothing()
    {
        _writer.Write("head "u8);
        _writer.Write("body"u8);
        Assert.Equal(9, _writer.UnflushedBytes);

        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.True(flush.IsCompletedSuccessfully);
        Assert.False((await flush).IsCompleted);
        Assert.Equal(0, _writer.UnflushedBytes);
        Assert.Equal("head body"u8.ToArray(), await ReadAsync(9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(5000)]
    [InlineData(70_000)]
    [InlineData(300_000)]
    public async Task Write_PiecesOfAnySize_ArriveInOrder(int size)
    {
        var sent = new byte[Math.Max(size * 3, 200_000)];
        Random.Shared.NextBytes(sent);
        var reading = ReadAsync(sent.Length);
        for (var from = 0; from < sent.Length; from += size)
        {
            await _writer.WriteAsync(sent.AsMemory(from, Math.Min(size, sent.Length - from)), TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
        }

        Assert.Equal(sent, await reading.WithinLimitAsync());
    }

    [Fact]
    public async Task Flush_ReaderIsSlow_WaitsUntilAllIsTaken()
    {
        var sent = new byte[20_000_000];
        Random.Shared.NextBytes(sent);
        _writer.Write(sent);

        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.False(flush.IsCompleted);
        Assert.Equal(sent, await ReadAsync(sent.Length).WithinLimitAsync());
        Assert.False((await flush.WithinLimitAsync()).IsCompleted);
    }

    [Fact]
    public async Task Flush_PeerLeavesMeanwhile_TellsSoAndThrowsNothing()
    {
        _writer.Write(new byte[20_000_000]);
        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken).AsTask();

        _peer.Dispose();

        Assert.True((await flush.WithinLimitAsync()).IsCompleted);
        _writer.Write("nobody reads this"u8);
        Assert.True((await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted);
    }

    [Fact]
    public async Task Flush_SocketIsClosedOnThisSide_TellsSo()
    {
        _socket.Dispose();
        _writer.Write("nobody reads this"u8);

        Assert.True((await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted);
    }

    [Fact]
    public async Task Flush_Cancelled_EndsTheConnection()
    {
        using var cancel = new CancellationTokenSource();
        _writer.Write(new byte[20_000_000]);
        var flush = _writer.FlushAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush.WithinLimitAsync());
        Assert.True((await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted);
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = await _peer.ReceiveAsync(bytes.AsMemory(read), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, more);
            read += more;
        }

        return bytes;
    }
}
