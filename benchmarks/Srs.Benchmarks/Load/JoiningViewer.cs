using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Benchmarks.Load;

/// <summary>A viewer that joins over RTMP or HTTP-FLV and notes when its first picture arrives.</summary>
internal sealed class JoiningViewer(Uri url) : IAsyncDisposable
{
    private const int DefaultRtmpPort = 1935;

    private readonly TcpClient _client = new() { NoDelay = true };

    /// <summary>Connects and plays; the time from connecting to the first byte of video.</summary>
    public async Task<TimeSpan> JoinAsync(CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var port = url.IsDefaultPort || url.Port < 0 ? DefaultRtmpPort : url.Port;
        await _client.ConnectAsync(url.Host, url.Scheme == "http" ? url.Port : port, cancellationToken);
        var stream = _client.GetStream();
        if (url.Scheme == "http")
        {
            await JoinFlvAsync(stream, cancellationToken);
        }
        else
        {
            await JoinRtmpAsync(stream, cancellationToken);
        }

        return TimeProvider.System.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task JoinFlvAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        // HTTP/1.0 answers come without chunk framing.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.0\r\nHost: {url.Authority}\r\n\r\n"), cancellationToken);
        var demuxer = new FlvDemuxer();
        var isBody = false;
        await ReadUntilAsync(
            stream,
            (ref ReadOnlySequence<byte> buffer) =>
            {
                isBody = isBody || TrySkipHead(ref buffer);
                while (isBody && demuxer.TryRead(ref buffer, out var tag, out _))
                {
                    if (tag.Type == FlvTagType.Video)
                    {
                        return true;
                    }
                }

                return false;
            },
            cancellationToken);
    }

    private static bool TrySkipHead(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8))
        {
            return false;
        }

        buffer = reader.UnreadSequence;
        return true;
    }

    private async Task JoinRtmpAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var hello = new byte[RtmpHandshake.C0C1Length];
        RtmpHandshake.CreateC0C1(hello);
        await stream.WriteAsync(hello, cancellationToken);
        var answer = new byte[RtmpHandshake.S0S1S2Length];
        await stream.ReadExactlyAsync(answer, cancellationToken);

        var (app, name) = (url.Segments[1].TrimEnd('/'), url.Segments[^1]);
        var output = new ArrayBufferWriter<byte>();
        var confirmation = new byte[RtmpHandshake.C2Length];
        RtmpHandshake.CreateC2(answer, confirmation);
        output.Write(confirmation);
        Write(output, RtmpCommand.Create("connect", 1, AmfValue.Object(("app", app), ("tcUrl", $"rtmp://{url.Authority}/{app}"))));
        Write(output, RtmpCommand.Create("createStream", 2, AmfValue.Null));
        Write(output, RtmpCommand.Create("play", 0, AmfValue.Null, name), streamId: 1);
        await stream.WriteAsync(output.WrittenMemory, cancellationToken);
        await ReadFirstPictureAsync(stream, cancellationToken);
    }

    private static async Task ReadFirstPictureAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var chunks = new RtmpChunkReader(BufferPool.Shared);
        await ReadUntilAsync(
            stream,
            (ref ReadOnlySequence<byte> buffer) =>
            {
                while (chunks.TryRead(ref buffer, out var message))
                {
                    using (message)
                    {
                        if (message!.Type == RtmpMessageType.SetChunkSize)
                        {
                            chunks.SetChunkSize(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                        }
                        else if (message.Type == RtmpMessageType.Video)
                        {
                            return true;
                        }
                    }
                }

                return false;
            },
            cancellationToken);
    }

    private static async Task ReadUntilAsync(NetworkStream stream, TryFind tryFind, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (tryFind(ref buffer))
            {
                return;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw new IOException("The server closed the connection before the first picture.");
            }
        }
    }

    private static void Write(ArrayBufferWriter<byte> output, RtmpCommand command, uint streamId = 0)
    {
        var body = new ArrayBufferWriter<byte>();
        command.Write(body);
        var header = new RtmpMessageHeader(RtmpMessageType.CommandAmf0, RtmpChunkStreamId.Command, streamId, 0);
        new RtmpChunkWriter().Write(output, header, body.WrittenSpan, default);
    }

    /// <summary>Looks for the first picture; what is consumed is removed from the buffer's front.</summary>
    private delegate bool TryFind(ref ReadOnlySequence<byte> buffer);
}
