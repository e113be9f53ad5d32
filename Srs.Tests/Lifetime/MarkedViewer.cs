using Srs.Tests.TestSupport;

namespace Srs.Tests.Lifetime;

/// <summary>A viewer that checks each byte of what it gets, and how its connection ends.</summary>
internal abstract class MarkedViewer : IAsyncDisposable
{
    private static int _lastNumber;

    private readonly TaskCompletionSource _resumed = new();
    private readonly int _mark;
    private Task _reading = Task.CompletedTask;
    private uint _lastVideo;
    private uint _lastAudio;
    private int _newest = -1;
    private int _frames;
    private int _missing;
    private int _starts;

    protected MarkedViewer(int mark) => _mark = mark;

    /// <summary>What the API shows as its page, to tell it from the others.</summary>
    public string Page { get; } = $"http://viewer/{Interlocked.Increment(ref _lastNumber)}";

    /// <summary>Pictures taken.</summary>
    public int Frames => Volatile.Read(ref _frames);

    /// <summary>Number of the newest picture; -1 before the first.</summary>
    public int Newest => Volatile.Read(ref _newest);

    /// <summary>Pictures left out between the first and the newest.</summary>
    public int Missing => Volatile.Read(ref _missing);

    /// <summary>Times that pictures were left out.</summary>
    public int Gaps => Volatile.Read(ref _starts);

    /// <summary>What was wrong with the bytes; null when nothing was.</summary>
    public string? Fault { get; private set; }

    /// <summary>How it ended; known when <see cref="Completion"/> is.</summary>
    public ViewerEnd End { get; private set; }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Completion => _reading;

    /// <summary>Pause after each picture.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>Joins a stream over RTMP or HTTP-FLV and reads from then on, unless it <paramref name="rests"/> first.</summary>
    public static async Task<MarkedViewer> JoinAsync(SrsTestServer server, bool http, MarkedPublisher publisher, bool rests = false)
    {
        MarkedViewer viewer = http ? new MarkedFlvViewer(publisher.Mark) : new MarkedRtmpViewer(publisher.Mark);
        await viewer.OpenAsync(server, publisher.Stream, receiveBuffer: rests ? 4096 : 0);
        viewer._reading = viewer.ReadAllAsync();
        if (!rests)
        {
            viewer.Resume();
        }

        return viewer;
    }

    /// <summary>Begins to read.</summary>
    public void Resume() => _resumed.TrySetResult();

    /// <summary>Waits until it has the picture of that number, or a later one.</summary>
    public Task HasReadAsync(int number) =>
        Wait.UntilAsync(() => Newest >= number || Completion.IsCompleted, $"picture {number} of {_mark}; it has {Newest}; {Fault} {End}");

    /// <summary>Its port of the connection.</summary>
    public int LocalPort { get; protected set; }

    /// <summary>Closes the sending side.</summary>
    public abstract void ShutdownSend();

    /// <summary>Breaks the connection off.</summary>
    public abstract void Reset();

    public async ValueTask DisposeAsync()
    {
        Resume();
        await CloseAsync();
        try
        {
            await _reading;
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or TimeoutException or OperationCanceledException)
        {
            // It was still being read.
        }
    }

    protected abstract Task OpenAsync(SrsTestServer server, string stream, int receiveBuffer);

    /// <summary>Reads something.</summary>
    /// <returns>How the connection has ended, if it has.</returns>
    protected abstract Task<ViewerEnd> ReadAsync();

    protected abstract ValueTask CloseAsync();

    /// <summary>Takes a frame that has come.</summary>
    protected void Take(ReadOnlySpan<byte> body, bool isVideo, uint timestamp)
    {
        ref var last = ref isVideo ? ref _lastVideo : ref _lastAudio;
        if (timestamp < last)
        {
            Fault ??= $"Time {timestamp} after {last} on a viewer of {_mark}.";
        }

        last = timestamp;
        if (MarkedMedia.Check(body, isVideo, _mark) is not { } number)
        {
            Fault ??= $"A frame of another stream on a viewer of {_mark}: {Convert.ToHexString(body)}.";
            return;
        }

        if (isVideo)
        {
            Count(number);
        }
    }

    private void Count(int number)
    {
        if (number <= _newest)
        {
            Fault ??= $"Picture {number} after {_newest} on a viewer of {_mark}.";
        }

        if (_newest < 0 && number % MarkedMedia.Group != 0)
        {
            Fault ??= $"Picture {number}, no key frame, comes first on a viewer of {_mark}.";
        }

        if (_newest >= 0 && number != _newest + 1)
        {
            Volatile.Write(ref _missing, _missing + number - _newest - 1);
            Volatile.Write(ref _starts, _starts + 1);
            if (number % MarkedMedia.Group != 0)
            {
                Fault ??= $"Picture {number}, no key frame, follows {_newest} on a viewer of {_mark}.";
            }
        }

        Volatile.Write(ref _newest, number);
        Volatile.Write(ref _frames, _frames + 1);
    }

    private async Task ReadAllAsync()
    {
        await _resumed.Task;
        var frames = 0;
        while (End == ViewerEnd.None)
        {
            End = await ReadAsync();
            if (Pause > TimeSpan.Zero && Frames != frames)
            {
                frames = Frames;
                await Task.Delay(Pause, TestContext.Current.CancellationToken);
            }
        }
    }
}
