using Srs.Media.Frames;
using Srs.Media.Transcoding;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Transcoding;

public sealed class TranscodeWorkersTests : IDisposable
{
    private static readonly TranscodeSettings Settings = new(MediaCodec.Opus, 48_000, 2, default, MediaCodec.Aac, 48_000);

    private readonly ManualTimeProvider _clock = new();
    private readonly TrackingBufferPool _pool = new();
    private readonly LogCollector _log = new();
    private readonly List<FakeTranscodeWorker> _fakes = [];
    private readonly TranscodeWorkers _workers;
    private string? _absence;
    private bool _failsToStart;

    public TranscodeWorkersTests() => _workers = new TranscodeWorkers(Start, _pool, _clock, _log.CreateLogger<TranscodeWorkersTests>());

    public void Dispose()
    {
        _workers.Dispose();
        Assert.Empty(_log.Errors);
        _log.Dispose();
    }

    [Fact]
    public async Task Open_FramesGoIn_ConfigurationAndFramesComeOut()
    {
        using var job = _workers.Open("live/a", Settings, Nothing);

        var first = await ExchangeAsync(job, 1);

        Assert.Equal((1, TimeSpan.FromSeconds(1)), (first.Payload![0], first.Time));
        Assert.Equal([0x11, 0x90], first.Config);
    }

    [Fact]
    public async Task Open_ManyTranscodes_ShareAWorker()
    {
        var jobs = Enumerable.Range(0, TranscodeWorkers.JobsPerWorker).Select(i => _workers.Open($"live/{i}", Settings, Nothing)).ToList();
        foreach (var job in jobs)
        {
            await ExchangeAsync(job, 1);
        }

        Assert.Single(Fakes);
        jobs.ForEach(static job => job.Dispose());
        await Wait.UntilAsync(() => JobsOf(0) == 0, "the end of all jobs");
    }

    [Fact]
    public async Task Worker_Crashes_OthersGoOnAtOnceAndTheSuspectAlone()
    {
        using var good = _workers.Open("live/good", Settings, Nothing);
        using var bad = _workers.Open("live/bad", Settings, Nothing);
        await ExchangeAsync(good, 1);
        await ExchangeAsync(bad, 1);

        bad.Send([FakeTranscodeWorker.Crash], default);
        await Wait.UntilAsync(() => Fakes.Count == 2, "another worker");
        await ExchangeAsync(good, 2);
        Assert.Null(bad.Worker);

        _clock.Advance(TimeSpan.FromSeconds(2));
        await ExchangeAsync(bad, 3);
        Assert.Equal(3, Fakes.Count);
        Assert.False(bad.IsGivenUp);
        Assert.Equal(1, JobsOf(1));
    }

    [Fact]
    public async Task Transcode_CostsWorkersAgainAndAgain_IsGivenUpAndOthersStay()
    {
        var told = 0;
        using var good = _workers.Open("live/good", Settings, Nothing);
        using var bad = _workers.Open("live/bad", Settings, () => Interlocked.Increment(ref told));
        await ExchangeAsync(good, 1);
        for (var strike = 1; strike <= TranscodeWorkers.MaxStrikes; strike++)
        {
            await ExchangeAsync(bad, 1);
            var before = Volatile.Read(ref told);
            bad.Send([FakeTranscodeWorker.Crash], default);
            await Wait.UntilAsync(() => bad.Strikes == strike, "the loss of the worker");
            _clock.Advance(TimeSpan.FromSeconds(strike + 1));
            Assert.True(told >= before);
        }

        await Wait.UntilAsync(() => bad.IsGivenUp, "the end of patience");
        await ExchangeAsync(good, 2);
        Assert.False(good.IsGivenUp);
        Assert.True(_log.Contains("live/bad is not transcoded"));
    }

    [Fact]
    public async Task Worker_Hangs_IsEndedAndOthersGoOn()
    {
        using var good = _workers.Open("live/good", Settings, Nothing);
        using var bad = _workers.Open("live/bad", Settings, Nothing);
        await ExchangeAsync(good, 1);
        await ExchangeAsync(bad, 1);
        bad.Send([FakeTranscodeWorker.Hang], default);
        good.Send([9], default);

        _clock.Advance(TranscodeWorkers.HangTimeout);
        Assert.False(Fakes[0].IsKilled);
        _clock.Advance(TranscodeWorkers.TickInterval * 2);

        await Wait.UntilAsync(() => Fakes.Count == 2, "another worker");
        Assert.True(Fakes[0].IsKilled);
        await ExchangeAsync(good, 2);
        Assert.Equal((0, 1), (good.Strikes, bad.Strikes));
    }

    [Fact]
    public async Task Worker_WithoutJobs_EndsAfterAWhile()
    {
        using (var job = _workers.Open("live/a", Settings, Nothing))
        {
            await ExchangeAsync(job, 1);
        }

        await Wait.UntilAsync(() => _workers.Pending == 0, "the end of the job in the worker");
        _clock.Advance(TranscodeWorkers.IdleTimeout);
        Assert.False(Fakes[0].IsKilled);
        _clock.Advance(TranscodeWorkers.TickInterval * 2);

        await Fakes[0].Completion.WithinLimitAsync();
        await Wait.UntilAsync(() => _workers.Names.Count == 0, "the end of the worker");
        using var later = _workers.Open("live/b", Settings, Nothing);
        await ExchangeAsync(later, 1);
        Assert.False(_log.Contains("was lost"));
    }

    [Fact]
    public async Task Worker_HasNoLibraries_TranscodesAreGivenUpAndTheReasonIsKept()
    {
        _absence = "FFmpeg's libraries are missing. Install the package ffmpeg.";
        using var job = _workers.Open("live/a", Settings, Nothing);

        await Wait.UntilAsync(() => job.IsGivenUp, "the end of the transcode");

        Assert.Equal(_absence, _workers.Absence);
        using var next = _workers.Open("live/b", Settings, Nothing);
        Assert.True(next.IsGivenUp);
        Assert.Single(Fakes);
    }

    [Fact]
    public async Task Program_CannotBeStarted_IsTriedAgainWithPauses()
    {
        _failsToStart = true;
        using var job = _workers.Open("live/a", Settings, Nothing);
        await _log.WaitForAsync("no such program");
        _failsToStart = false;
        Assert.Null(job.Worker);

        _clock.Advance(TimeSpan.FromSeconds(2));

        await ExchangeAsync(job, 1);
        Assert.Equal(0, job.Strikes);
    }

    [Fact]
    public async Task Send_WorkerDoesNothing_FramesAreDroppedPastALimit()
    {
        using var job = _workers.Open("live/a", Settings, Nothing);
        await ExchangeAsync(job, 1);
        job.Send([FakeTranscodeWorker.Hang], default);

        for (var i = 0; i < Settings.MaxPending + 10; i++)
        {
            job.Send([1], default);
        }

        Assert.InRange(job.Dropped, 10, 12);
    }

    [Fact]
    public async Task Outputs_NobodyTakesThem_OldestGoAndBuffersComeBack()
    {
        using (var job = _workers.Open("live/a", Settings, Nothing))
        {
            await ExchangeAsync(job, 1);
            for (var i = 0; i < Transcode.MaxWaiting + 50; i++)
            {
                job.Send([1], TimeSpan.FromSeconds(i));
                if (i % 64 == 0)
                {
                    await Wait.UntilAsync(() => job.Pending == 0, "the worker");
                }
            }

            await Wait.UntilAsync(() => job.Pending == 0, "the worker");
            Assert.True(job.TryTake(out var oldest));
            Assert.Equal(TimeSpan.FromSeconds(50), oldest.Time);
            oldest.Dispose();
        }

        Assert.Equal(0, _pool.OutstandingCount);
    }

    private static void Nothing()
    {
    }

    private List<FakeTranscodeWorker> Fakes
    {
        get
        {
            lock (_fakes)
            {
                return [.. _fakes];
            }
        }
    }

    private int JobsOf(int worker)
    {
        var jobs = Fakes[worker].Jobs;
        lock (jobs)
        {
            return jobs.Count;
        }
    }

    private TranscodeWorkerLink Start(bool isBackground)
    {
        if (_failsToStart)
        {
            throw new System.ComponentModel.Win32Exception("no such program");
        }

        lock (_fakes)
        {
            var fake = new FakeTranscodeWorker(_fakes.Count, _absence);
            _fakes.Add(fake);
            return fake.Link;
        }
    }

    /// <summary>Sends frames until one comes out: while a worker starts they may be dropped.</summary>
    private static async Task<(byte[]? Config, byte[]? Payload, TimeSpan Time)> ExchangeAsync(Transcode job, byte value)
    {
        byte[]? config = null;
        byte[]? payload = null;
        TimeSpan time = default;
        await Wait.UntilAsync(
            () =>
            {
                if (job.Pending == 0)
                {
                    job.Send([value], TimeSpan.FromSeconds(value));
                }

                while (payload is null && job.TryTake(out var output))
                {
                    config ??= output.Config;
                    if (output.Payload is { } taken && taken.Span[0] == value)
                    {
                        (payload, time) = (taken.Span.ToArray(), output.Time);
                    }

                    output.Dispose();
                }

                return payload is not null;
            },
            "sound");
        await Wait.UntilAsync(() => job.Pending == 0, "the worker");
        while (job.TryTake(out var late))
        {
            late.Dispose();
        }

        return (config, payload, time);
    }
}
