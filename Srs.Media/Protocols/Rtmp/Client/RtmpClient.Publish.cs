using System.Buffers;
using System.Runtime.ExceptionServices;
using Srs.Media.Containers.Flv;
using Srs.Media.Net;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <content>What a publisher does.</content>
public sealed partial class RtmpClient
{
    /// <summary>Asks servers to keep what follows for those who join later.</summary>
    private static readonly byte[] SetDataFrame = MakeSetDataFrame();

    private Task _listening = Task.CompletedTask;
    private volatile ExceptionDispatchInfo? _fault;

    /// <summary>Begins to publish the stream.</summary>
    /// <exception cref="RtmpStatusException">The server refuses, such as because somebody else publishes the stream.</exception>
    /// <remarks>Errors as at the class.</remarks>
    public async Task PublishAsync(CancellationToken cancellationToken = default)
    {
        Begin(Use.Publish);
        await RunAsync(static (client, token) => client.StartPublishingAsync(token), cancellationToken).ConfigureAwait(false);
        _listening = Task.Run(ListenAsync, CancellationToken.None);
    }

    /// <summary>Sends a tag as it is.</summary>
    /// <param name="tag">Borrowed for the call.</param>
    /// <param name="cancellationToken">Ends the wait for a server that does not read.</param>
    /// <exception cref="RtmpStatusException">The server has ended the publish.</exception>
    /// <remarks>Errors as at the class; what the server did meanwhile is told by the next call.</remarks>
    public ValueTask WriteAsync(FlvTag tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return WriteAsync(tag.Type, tag.Timestamp, tag.Body.Memory, cancellationToken);
    }

    /// <summary>Sends a tag.</summary>
    /// <param name="type">What the body is.</param>
    /// <param name="timestamp">Decoding time, sent as whole milliseconds modulo 2^32.</param>
    /// <param name="body">The tag body, its header included, 1 to 16777215 bytes; borrowed for the call.</param>
    /// <param name="cancellationToken">Ends the wait for a server that does not read.</param>
    /// <exception cref="RtmpStatusException">The server has ended the publish.</exception>
    /// <remarks>An onMetaData body goes out as @setDataFrame, so that the server keeps it. Errors as at the class.</remarks>
    public ValueTask WriteAsync(
        FlvTagType type, TimeSpan timestamp, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        Require(Use.Publish);
        _fault?.Throw();
        var chunkStream = type switch
        {
            FlvTagType.Audio => RtmpChunkStreamId.Audio,
            FlvTagType.Video => RtmpChunkStreamId.Video,
            _ => RtmpChunkStreamId.Data,
        };
        var isMetadata = type == FlvTagType.Script && ReadName(body.Span).SequenceEqual("onMetaData"u8);
        var header = new RtmpMessageHeader((RtmpMessageType)type, chunkStream, _streamId, FlvTimestamp.FromTimeSpan(timestamp));
        return _connection!.SendAsync(header, isMetadata ? SetDataFrame : default, body, cancellationToken);
    }

    private static byte[] MakeSetDataFrame()
    {
        var output = new ArrayBufferWriter<byte>();
        Amf0Writer.Write(output, "@setDataFrame");
        return output.WrittenSpan.ToArray();
    }

    private async Task StartPublishingAsync(CancellationToken cancellationToken)
    {
        // Nobody waits for the answers to these two; servers that do not know them may refuse them.
        await SendNamedAsync("releaseStream", ++_lastTransactionId, 0, cancellationToken).ConfigureAwait(false);
        await SendNamedAsync("FCPublish", ++_lastTransactionId, 0, cancellationToken).ConfigureAwait(false);
        await CreateStreamAsync(cancellationToken).ConfigureAwait(false);
        var publish = RtmpCommand.Create("publish", ++_lastTransactionId, AmfValue.Null, _url.Stream, "live");
        await _connection!.SendAsync(publish, _streamId, cancellationToken).ConfigureAwait(false);
        await WaitForStartAsync("NetStream.Publish.Start", publish.TransactionId, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask SendNamedAsync(string name, double transactionId, uint streamId, CancellationToken cancellationToken) =>
        _connection!.SendAsync(RtmpCommand.Create(name, transactionId, AmfValue.Null, _url.Stream), streamId, cancellationToken);

    /// <summary>Reads what the server says to a publisher, until it closes.</summary>
    private async Task ListenAsync()
    {
        var deadline = new WaitDeadline(_options.TimeProvider, Timeout.InfiniteTimeSpan, "anything");
        try
        {
            while (await _connection!.ReadAsync(deadline, _closing.Token).ConfigureAwait(false) is { } message)
            {
                using (message)
                {
                    if (ReadCommand(message) is { } command)
                    {
                        ThrowIfRefused(command, double.NaN);
                    }
                }
            }

            throw new IOException("The RTMP server has closed the connection.");
        }
        catch (Exception e)
        {
            _fault = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Says goodbye and waits until the server has read it, so that the connection's end does not cut the last tags off.</summary>
    private async Task EndPublishAsync()
    {
        if (_use != Use.Publish || _connection is null)
        {
            return;
        }

        try
        {
            if (_fault is null)
            {
                using var timeout = new CancellationTokenSource(_options.CloseTimeout, _options.TimeProvider);
                await SendNamedAsync("FCUnpublish", ++_lastTransactionId, 0, timeout.Token).ConfigureAwait(false);
                var delete = RtmpCommand.Create("deleteStream", ++_lastTransactionId, AmfValue.Null, _streamId);
                await _connection.SendAsync(delete, 0, timeout.Token).ConfigureAwait(false);
                await _connection.ShutdownOutputAsync(timeout.Token).ConfigureAwait(false);
                await _listening.WaitAsync(timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or TimeoutException or InvalidOperationException)
        {
            // The end is the end; WriteAsync tells of what came before.
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
    }
}
