using System.Buffers;
using Srs.Load.Viewing;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Load;

/// <summary>A client's side of an RTMP connection, until media flows: blocking and plain, as a player or an encoder does it.</summary>
/// <remarks>
/// Sockets of the generator are never awaited: what waits for a socket in .NET's event loop is woken for each packet, and on loopback the
/// sender, the server, is charged for the waking.
/// </remarks>
internal sealed class RtmpDialog : IDisposable
{
    /// <summary>Bytes of payload in the chunks that this side sends.</summary>
    public const int ChunkSize = 60_000;

    private readonly Stream _stream;
    private readonly InputBuffer _input;
    private readonly RtmpChunkReader _chunks = new(BufferPool.Shared);
    private readonly RtmpChunkWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>Shakes hands and connects to the application.</summary>
    /// <param name="stream">The connection; taken over.</param>
    /// <param name="url">Application and stream.</param>
    /// <exception cref="IOException">The server closes, refuses, or does not answer in time.</exception>
    public RtmpDialog(Stream stream, Uri url)
    {
        _stream = stream;
        _input = new InputBuffer(stream);
        ShakeHands();

        var app = string.Concat(url.Segments[1..^1]).TrimEnd('/');
        Name = url.Segments[^1] + url.Query;
        Send(RtmpCommand.Create("connect", 1, AmfValue.Object(("app", app), ("tcUrl", $"{url.Scheme}://{url.Authority}/{app}"))));
        WaitFor("_result", 1);
        Span<byte> size = stackalloc byte[RtmpControlMessage.Length];
        RtmpControlMessage.Write(size, ChunkSize);
        _writer.WriteControl(_output, RtmpMessageType.SetChunkSize, size);
        Flush();
        _writer.ChunkSize = ChunkSize;
    }

    /// <summary>Name of the stream, with the query.</summary>
    public string Name { get; }

    /// <summary>Asks for the stream; the answer stands before the media.</summary>
    public void Play() => Send(RtmpCommand.Create("play", 0, AmfValue.Null, Name), CreateStream());

    /// <summary>Announces the stream and waits until the server wants it.</summary>
    /// <returns>The message stream that the media goes on.</returns>
    public uint Publish()
    {
        var streamId = CreateStream();
        Send(RtmpCommand.Create("publish", 0, AmfValue.Null, Name, "live"), streamId);
        WaitFor("onStatus", null);
        return streamId;
    }

    /// <summary>Waits for the next message that is not the protocol's own; the caller disposes it.</summary>
    public RtmpMessage ReadMessage()
    {
        while (true)
        {
            var buffer = _input.Unread;
            var isWhole = _chunks.TryRead(ref buffer, out var message);
            _input.Keep(buffer);
            if (!isWhole)
            {
                _input.Fill();
            }
            else if (message!.Type == RtmpMessageType.SetChunkSize)
            {
                using (message)
                {
                    _chunks.SetChunkSize(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                }
            }
            else
            {
                return message;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunks.Dispose();
        _stream.Dispose();
    }

    private void ShakeHands()
    {
        var hello = new byte[RtmpHandshake.C0C1Length];
        RtmpHandshake.CreateC0C1(hello);
        _stream.Write(hello);
        while (_input.Unread.Length < RtmpHandshake.S0S1S2Length)
        {
            _input.Fill();
        }

        var answer = _input.Unread;
        var confirmation = new byte[RtmpHandshake.C2Length];
        RtmpHandshake.CreateC2(answer.FirstSpan[..RtmpHandshake.S0S1S2Length], confirmation);
        _input.Keep(answer.Slice(RtmpHandshake.S0S1S2Length));
        _stream.Write(confirmation);
    }

    private uint CreateStream()
    {
        Send(RtmpCommand.Create("createStream", 2, AmfValue.Null));
        return (uint)(WaitFor("_result", 2).Argument(0).AsNumber() ?? 1);
    }

    private RtmpCommand WaitFor(string name, double? transactionId)
    {
        while (true)
        {
            using var message = ReadMessage();
            if (message.Type != RtmpMessageType.CommandAmf0)
            {
                continue;
            }

            var command = RtmpCommand.Read(message.Type, message.Payload.Span);
            var code = command.Argument(0)["code"].AsString();
            if (command.Name == "_error" || (command.Name == "onStatus" && command.Argument(0)["level"].AsString() == "error"))
            {
                throw new IOException($"The server refuses: {code}.");
            }

            if (command.Name == name && (transactionId is null || command.TransactionId == transactionId))
            {
                return command;
            }
        }
    }

    private void Send(RtmpCommand command, uint streamId = 0)
    {
        var body = new ArrayBufferWriter<byte>();
        command.Write(body);
        _writer.Write(_output, new RtmpMessageHeader(RtmpMessageType.CommandAmf0, RtmpChunkStreamId.Command, streamId, 0), body.WrittenSpan, default);
        Flush();
    }

    private void Flush()
    {
        _stream.Write(_output.WrittenSpan);
        _output.ResetWrittenCount();
    }
}
