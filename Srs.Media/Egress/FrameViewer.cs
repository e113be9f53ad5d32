using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Egress;

/// <summary>A viewer with bytes of its own: other times, part of the tracks, a limited duration, or another message stream.</summary>
/// <remarks>The second road, and a dearer one: a task and a muxer per viewer. Most viewers share a <see cref="WireLog"/>.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and may be cancelled after the end.")]
public sealed class FrameViewer : IViewer
{
    private const int FlushBytes = 64 * 1024;

    private readonly FrameSubscription _subscription;
    private readonly IWireFormat _format;
    private readonly PipeWriter _output;
    private readonly FrameViewerOptions _options;
    private readonly ConcurrentQueue<ReadOnlyMemory<byte>> _controls = new();
    private readonly CancellationTokenSource _abort = new();
    private int _controlBytes;
    private long _sentBytes;
    private bool _isBlocked;
    private volatile bool _isFinishing;
    private volatile bool _isDraining;
    private StreamHeaders? _unsentHeaders;
    private StreamHeaders _sentHeaders = StreamHeaders.Empty;
    private TimeSpan? _first;

    /// <summary>Starts serving.</summary>
    /// <param name="subscription">The frames; taken over.</param>
    /// <param name="format">How frames become bytes.</param>
    /// <param name="output">Where the bytes go. Nobody else writes to it until <see cref="Completion"/>.</param>
    /// <param name="options">What is different about this viewer.</param>
    /// <param name="preamble">Bytes to send before anything else; may be empty.</param>
    public FrameViewer(
        FrameSubscription subscription, IWireFormat format, PipeWriter output, FrameViewerOptions options, ReadOnlyMemory<byte> preamble = default)
    {
        _subscription = subscription;
        _format = format.Begin(StreamHeaders.Empty);
        _output = output;
        _options = options;
        ReceivesAudio = options.ReceivesAudio;
        ReceivesVideo = options.ReceivesVideo;
        Completion = Task.Run(() => RunAsync(preamble));
    }

    /// <inheritdoc/>
    public Task Completion { get; }

    /// <inheritdoc/>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <inheritdoc/>
    public long DroppedFrames => _subscription.DroppedFrames;

    /// <inheritdoc/>
    public long Jumps => _subscription.Jumps;

    /// <inheritdoc/>
    public bool IsBlocked => Volatile.Read(ref _isBlocked);

    /// <inheritdoc/>
    public bool WasGivenUp => false;

    /// <summary>True when the duration that was asked for has been sent.</summary>
    public bool ReachedDuration { get; private set; }

    /// <summary>Whether audio is sent; can be changed at any time.</summary>
    public bool ReceivesAudio { get; set; }

    /// <summary>Whether video is sent; can be changed at any time.</summary>
    public bool ReceivesVideo { get; set; }

    /// <inheritdoc/>
    public bool Send(ReadOnlyMemory<byte> bytes)
    {
        if (Interlocked.Add(ref _controlBytes, bytes.Length) > EgressViewer.MaxControlBytes)
        {
            Interlocked.Add(ref _controlBytes, -bytes.Length);
            return false;
        }

        _controls.Enqueue(bytes);
        _subscription.Wake();
        return true;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        _isFinishing = true;
        _subscription.Wake();
    }

    /// <inheritdoc/>
    public void Drain()
    {
        _isDraining = true;
        _subscription.Wake();
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _abort.Cancel();
        _output.CancelPendingFlush();
    }

    private async Task RunAsync(ReadOnlyMemory<byte> preamble)
    {
        try
        {
            Write(preamble);
            while (!_abort.IsCancellationRequested)
            {
                var isDone = CopyReady();
                if (!await TryFlushAsync().ConfigureAwait(false) || isDone)
                {
                    return;
                }

                if (!_subscription.HasItems)
                {
                    await _subscription.WaitAsync(_abort.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception)
        {
            // Aborted, or an output that throws because its connection is gone: either way this viewer is over.
        }
        finally
        {
            _subscription.Dispose();
        }
    }

    /// <summary>Copies what is there, up to what is flushed at once.</summary>
    /// <returns>True when nothing more is to be sent.</returns>
    private bool CopyReady()
    {
        while (_controls.TryDequeue(out var control))
        {
            Interlocked.Add(ref _controlBytes, -control.Length);
            Write(control);
        }

        if (_isFinishing)
        {
            return true;
        }

        while (_output.UnflushedBytes < FlushBytes && _subscription.TryRead(out var item))
        {
            _unsentHeaders = item.Headers ?? _unsentHeaders;
            if (item.Frame is { } frame)
            {
                using (frame)
                {
                    WriteFrame(frame);
                }

                if (ReachedDuration)
                {
                    return true;
                }
            }
        }

        return _isDraining && !_subscription.HasItems;
    }

    private void WriteFrame(MediaFrame frame)
    {
        var time = _options.Times == TimeJitter.Full ? frame.Dts : frame.EncoderTime;
        _first ??= time;
        if (_options.Duration is { } duration && time - _first >= duration)
        {
            ReachedDuration = true;
            return;
        }

        // Milliseconds modulo 2^32, as they came.
        var shown = _options.Times == TimeJitter.Off ? time : time > _first ? time - _first.Value : TimeSpan.Zero;
        var milliseconds = unchecked((uint)(long)Math.Round(shown.TotalMilliseconds));
        WriteHeaders(milliseconds);

        var isWanted = frame.Track.Kind switch { MediaKind.Audio => ReceivesAudio, MediaKind.Video => ReceivesVideo, _ => true };
        if (isWanted)
        {
            var before = _output.UnflushedBytes;
            _format.WriteFrame(frame, milliseconds, _output);
            Count(_output.UnflushedBytes - before);
        }
    }

    /// <summary>Writes what changed, with the time of the frame that follows.</summary>
    private void WriteHeaders(uint milliseconds)
    {
        if (_unsentHeaders is not { } headers)
        {
            return;
        }

        var before = _output.UnflushedBytes;
        _format.SetHeaders(headers);
        if (!headers.Metadata.IsEmpty && !headers.Metadata.Equals(_sentHeaders.Metadata))
        {
            _format.WriteMetadata(headers.Metadata.Span, _options.Times == TimeJitter.Off ? milliseconds : 0, _output);
        }

        foreach (var track in headers.Tracks)
        {
            if (!ReferenceEquals(track, _sentHeaders.Find(track)))
            {
                _format.WriteTrack(track, milliseconds, _output);
            }
        }

        Count(_output.UnflushedBytes - before);
        _sentHeaders = headers;
        _unsentHeaders = null;
    }

    private async ValueTask<bool> TryFlushAsync()
    {
        // Even when nothing is unflushed: an output whose reader has gone takes no bytes, and only the flush tells.
        var flush = _output.FlushAsync(CancellationToken.None);
        Volatile.Write(ref _isBlocked, !flush.IsCompleted);
        var result = await flush.ConfigureAwait(false);
        Volatile.Write(ref _isBlocked, false);
        return !result.IsCompleted && !result.IsCanceled;
    }

    private void Write(ReadOnlyMemory<byte> bytes)
    {
        _output.Write(bytes.Span);
        Count(bytes.Length);
    }

    private void Count(long bytes) => Volatile.Write(ref _sentBytes, _sentBytes + bytes);
}
