using Microsoft.Extensions.Logging;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>Cuts one stream into segments, from its publisher's coming until it is over; a task that sleeps between frames.</summary>
/// <remarks>
/// Frames come through a queue, so nothing here holds the publisher up: a disk that stands still costs segments. One publisher may follow another
/// meanwhile; what is cut goes on in numbers and begins with a discontinuity.
/// </remarks>
internal sealed class StreamSegmenter : IDisposable
{
    /// <summary>Time after the first frame by which the tracks count as complete, as for viewers.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    /// <summary>Frames that are held back until the tracks are complete.</summary>
    private const int MaxHeld = 1000;

    private readonly LiveStream _stream;
    private readonly StreamKey _key;
    private readonly SegmenterTrack? _track;
    private readonly FrameSubscription _subscription;
    private readonly SegmentStore _store;
    private readonly Func<SourceMark, SegmenterOptions?> _begin;
    private readonly Func<Segment, ValueTask> _completed;
    private readonly Action<StreamHeaders>? _seen;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<MediaFrame> _held = [];
    private StreamHeaders _headers = StreamHeaders.Empty;
    private SegmentWriter? _writer;
    private bool _isSettled;
    private bool _isOver;
    private long _jumps;

    /// <summary>Joins a stream; <see cref="RunAsync"/> does the rest.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="key">What its segments are kept as.</param>
    /// <param name="track">The further track that is cut; null for the first of each kind. Without that track it is over.</param>
    /// <param name="store">Where segments are kept.</param>
    /// <param name="begin">Asked at each source how it is cut; null ends the segmenter.</param>
    /// <param name="completed">Told of each segment; what it throws ends the segmenter.</param>
    /// <param name="seen">Told of all tracks when that changes; null for nobody.</param>
    /// <param name="logger">The log.</param>
    public StreamSegmenter(
        LiveStream stream,
        StreamKey key,
        SegmenterTrack? track,
        SegmentStore store,
        Func<SourceMark, SegmenterOptions?> begin,
        Func<Segment, ValueTask> completed,
        Action<StreamHeaders>? seen,
        ILogger logger)
    {
        _stream = stream;
        _key = key;
        _track = track;
        _seen = seen;
        _store = store;
        _begin = begin;
        _completed = completed;
        _logger = logger;
        _subscription = stream.Subscribe(hasMarks: true);
    }

    /// <summary>Cuts until the stream is over or <see cref="Stop"/> is called. Never fails.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (!_isOver)
            {
                while (!_isOver && _subscription.TryRead(out var item))
                {
                    await TakeAsync(item).ConfigureAwait(false);
                }

                if (!_isOver)
                {
                    await _subscription.WaitAsync(_stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await EndSourceAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _logger.SegmenterFailed(_key.Url, e);
        }
    }

    /// <summary>Ends it, off the caller's thread; what is there of the open segment is completed. Not after <see cref="Dispose"/>.</summary>
    public void Stop() => _ = _stop.CancelAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        Drop();
        _writer?.Dispose();
        _stop.Dispose();
    }

    private async ValueTask TakeAsync(SubscriptionItem item)
    {
        if (item.Frame is { } frame)
        {
            if (_writer is null || frame.Track.Kind == MediaKind.Data)
            {
                frame.Dispose();
                return;
            }

            if (_isSettled)
            {
                using (frame)
                {
                    await WriteAsync(frame).ConfigureAwait(false);
                }

                return;
            }

            _held.Add(frame);
            if ((_headers.HasAudio && _headers.HasVideo) || frame.Dts - _held[0].Dts >= SettleTime || _held.Count >= MaxHeld)
            {
                await SettleAsync().ConfigureAwait(false);
            }
        }
        else if (item.Headers is { } headers)
        {
            headers = TrackNames.Apply(headers);
            _headers = Choose(headers);
            _seen?.Invoke(headers);
            if (_isSettled)
            {
                await SetTracksAsync().ConfigureAwait(false);
            }
        }
        else if (item.Mark is { } mark)
        {
            await TakeAsync(mark).ConfigureAwait(false);
        }
    }

    private async ValueTask TakeAsync(SourceMark mark)
    {
        await EndSourceAsync().ConfigureAwait(false);
        _isOver = mark.Kind == SourceMarkKind.Over;
        if (mark.Kind != SourceMarkKind.Begins)
        {
            return;
        }

        _writer?.Dispose();
        _writer = null;
        if (_begin(mark) is not { } options)
        {
            _isOver = true;
            return;
        }

        _writer = new SegmentWriter(_key, _store, options);
    }

    private async ValueTask SettleAsync()
    {
        _isSettled = true;
        await SetTracksAsync().ConfigureAwait(false);
        foreach (var frame in _isOver ? [] : _held)
        {
            await WriteAsync(frame).ConfigureAwait(false);
        }

        Drop();
    }

    /// <summary>Leaves out the video tracks that are not wanted.</summary>
    private StreamHeaders Choose(StreamHeaders headers) => _track is not { Kind: MediaKind.Video } wanted
        ? headers
        : headers with { Tracks = headers.Tracks.RemoveAll(track => track.Kind == MediaKind.Video && track.Id != wanted.Id) };

    private async ValueTask SetTracksAsync()
    {
        var own = _track is { } wanted ? _headers.Tracks.FirstOrDefault(track => track.Kind == wanted.Kind && track.Id == wanted.Id) : null;
        if (_track is not null && own is null)
        {
            await ReportAsync(_writer!.EndSource()).ConfigureAwait(false);
            _isOver = true;
            return;
        }

        var (completed, refused) = _writer!.SetTracks(_headers, own?.Kind == MediaKind.Audio ? own : null);
        await ReportAsync(completed).ConfigureAwait(false);
        if (refused is not null)
        {
            _logger.CannotBeCut(_key.Url, refused);
        }
    }

    private async ValueTask WriteAsync(MediaFrame frame)
    {
        if (_subscription.Jumps is var jumps && jumps != _jumps)
        {
            _jumps = jumps;
            await ReportAsync(_writer!.Break()).ConfigureAwait(false);
        }

        await ReportAsync(_writer!.Write(frame)).ConfigureAwait(false);
    }

    private async ValueTask EndSourceAsync()
    {
        if (_writer is null)
        {
            return;
        }

        if (!_isSettled && _held.Count > 0)
        {
            await SettleAsync().ConfigureAwait(false);
        }

        _isSettled = false;
        await ReportAsync(_writer.EndSource()).ConfigureAwait(false);
    }

    private ValueTask ReportAsync(Segment? completed) => completed is null ? default : _completed(completed);

    private void Drop()
    {
        _held.ForEach(static frame => frame.Dispose());
        _held.Clear();
    }
}
