using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Lifetime;

/// <summary>A <see cref="MarkedViewer"/> over HTTP-FLV, down to the chunks.</summary>
internal sealed class MarkedFlvViewer(int mark) : MarkedViewer(mark)
{
    /// <summary>What follows the last tag, and belongs to it.</summary>
    private const int PreviousTagSizeLength = 4;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly FlvDemuxer _demuxer = new();
    private readonly byte[] _piece = new byte[16 * 1024];
    private byte[] _raw = [];
    private byte[] _body = [];
    private bool _hasHead;

    public override void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    public override void Reset() => _socket.Close(timeout: 0);

    protected override async Task OpenAsync(SrsTestServer server, string stream, int receiveBuffer)
    {
        if (receiveBuffer > 0)
        {
            _socket.ReceiveBufferSize = receiveBuffer;
        }

        await _socket.ConnectAsync(IPAddress.Loopback, server.HttpPort, TestContext.Current.CancellationToken);
        LocalPort = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        var request = $"GET /live/{stream}.flv HTTP/1.1\r\nHost: localhost\r\nReferer: {Page}\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        while (!_hasHead)
        {
            Assert.Equal(ViewerEnd.None, await ReadAsync());
        }
    }

    protected override async Task<ViewerEnd> ReadAsync()
    {
        int count;
        try
        {
            count = await _socket.ReceiveAsync(_piece, TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
        }
        catch (SocketException)
        {
            return ViewerEnd.Reset;
        }

        if (count == 0)
        {
            return _raw.Length == 0 && _body.Length == PreviousTagSizeLength ? ViewerEnd.Whole : ViewerEnd.CutShort;
        }

        _raw = [.. _raw, .. _piece.AsSpan(0, count)];
        if (!_hasHead)
        {
            TakeHead();
        }

        while (_hasHead && TryTakeChunk())
        {
        }

        TakeTags();
        return ViewerEnd.None;
    }

    protected override ValueTask CloseAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void TakeHead()
    {
        var end = _raw.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end >= 0)
        {
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", Encoding.ASCII.GetString(_raw), StringComparison.Ordinal);
            _raw = _raw[(end + 4)..];
            _hasHead = true;
        }
    }

    private bool TryTakeChunk()
    {
        var end = _raw.AsSpan().IndexOf("\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var length = int.Parse(Encoding.ASCII.GetString(_raw, 0, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var whole = end + 2 + length + 2;
        if (_raw.Length < whole)
        {
            return false;
        }

        _body = [.. _body, .. _raw.AsSpan(end + 2, length)];
        _raw = _raw[whole..];
        return true;
    }

    private void TakeTags()
    {
        var rest = new ReadOnlySequence<byte>(_body);
        while (_demuxer.TryRead(ref rest, out var header, out var body))
        {
            var tag = new FlvReceived(header.Type, header.Timestamp, body.ToArray());
            if (tag.Type is FlvTagType.Video or FlvTagType.Audio && !tag.IsSequenceHeader)
            {
                Take(tag.Body, tag.Type == FlvTagType.Video, tag.Timestamp);
            }
        }

        _body = rest.Length == _body.Length ? _body : rest.ToArray();
    }
}
