using System.Buffers;
using System.IO.Pipelines;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp.Client;

/// <summary>A server over memory that says exactly what a test wants.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly InMemoryDuplexPipe _pipe;
    private readonly RtmpChunkReader _chunks = new(BufferPool.Shared);
    private readonly RtmpChunkWriter _writer = new();

    private ScriptedServer(InMemoryDuplexPipe pipe) => _pipe = pipe;

    /// <summary>Bytes to the client, and nothing but that.</summary>
    public PipeWriter Output => _pipe.Output;

    public ManualTimeProvider Clock { get; } = new();

    public TrackingBufferPool Buffers { get; } = new();

    /// <summary>What the client was told to connect to, in order.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>Starts a client, and gives it and the server's side; the handshake is the caller's to begin.</summary>
    public static (ScriptedServer Server, Task<RtmpClient> Connecting) Start(
        Func<RtmpClientOptions, RtmpClientOptions>? configure = null, long toClientBytes = 0, string url = "rtmp://host/live/livestream?a=1")
    {
        var (serverEnd, clientEnd) = InMemoryDuplexPipe.Create(toClientBytes);
        var server = new ScriptedServer(serverEnd);
        var options = new RtmpClientOptions { TimeProvider = server.Clock, BufferPool = server.Buffers };
        var connecting = RtmpClient.ConnectAsync(
            url,
            configure?.Invoke(options) ?? options,
            (target, _) =>
            {
                server.Opened.Add($"{target.TcUrl}/{target.Stream}");
                return Task.FromResult<IDuplexPipe>(clientEnd);
            },
            TestContext.Current.CancellationToken);
        return (server, connecting);
    }

    /// <summary>A client that has connected.</summary>
    public static async Task<(ScriptedServer Server, RtmpClient Client)> ConnectAsync(
        Func<RtmpClientOptions, RtmpClientOptions>? configure = null)
    {
        var (server, connecting) = Start(configure);
        await server.AcceptAsync();
        return (server, await connecting.WithinLimitAsync());
    }

    /// <summary>A client that plays.</summary>
    public static async Task<(ScriptedServer Server, RtmpClient Client)> PlayAsync(
        Func<RtmpClientOptions, RtmpClientOptions>? configure = null)
    {
        var (server, client) = await ConnectAsync(configure);
        var playing = client.PlayAsync(TestContext.Current.CancellationToken);
        await server.AnswerCreateStreamAsync();
        await server.ReadCommandAsync("play");
        await server.SendStatusAsync("status", "NetStream.Play.Start");
        await playing.WithinLimitAsync();
        return (server, client);
    }

    /// <summary>A client that publishes.</summary>
    public static async Task<(ScriptedServer Server, RtmpClient Client)> PublishAsync(
        Func<RtmpClientOptions, RtmpClientOptions>? configure = null)
    {
        var (server, client) = await ConnectAsync(configure);
        var publishing = client.PublishAsync(TestContext.Current.CancellationToken);
        await server.AnswerCreateStreamAsync();
        await server.ReadCommandAsync("publish");
        await server.SendStatusAsync("status", "NetStream.Publish.Start");
        await publishing.WithinLimitAsync();
        return (server, client);
    }

    /// <summary>Shakes hands and says yes to connect.</summary>
    public async Task<RtmpCommand> AcceptAsync(AmfValue? properties = null)
    {
        await ShakeHandsAsync();
        var connect = await ReadCommandAsync("connect");
        await SendAsync(RtmpCommand.Create(
            "_result", connect.TransactionId, properties ?? AmfValue.Object(("fmsVer", "FMS/1")), AmfValue.Object(("code", "NetConnection.Connect.Success"))));
        return connect;
    }

    public async Task ShakeHandsAsync()
    {
        var hello = await ReadExactlyAsync(RtmpHandshake.C0C1Length);
        var answer = new byte[RtmpHandshake.S0S1S2Length];
        RtmpHandshake.Answer(hello, answer);
        await SendRawAsync(answer);
        await ReadExactlyAsync(RtmpHandshake.C2Length);
    }

    public async Task AnswerCreateStreamAsync()
    {
        var create = await ReadCommandAsync("createStream");
        await SendAsync(RtmpCommand.Create("_result", create.TransactionId, AmfValue.Null, 1));
    }

    /// <summary>Reads up to the next command of that name.</summary>
    public async Task<RtmpCommand> ReadCommandAsync(string name)
    {
        var message = await ReadUntilAsync(message => message.Command?.Name == name);
        return message.Command!;
    }

    public async Task<RtmpReceived> ReadUntilAsync(Func<RtmpReceived, bool> fits)
    {
        while (true)
        {
            var result = await _pipe.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
            var rest = result.Buffer;
            var isMessage = _chunks.TryRead(ref rest, out var message);
            _pipe.Input.AdvanceTo(rest.Start, isMessage ? rest.Start : rest.End);
            if (!isMessage)
            {
                Assert.False(result.IsCompleted, "The client has closed.");
                continue;
            }

            using (message)
            {
                var received = new RtmpReceived(message!.Type, message.ChunkStreamId, message.StreamId, message.Timestamp, message.Payload.Span.ToArray());
                if (received.Type == RtmpMessageType.SetChunkSize)
                {
                    _chunks.SetChunkSize(RtmpControlMessage.Read(received.Type, received.Payload));
                }

                if (fits(received))
                {
                    return received;
                }
            }
        }
    }

    public Task SendStatusAsync(string level, string code, params (string, AmfValue)[] more) => SendAsync(RtmpCommand.Create(
        "onStatus", 0, AmfValue.Null, AmfValue.Object([("level", level), ("code", code), ("description", "Because."), .. more])));

    public Task SendAsync(RtmpCommand command)
    {
        var body = new ArrayBufferWriter<byte>();
        command.Write(body);
        return SendAsync(RtmpMessageType.CommandAmf0, body.WrittenMemory);
    }

    public Task SendAsync(RtmpMessageType type, ReadOnlyMemory<byte> body, uint timestamp = 0) => SendRawAsync(Chunk(type, body, timestamp));

    /// <summary>A message as bytes.</summary>
    public byte[] Chunk(RtmpMessageType type, ReadOnlyMemory<byte> body, uint timestamp = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        var chunkStream = type is RtmpMessageType.CommandAmf0 ? 3 : (int)type < 7 ? 2 : 6;
        _writer.Write(output, new RtmpMessageHeader(type, chunkStream, 1, timestamp), default, body.Span);
        return output.WrittenSpan.ToArray();
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _pipe.Output.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Closes the server's side and asserts that the client has given all its buffers back; dispose the client first.</summary>
    public async ValueTask DisposeAsync()
    {
        _chunks.Dispose();
        await _pipe.Output.CompleteAsync();
        await _pipe.Input.CompleteAsync();
        Buffers.AssertAllReturned();
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        var result = await _pipe.Input.ReadAtLeastAsync(count, TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
        var bytes = result.Buffer.Slice(0, count).ToArray();
        _pipe.Input.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }
}
