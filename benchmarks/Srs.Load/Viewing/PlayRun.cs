using System.Net.Sockets;
using Srs.Load.Measuring;
using Srs.Media;

namespace Srs.Load.Viewing;

/// <summary>Has viewers join, lets them watch and measures.</summary>
internal sealed class PlayRun(PlayOptions options)
{
    /// <summary>Joins that may be under way at the same time; each blocks a thread.</summary>
    private const int JoinThreads = 64;
    private const int JoinStackBytes = 256 * 1024;
    private const int Rehearsals = 5;

    private readonly MeasuredWindow _window = new();
    private readonly Lock _gate = new();
    private readonly List<Viewer> _viewers = [];
    private readonly List<Probe> _probes = [];
    private readonly List<double> _joins = [];
    private string _firstFailure = "";
    private int _next = -1;

    /// <summary>Does it all. Blocks until the window is over.</summary>
    /// <exception cref="LoadException">There is no such process to account.</exception>
    public PlayResult Run()
    {
        var server = options.Pid is { } pid ? new ProcessMeter(pid) : null;
        var generator = new ProcessMeter(0);
        Rehearse();
        var before = server?.ResidentBytes;
        var sweepers = Enumerable.Range(0, options.Threads).Select(_ => new Sweeper(options.Sweep)).ToArray();
        JoinAll(sweepers);
        Thread.Sleep(options.Warmup);

        _window.Open();
        var (bytes, cpu, own) = (CountBytes(), server?.ProcessorSeconds, generator.ProcessorSeconds);
        Thread.Sleep(options.Window);
        _window.Close();
        (bytes, cpu, own) = (CountBytes() - bytes, server?.ProcessorSeconds - cpu, generator.ProcessorSeconds - own);
        var seconds = _window.Length.TotalSeconds;
        var after = server?.ResidentBytes;

        var closed = _viewers.Count(static viewer => viewer.IsClosed);
        Stop(sweepers);
        return new PlayResult
        {
            Server = options.Server,
            Cell = options.Cell,
            IsCold = options.IsCold,
            Viewers = options.Viewers,
            Joined = _viewers.Count,
            ClosedEarly = closed,
            FirstFailure = _firstFailure,
            Seconds = seconds,
            Bytes = bytes,
            CpuSeconds = cpu,
            ResidentBefore = before,
            ResidentAfter = after,
            Join = Percentiles.Of([.. _joins]),
            Delay = Percentiles.Of([.. _probes.SelectMany(static probe => probe.Delays)]),
            Stalls = _viewers.Sum(static viewer => viewer.Stalls),
            TimesBackwards = _probes.Sum(static probe => probe.TimesBackwards),
            GeneratorLoad = own / seconds,
        };
    }

    /// <summary>The first joins only compile this program.</summary>
    private void Rehearse()
    {
        for (var i = 0; i < Rehearsals; i++)
        {
            Try(() => Watch(number: i).Dispose());
        }

        _firstFailure = "";
    }

    private long CountBytes() => _viewers.Sum(static viewer => viewer.Bytes);

    private void JoinAll(Sweeper[] sweepers)
    {
        var start = CaptureStamp.Now;
        var threads = Enumerable.Range(0, Math.Min(JoinThreads, options.Viewers))
            .Select(_ => new Thread(() => JoinSome(start, sweepers), JoinStackBytes) { IsBackground = true, Name = "join" })
            .ToArray();
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
    }

    private void JoinSome(long start, Sweeper[] sweepers)
    {
        while (Interlocked.Increment(ref _next) is var number && number < options.Viewers)
        {
            var due = start + (long)(options.Ramp.TotalNanoseconds * number / options.Viewers);
            var wait = due - CaptureStamp.Now;
            if (wait > 0)
            {
                Thread.Sleep(TimeSpan.FromMicroseconds(wait / 1000));
            }

            Try(() => Join(number, sweepers[number % sweepers.Length]));
        }
    }

    private void Try(Action join)
    {
        try
        {
            join();
        }
        catch (Exception e) when (e is IOException or SocketException or MediaProtocolException or System.Security.Authentication.AuthenticationException)
        {
            lock (_gate)
            {
                _firstFailure = _firstFailure.Length == 0 ? e.Message : _firstFailure;
            }
        }
    }

    /// <summary>Connects and waits for the first picture.</summary>
    private PlayConnection Watch(int number)
    {
        var start = CaptureStamp.Now;
        var connection = new PlayConnection(options.Url.For(number), options.Timeout);
        try
        {
            while (!connection.Read().IsPicture)
            {
                if (CaptureStamp.Now - start > options.Timeout.TotalNanoseconds)
                {
                    throw new IOException($"No picture came within {options.Timeout.TotalSeconds} s.");
                }
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Join(int number, Sweeper sweeper)
    {
        var start = CaptureStamp.Now;
        var connection = Watch(number);
        var time = (CaptureStamp.Now - start) / 1e6;
        var viewer = new Viewer(connection, _window, (long)options.Stall.TotalNanoseconds);
        lock (_gate)
        {
            _joins.Add(time);
            _viewers.Add(viewer);
            if (IsProbe(number))
            {
                _probes.Add(new Probe(viewer, _window));
                return;
            }
        }

        sweeper.Add(viewer);
    }

    /// <summary>Probes stand evenly among the others: where a server begins its round must not matter.</summary>
    private bool IsProbe(int number) =>
        (long)(number + 1) * options.Probes / options.Viewers > (long)number * options.Probes / options.Viewers;

    private void Stop(Sweeper[] sweepers)
    {
        foreach (var sweeper in sweepers)
        {
            sweeper.Dispose();
        }

        // Those that wait at the end, too.
        foreach (var viewer in _viewers)
        {
            viewer.CountStall(_window.End);
        }

        foreach (var probe in _probes)
        {
            probe.Dispose();
        }

        foreach (var viewer in _viewers)
        {
            viewer.Dispose();
        }
    }
}
