using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Tests.TestSupport;

/// <summary>A scripted RTMP client: says exactly what a test wants, in the order it wants.</summary>
internal sealed partial class RtmpTestClient : IAsyncDisposable
{
    private readonly IDuplexPipe _pipe;
    private readonly Socket? _socket;
    private readonly RtmpChunkReader _chunks = new(BufferPool.Shared);
    private readonly RtmpChunkWriter _writer = new();
    private readonly List<RtmpReceived> _received = [];
    private long _wholeBytes;

    public RtmpTestClient(IDuplexPipe pipe, Socket? socket = null)
    {
        _pipe = pipe;
        _socket = socket;
    }

    /// <summary>Everything received so far, control messages included.</summary>
    public IReadOnlyList<RtmpReceived> Received => _received;

    /// <summary>Bytes taken from the server.</summary>
    public long BytesRead { get; private set; }

    /// <summary>At the end: whether every byte belonged to a message that came whole. Messages of this server begin with full headers.</summary>
    public bool EndedWhole { get; private set; }

    /// <summary>Everything sent, when recording.</summary>
    public ArrayBufferWriter<byte>? Record { get; set; }

    /// <summary>Ends with the server's side of an in-memory connection.</summary>
    public Task ServerTask { get; init; } = Task.CompletedTask;

    /// <summary>Opens a TCP connection, with TLS or without, and does nothing else.</summary>
    public static async Task<RtmpTestClient> OpenAsync(int port, int receiveBuffer = 0, bool tls = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        Stream stream = new NetworkStream(socket);
        if (tls)
        {
            var secure = new SslStream(stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, TestContext.Current.CancellationToken)
                .WithinLimitAsync();
            stream = secure;
        }

        return new RtmpTestClient(new StreamDuplexPipe(PipeReader.Create(stream), PipeWriter.Create(stream)), socket);
    }

    /// <summary>Opens, shakes hands and connects.</summary>
    public static async Task<RtmpTestClient> ConnectAsync(int port, string app = "live", int receiveBuffer = 0, bool tls = false)
    {
        var client = await OpenAsync(port, receiveBuffer, tls);
        await client.ShakeHandsAsync();
        await client.ConnectAsync(app, tls ? $"rtmps://127.0.0.1:{port}/{app}" : null);
        return client;
    }

    public async Task ShakeHandsAsync()
    {
        var hello = new byte[RtmpHandshake.C0C1Length];
        RtmpHandshake.CreateC0C1(hello);
        await SendRawAsync(hello);
        var answer = await _pipe.Input.ReadAtLeastAsync(RtmpHandshake.S0S1S2Length, TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
        var c2 = new byte[RtmpHandshake.C2Length];
        RtmpHandshake.CreateC2(answer.Buffer.Slice(0, RtmpHandshake.S0S1S2Length).ToArray(), c2);
        _pipe.Input.AdvanceTo(answer.Buffer.GetPosition(RtmpHandshake.S0S1S2Length));
        BytesRead += RtmpHandshake.S0S1S2Length;
        _wholeBytes += RtmpHandshake.S0S1S2Length;
        await SendRawAsync(c2);
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        Record?.Write(bytes.Span);
        await _pipe.Output.WriteAsync(bytes, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a message.</summary>
    public async Task SendAsync(RtmpMessageType type, ReadOnlyMemory<byte> body, uint streamId = 0, uint timestamp = 0, int chunkStreamId = 3)
    {
        var output = new ArrayBufferWriter<byte>();
        _writer.Write(output, new RtmpMessageHeader(type, chunkStreamId, streamId, timestamp), default, body.Span);
        await SendRawAsync(output.WrittenMemory);
    }

    /// <summary>Sends a protocol control message with one number.</summary>
    public async Task SendControlAsync(RtmpMessageType type, uint value)
    {
        var body = new byte[RtmpControlMessage.Length];
        RtmpControlMessage.Write(body, value);
        await SendAsync(type, body, chunkStreamId: 2);
        if (type == RtmpMessageType.SetChunkSize)
        {
            _writer.ChunkSize = (int)value;
        }
    }

    public Task SendCommandAsync(RtmpCommand command, uint streamId = 0)
    {
        var body = new ArrayBufferWriter<byte>();
        command.Write(body);
        return SendAsync(RtmpMessageType.CommandAmf0, body.WrittenMemory, streamId);
    }

    public Task CallAsync(string name, double transaction, uint streamId, params AmfValue[] arguments) =>
        SendCommandAsync(RtmpCommand.Create(name, transaction, AmfValue.Null, arguments), streamId);

    /// <summary>The next message; null when the server has closed.</summary>
    public async Task<RtmpReceived?> ReadAsync()
    {
        while (true)
        {
            var result = await _pipe.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
            var buffer = result.Buffer;
            var before = buffer.Length;
            var got = _chunks.TryRead(ref buffer, out var message);
            BytesRead += before - buffer.Length;
            _pipe.Input.AdvanceTo(buffer.Start, got ? buffer.Start : buffer.End);
            if (got)
            {
                using (message)
                {
                    return Keep(message!);
                }
            }

            if (result.IsCompleted)
            {
                EndedWhole = buffer.IsEmpty && BytesRead == _wholeBytes;
                return null;
            }
        }
    }

    /// <summary>Reads until a message fits; that one.</summary>
    public async Task<RtmpReceived> ReadUntilAsync(Func<RtmpReceived, bool> fits)
    {
        while (await ReadAsync() is { } message)
        {
            if (fits(message))
            {
                return message;
            }
        }

        throw new EndOfStreamException($"The server closed after: {string.Join(", ", _received.Select(static r => r.Label))}");
    }

    /// <summary>Reads until the status of that code.</summary>
    public Task<RtmpReceived> ReadStatusAsync(string code) => ReadUntilAsync(message => message.StatusCode == code);

    /// <summary>Reads until the server closes the connection, in whatever way.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            while (await ReadAsync() is not null)
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // A reset is an end too.
        }
    }

    /// <summary>Drops what was received and is of no interest.</summary>
    public void Forget(Predicate<RtmpReceived> which) => _received.RemoveAll(which);

    /// <summary>This end's port.</summary>
    public int LocalPort => ((IPEndPoint)_socket!.LocalEndPoint!).Port;

    /// <summary>Closes the sending side of the socket.</summary>
    public void ShutdownSend() => _socket!.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off.</summary>
    public void Reset() => _socket!.Close(timeout: 0);

    /// <summary>Says no more, as half a connection; the server's side of an in-memory connection ends then.</summary>
    public async Task FinishAsync()
    {
        await _pipe.Output.CompleteAsync();
        await ServerTask.WithinLimitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _chunks.Dispose();
        await _pipe.Output.CompleteAsync();
        await _pipe.Input.CompleteAsync();
        _socket?.Dispose();
        await ServerTask.WithinLimitAsync();
    }

    private RtmpReceived Keep(RtmpMessage message)
    {
        var received = new RtmpReceived(
            message.Type, message.ChunkStreamId, message.StreamId, message.Timestamp, message.Payload.Span.ToArray());
        _received.Add(received);
        const int FullHeaderLength = 12;
        _wholeBytes += FullHeaderLength + received.Payload.Length + ((received.Payload.Length - 1) / _chunks.ChunkSize);
        if (received.Type == RtmpMessageType.SetChunkSize)
        {
            _chunks.SetChunkSize(RtmpControlMessage.Read(received.Type, received.Payload));
        }

        return received;
    }

    private sealed record StreamDuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
