namespace Srs.Load.Viewing;

/// <summary>A thread that receives for many viewers: every few milliseconds it takes from each what has come.</summary>
/// <remarks>
/// It waits for the clock and never for a socket: nobody is woken when a packet comes, so the server's sends cost what they cost towards a
/// network, and the generator stays cheap.
/// </remarks>
internal sealed class Sweeper : IDisposable
{
    private const int MostBytesAtOnce = 1024 * 1024;

    private readonly byte[] _buffer = new byte[MostBytesAtOnce];
    private readonly Lock _gate = new();
    private readonly List<Viewer> _new = [];
    private readonly List<Viewer> _viewers = [];
    private readonly TimeSpan _pause;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="pause">Time between two sweeps.</param>
    public Sweeper(TimeSpan pause)
    {
        _pause = pause;
        _thread = new Thread(Loop) { IsBackground = true, Name = "sweeper" };
        _thread.Start();
    }

    /// <summary>Receives for <paramref name="viewer"/> from now on.</summary>
    public void Add(Viewer viewer)
    {
        viewer.Connection.Socket.Blocking = false;
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
    }

    private void Loop()
    {
        var next = CaptureStamp.Now;
        while (!_stopping)
        {
            lock (_gate)
            {
                _viewers.AddRange(_new);
                _new.Clear();
            }

            foreach (var viewer in _viewers)
            {
                viewer.Drain(_buffer);
            }

            // A sweep that takes longer than the pause is followed by another at once, and by no more than one.
            var now = CaptureStamp.Now;
            next = Math.Max(next + (long)_pause.TotalNanoseconds, now);
            Thread.Sleep(TimeSpan.FromMicroseconds((next - now) / 1000));
        }
    }
}
