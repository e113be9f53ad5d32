using System.Collections.Concurrent;
using System.IO.Pipelines;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Net;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>Plays one stream of an RTMP or RTMPS server, or publishes one.</summary>
/// <remarks>
/// Connect, then either <see cref="PlayAsync"/> and <see cref="ReadAsync"/>, or <see cref="PublishAsync"/> and
/// <see cref="WriteAsync(FlvTag, CancellationToken)"/>, one call at a time. After any exception, cancellation included, the client can only be
/// disposed. Calls throw <see cref="IOException"/> when the connection breaks, <see cref="TimeoutException"/> when the server is silent
/// for longer than <see cref="RtmpClientOptions"/> allow, <see cref="MediaProtocolException"/> when it breaks the protocol or a limit, and
/// <see cref="RtmpStatusException"/> when it refuses; those that connect, after a redirect too, throw
/// <see cref="System.Security.Authentication.AuthenticationException"/> when TLS fails. RTMP 1.0; Enhanced RTMP v1 and v2.
/// </remarks>
public sealed partial class RtmpClient : IAsyncDisposable
{
    private const int PlayLiveOrRecorded = -2;
    private const int PlayBufferMilliseconds = 3000;

    /// <summary>Most messages of the stream that are kept until play has begun; data beyond that is dropped.</summary>
    private const int MaxEarlyMessages = 8;

    private readonly RtmpClientOptions _options;
    private readonly Func<RtmpClientUrl, CancellationToken, Task<IDuplexPipe>> _open;
    private readonly SequenceUnwrapper _clock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<RtmpMessage> _early = new();
    private RtmpClientUrl _url;
    private RtmpClientConnection? _connection;
    private Use _use;
    private double _lastTransactionId;
    private uint _streamId;
    private int _redirects;
    private bool _hasMedia;
    private bool _hasEnded;
    private bool _isDisposed;

    private RtmpClient(RtmpClientUrl url, RtmpClientOptions options, Func<RtmpClientUrl, CancellationToken, Task<IDuplexPipe>> open)
    {
        _url = url;
        _options = options;
        _open = open;
    }

    private enum Use
    {
        None,
        Play,
        Publish,
    }

    /// <summary>What the server tells about itself.</summary>
    public RtmpServerDetails Server { get; private set; } = new();

    /// <summary>What the server asked for last; null when it has not asked for a reconnect.</summary>
    public RtmpReconnectRequest? ReconnectRequest { get; private set; }

    /// <summary>Connects to a server, up to and including the answer to the connect command.</summary>
    /// <param name="url"><c>rtmp[s]://host[:port]/app[/level]*/stream[?params]</c>; ports 1935 and 443 unless given.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The URL is not of that form.</exception>
    /// <exception cref="IOException">The host is unknown or does not answer, or the connection broke.</exception>
    /// <exception cref="TimeoutException">The server is too slow.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS failed, or the certificate is not trusted.</exception>
    /// <exception cref="MediaProtocolException">The server does not speak RTMP.</exception>
    /// <exception cref="RtmpStatusException">The server refuses the application, or sends the client elsewhere once too often.</exception>
    public static Task<RtmpClient> ConnectAsync(
        string url, RtmpClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var used = options ?? new RtmpClientOptions();
        return ConnectAsync(url, used, (target, token) => OpenTcpAsync(target, used, token), cancellationToken);
    }

    internal static async Task<RtmpClient> ConnectAsync(
        string url,
        RtmpClientOptions options,
        Func<RtmpClientUrl, CancellationToken, Task<IDuplexPipe>> open,
        CancellationToken cancellationToken)
    {
        var client = new RtmpClient(RtmpClientUrl.Parse(url), options, open);
        try
        {
            await client.RunAsync(static (_, _) => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Begins to play the stream. A server may agree although nobody publishes it yet.</summary>
    /// <exception cref="RtmpStatusException">The server refuses, or sends the client elsewhere once too often.</exception>
    /// <remarks>Errors as at the class.</remarks>
    public Task PlayAsync(CancellationToken cancellationToken = default)
    {
        Begin(Use.Play);
        return RunAsync(static (client, token) => client.StartPlayingAsync(token), cancellationToken);
    }

    /// <summary>Reads the next tag of the stream that is played.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The caller disposes it; null when the stream has ended or the server has closed in good order.</returns>
    /// <exception cref="TimeoutException">No tag came within <see cref="RtmpClientOptions.ReceiveTimeout"/>.</exception>
    /// <exception cref="RtmpStatusException">The server ended the stream with an error.</exception>
    /// <remarks>Aggregate messages come as the tags within. Errors as at the class.</remarks>
    public async ValueTask<FlvTag?> ReadAsync(CancellationToken cancellationToken = default)
    {
        Require(Use.Play);
        var deadline = new WaitDeadline(_options.TimeProvider, _options.ReceiveTimeout, "media");
        while (!_hasEnded)
        {
            if (!_early.TryDequeue(out var message))
            {
                message = await _connection!.ReadAsync(deadline, cancellationToken).ConfigureAwait(false);
            }

            if (message is null)
            {
                _hasEnded = true;
            }
            else if (TryMakeTag(message, out var tag))
            {
                return tag;
            }
            else
            {
                using (message)
                {
                    _hasEnded = IsEnd(message);
                }
            }
        }

        return null;
    }

    /// <summary>Ends what goes on; a read on another thread ends with an exception. A publisher's last tags are given <see cref="RtmpClientOptions.CloseTimeout"/> to arrive.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await EndPublishAsync().ConfigureAwait(false);
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        DropEarlyMessages();
        _closing.Dispose();
    }

    private static async Task<IDuplexPipe> OpenTcpAsync(RtmpClientUrl url, RtmpClientOptions options, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var tls = url.IsTls ? options.MakeTlsOptions(url.Host) : null;
            return await TcpConnection
                .ConnectAsync(url.Host, url.Port, tls, options.ConnectTimeout, options.TimeProvider, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No connection to {url.Host} on port {url.Port} within {options.ConnectTimeout.TotalSeconds} s.");
        }
    }

    private void Begin(Use use)
    {
        if (_use != Use.None)
        {
            throw new InvalidOperationException($"The client is in use to {_use}; a client plays or publishes once.");
        }

        _use = use;
    }

    private void Require(Use use)
    {
        if (_use != use)
        {
            throw new InvalidOperationException($"{use}Async comes first.");
        }
    }

    /// <summary>Connects where necessary and does the step, again at each place that the server sends the client to.</summary>
    private async Task RunAsync(Func<RtmpClient, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_connection is null)
                {
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                }

                await step(this, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RtmpStatusException e) when (TryFollow(e))
            {
                await CloseConnectionAsync().ConfigureAwait(false);
            }
        }
    }

    private bool TryFollow(RtmpStatusException refusal)
    {
        if (refusal.RedirectUrl is not { } target || _redirects >= _options.MaxRedirects)
        {
            return false;
        }

        // redirect2 is the whole URL; redirect alone is that of the application.
        if (!RtmpClientUrl.TryParse(target, out var next))
        {
            return false;
        }

        _redirects++;
        _url = next;
        return true;
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var transport = await _open(_url, cancellationToken).ConfigureAwait(false);
        _connection = new RtmpClientConnection(transport, _options);
        _lastTransactionId = 0;
        await _connection.ShakeHandsAsync(cancellationToken).ConfigureAwait(false);
        await _connection.SetChunkSizeAsync(_options.ChunkSize, cancellationToken).ConfigureAwait(false);
        var connect = RtmpCommand.Create("connect", ++_lastTransactionId, _options.MakeConnectObject(_url), _options.MakeConnectArguments());
        Server = RtmpServerDetails.Read(await CallAsync(connect, cancellationToken).ConfigureAwait(false));
    }

    private async Task StartPlayingAsync(CancellationToken cancellationToken)
    {
        await CreateStreamAsync(cancellationToken).ConfigureAwait(false);
        var play = RtmpCommand.Create("play", ++_lastTransactionId, AmfValue.Null, _url.Stream, PlayLiveOrRecorded);
        await _connection!.SendAsync(play, _streamId, cancellationToken).ConfigureAwait(false);
        var buffer = new RtmpUserControl(RtmpUserControlEvent.SetBufferLength, _streamId, PlayBufferMilliseconds);
        await _connection.SendAsync(buffer, cancellationToken).ConfigureAwait(false);
        await WaitForStartAsync("NetStream.Play.Start", play.TransactionId, cancellationToken).ConfigureAwait(false);
    }

    private async Task CreateStreamAsync(CancellationToken cancellationToken)
    {
        var create = RtmpCommand.Create("createStream", ++_lastTransactionId, AmfValue.Null);
        var answer = await CallAsync(create, cancellationToken).ConfigureAwait(false);
        _streamId = answer.Argument(0).AsNumber() is >= 0 and <= uint.MaxValue and var id
            ? (uint)id
            : throw new RtmpProtocolException(RtmpErrorCode.RtmpDecode, "The RTMP server's answer to createStream has no stream id.");
    }

    /// <summary>Sends a command on message stream 0 and waits for its answer.</summary>
    private async Task<RtmpCommand> CallAsync(RtmpCommand command, CancellationToken cancellationToken)
    {
        await _connection!.SendAsync(command, 0, cancellationToken).ConfigureAwait(false);
        var deadline = new WaitDeadline(_options.TimeProvider, _options.RequestTimeout, $"answer to {command.Name}");
        while (await _connection.ReadAsync(deadline, cancellationToken).ConfigureAwait(false) is { } message)
        {
            using (message)
            {
                if (ReadCommand(message) is not { } answer)
                {
                    continue;
                }

                ThrowIfRefused(answer, command.TransactionId);
                if (answer.Name == "_result" && answer.TransactionId == command.TransactionId)
                {
                    return answer;
                }
            }
        }

        throw new IOException($"The RTMP server closed the connection in answer to {command.Name}.");
    }

    /// <summary>Waits until the server says that play or publish has begun; media that comes before says the same.</summary>
    private async Task WaitForStartAsync(string code, double transactionId, CancellationToken cancellationToken)
    {
        var deadline = new WaitDeadline(_options.TimeProvider, _options.RequestTimeout, code);
        while (await _connection!.ReadAsync(deadline, cancellationToken).ConfigureAwait(false) is { } message)
        {
            if (_use == Use.Play && message.Type is RtmpMessageType.Audio or RtmpMessageType.Video)
            {
                _early.Enqueue(message);
                return;
            }

            // The place that is left is for the media that ends the wait.
            if (_use == Use.Play && message.Type is RtmpMessageType.DataAmf0 or RtmpMessageType.DataAmf3 && _early.Count < MaxEarlyMessages - 1)
            {
                _early.Enqueue(message);
                continue;
            }

            using (message)
            {
                if (ReadCommand(message) is not { } answer)
                {
                    continue;
                }

                ThrowIfRefused(answer, transactionId);
                if (answer.Name == "onStatus" && answer.Argument(0)["code"].AsString() == code)
                {
                    return;
                }
            }
        }

        throw new IOException($"The RTMP server closed the connection before {code}.");
    }

    private async Task CloseConnectionAsync()
    {
        DropEarlyMessages();
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void DropEarlyMessages()
    {
        while (_early.TryDequeue(out var message))
        {
            message.Dispose();
        }
    }
}
