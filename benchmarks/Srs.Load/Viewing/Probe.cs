using System.Net.Sockets;
using Srs.Media;
using Srs.Media.Containers.Flv;

namespace Srs.Load.Viewing;

/// <summary>A viewer with a thread of its own that reads every message, checks that times do not go back and measures delays.</summary>
internal sealed class Probe : IDisposable
{
    private const int MostDelays = 1_000_000;

    private readonly MeasuredWindow _window;
    private readonly List<double> _delays = [];
    private readonly Dictionary<FlvTagType, uint> _lastTimestamps = [];
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    public Probe(Viewer viewer, MeasuredWindow window)
    {
        Viewer = viewer;
        _window = window;
        _thread = new Thread(Loop) { IsBackground = true, Name = "probe" };
        _thread.Start();
    }

    /// <summary>The viewer, received for by the probe's thread.</summary>
    public Viewer Viewer { get; }

    /// <summary>Delays of pictures within the window, from publishing to the whole picture here, in milliseconds; once disposed.</summary>
    public IReadOnlyList<double> Delays => _delays;

    /// <summary>Messages whose time was before that of the message of their kind before; once disposed.</summary>
    public int TimesBackwards { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        Viewer.Dispose();
        _thread.Join();
    }

    private void Loop()
    {
        try
        {
            while (!_stopping)
            {
                Observe(Viewer.Connection.Read());
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or MediaProtocolException)
        {
            if (!_stopping)
            {
                Viewer.MarkClosed();
            }
        }
    }

    private void Observe(in MediaMessage message)
    {
        var now = CaptureStamp.Now;
        Viewer.CountBytes(message.Bytes);
        if (message.Type != FlvTagType.Script)
        {
            // The difference, so that a wrap at 2^32 is none.
            if (_lastTimestamps.TryGetValue(message.Type, out var last) && (int)(message.Timestamp - last) < 0)
            {
                TimesBackwards++;
            }

            _lastTimestamps[message.Type] = message.Timestamp;
        }

        if (message.Stamp != 0 && _window.Holds(now) && _delays.Count < MostDelays)
        {
            _delays.Add((now - message.Stamp) / 1e6);
        }
    }
}
