using System.Net.Sockets;
using Srs.Load.Measuring;
using Srs.Load.Viewing;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Load.Rtc;

/// <summary>Has WebRTC viewers join, lets them watch and measures.</summary>
internal sealed class WhepRun(WhepOptions options) : IDisposable
{
    /// <summary>Joins that may be under way at the same time; each blocks a thread.</summary>
    private const int JoinThreads = 32;
    private const int JoinStackBytes = 512 * 1024;
    private const int Rehearsals = 5;

    private readonly DtlsContext _context = new(DtlsCertificate.Create(TimeProvider.System));
    private readonly MeasuredWindow _window = new();
    private readonly Lock _gate = new();
    private readonly List<RtcViewer> _viewers = [];
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
        var (before, joinCpu) = (server?.ResidentBytes, server?.ProcessorSeconds);
        var sweepers = Enumerable.Range(0, options.Threads).Select(_ => new RtcSweeper(options.Sweep)).ToArray();
        JoinAll(sweepers);
        joinCpu = server?.ProcessorSeconds - joinCpu;
        Thread.Sleep(options.Warmup);

        _window.Open();
        var (start, cpu, own) = (Count(), server?.ProcessorSeconds, generator.ProcessorSeconds);
        Thread.Sleep(options.Window);
        _window.Close();
        var end = Count();
        (cpu, own) = (server?.ProcessorSeconds - cpu, generator.ProcessorSeconds - own);
        var seconds = _window.Length.TotalSeconds;
        var after = server?.ResidentBytes;
        Array.ForEach(sweepers, static sweeper => sweeper.Dispose());
        _viewers.ForEach(viewer => viewer.CountStall(_window.End));
        return new PlayResult
        {
            Server = options.Server,
            Cell = options.Cell,
            Viewers = options.Viewers,
            Joined = _viewers.Count,
            ClosedEarly = _viewers.Count(static viewer => viewer.IsClosed),
            FirstFailure = _viewers.Exists(static viewer => viewer.Forged > 0) ? "Packets came that are not authentic." : _firstFailure,
            Seconds = seconds,
            Bytes = end.Bytes - start.Bytes,
            Packets = end.Packets - start.Packets,
            LostPackets = end.Lost - start.Lost,
            CpuSeconds = cpu,
            JoinCpuSeconds = joinCpu,
            ResidentBefore = before,
            ResidentAfter = after,
            Join = Percentiles.Of([.. _joins]),
            Delay = Percentiles.Of([.. _viewers.SelectMany(static viewer => viewer.Delays)]),
            Stalls = options.IsHandshakesOnly ? 0 : _viewers.Sum(static viewer => viewer.Stalls),
            TimesBackwards = 0,
            GeneratorLoad = own / seconds,
        };
    }

    /// <summary>Tells the server that all leave.</summary>
    public void Dispose()
    {
        _viewers.ForEach(static viewer => viewer.Dispose());
        _context.Dispose();
    }

    /// <summary>The first joins only compile this program.</summary>
    private void Rehearse()
    {
        for (var i = 0; i < Rehearsals; i++)
        {
            Try(() => Connect(i).Dispose());
        }

        _firstFailure = "";
    }

    private (long Bytes, long Packets, long Lost) Count() =>
        (_viewers.Sum(static viewer => viewer.Bytes), _viewers.Sum(static viewer => viewer.Packets), _viewers.Sum(static viewer => viewer.Lost));

    private void JoinAll(RtcSweeper[] sweepers)
    {
        var start = CaptureStamp.Now;
        var threads = Enumerable.Range(0, Math.Min(JoinThreads, options.Viewers))
            .Select(_ => new Thread(() => JoinSome(start, sweepers), JoinStackBytes) { IsBackground = true, Name = "join" })
            .ToArray();
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
    }

    private void JoinSome(long start, RtcSweeper[] sweepers)
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
        catch (Exception e) when (e is IOException or SocketException)
        {
            lock (_gate)
            {
                _firstFailure = _firstFailure.Length == 0 ? e.Message : _firstFailure;
            }
        }
    }

    private RtcPeer Connect(int number) => new(options.Url.For(number), _context, null, options.HasTransportSequence, options.Timeout);

    private void Join(int number, RtcSweeper sweeper)
    {
        var start = CaptureStamp.Now;
        var peer = Connect(number);
        try
        {
            if (!options.IsHandshakesOnly)
            {
                WaitForMedia(peer);
            }
        }
        catch
        {
            peer.Dispose();
            throw;
        }

        var time = (CaptureStamp.Now - start) / 1e6;
        var viewer = new RtcViewer(peer, _window, options, IsProbe(number));
        lock (_gate)
        {
            _joins.Add(time);
            _viewers.Add(viewer);
        }

        sweeper.Add(viewer);
    }

    private void WaitForMedia(RtcPeer peer)
    {
        // Looks without taking, so that what is counted later begins with the first packet.
        Span<byte> head = stackalloc byte[16];
        var end = CaptureStamp.Now + (long)options.Timeout.TotalNanoseconds;
        peer.Socket.ReceiveTimeout = 100;
        while (CaptureStamp.Now < end)
        {
            peer.Socket.Receive(head, SocketFlags.Peek, out var error);
            if (error is SocketError.Success or SocketError.MessageSize)
            {
                if (PacketKinds.Of(head) is PacketKind.Rtp)
                {
                    return;
                }

                peer.Socket.Receive(head, SocketFlags.None, out _);
            }
        }

        throw new IOException($"No packet came within {options.Timeout.TotalSeconds} s.");
    }

    /// <summary>Probes stand evenly among the others: where a server begins its round must not matter.</summary>
    private bool IsProbe(int number) =>
        (long)(number + 1) * options.Probes / options.Viewers > (long)number * options.Probes / options.Viewers;
}
