namespace Srs.Load.Rtc;

/// <summary>A thread that receives for many viewers: every few milliseconds it takes from each what has come.</summary>
/// <remarks>
/// As <see cref="Viewing.Sweeper"/>, it waits for the clock and never for a socket. Delays are not its own: the kernel notes when a
/// probe's datagram came.
/// </remarks>
internal sealed class RtcSweeper : IDisposable
{
    /// <summary>Bytes that tell what a datagram is and its place in its source.</summary>
    private const int HeaderBytes = 16;

    /// <summary>The largest message of UDP, joined ones included.</summary>
    private const int WholeBytes = 64 * 1024;

    /// <summary>Of so many sweeps one opens what has come, for viewers that are no probes.</summary>
    private const int SampleInterval = 128;

    private readonly DatagramBatch _headers = new(HeaderBytes);
    private readonly DatagramBatch _whole = new(WholeBytes);
    private readonly Lock _gate = new();
    private readonly List<RtcViewer> _new = [];
    private readonly List<RtcViewer> _viewers = [];
    private readonly TimeSpan _pause;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="pause">Time between two sweeps.</param>
    public RtcSweeper(TimeSpan pause)
    {
        _pause = pause;
        _thread = new Thread(Loop) { IsBackground = true, Name = "sweeper" };
        _thread.Start();
    }

    /// <summary>Receives for <paramref name="viewer"/> from now on.</summary>
    public void Add(RtcViewer viewer)
    {
        lock (_gate)
        {
            _new.Add(viewer);
        }
    }

    /// <summary>Stops receiving.</summary>
    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _headers.Dispose();
        _whole.Dispose();
    }

    private void Loop()
    {
        var next = CaptureStamp.Now;
        for (var round = 0; !_stopping; round++)
        {
            lock (_gate)
            {
                _viewers.AddRange(_new);
                _new.Clear();
            }

            var clockOffset = ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick) - CaptureStamp.Now;
            for (var i = 0; i < _viewers.Count; i++)
            {
                var isOpened = _viewers[i].IsProbe || (round + i) % SampleInterval == 0;
                _viewers[i].Drain(isOpened || _viewers[i].NeedsAll ? _whole : _headers, isOpened, clockOffset);
            }

            // A sweep that takes longer than the pause is followed by another at once, and by no more than one.
            var now = CaptureStamp.Now;
            next = Math.Max(next + (long)_pause.TotalNanoseconds, now);
            Thread.Sleep(TimeSpan.FromMicroseconds((next - now) / 1000));
        }
    }
}
