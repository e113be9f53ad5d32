using System.Diagnostics;
using System.Globalization;
using Srs.Media.Buffers;
using Srs.Media.Transcoding;
using Srs.Tests.TestSupport;
using Srs.Web;

namespace Srs.Tests.Transcoding;

/// <summary>Real worker processes: what they make, and what a crash or a standstill of one costs.</summary>
public sealed class TranscodeWorkerProcessTests : IDisposable
{
    private readonly LogCollector _log = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly TranscodeWorkers _workers;

    public TranscodeWorkerProcessTests() => _workers = new TranscodeWorkers(TranscodeWorkerProgram.Command(), BufferPool.Shared, _clock, _log.CreateLogger<TranscodeWorkers>());

    public void Dispose()
    {
        _workers.Dispose();
        Assert.Empty(_log.Errors);
        _log.Dispose();
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Worker_ManyTones_EachComesOutAsItself()
    {
        var tones = new List<(int Hertz, Transcode Job, List<(byte[] Payload, TimeSpan Time)> Frames)>();
        foreach (var hertz in new[] { 300, 500, 800 })
        {
            var (settings, frames) = await Tone.MakeAacAsync(hertz);
            tones.Add((hertz, _workers.Open($"live/{hertz}", settings, static () => { }), frames));
        }

        for (var i = 0; i < tones[0].Frames.Count; i++)
        {
            tones.ForEach(tone => tone.Job.Send(tone.Frames[i].Payload, tone.Frames[i].Time));
        }

        foreach (var (hertz, job, _) in tones)
        {
            var (heard, _) = await Tone.ListenAsync("ogg", Tone.ToOgg(await TakeAsync(job, 145), 2));
            Assert.InRange(heard, hertz * 0.97, hertz * 1.03);
            job.Dispose();
        }

        Assert.Single(_workers.Names);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Worker_IsKilled_SoundGoesOnInAnotherOne()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440);
        using var job = _workers.Open("live/a", settings, static () => { });
        await TalkAsync(job, frames);
        var first = Assert.Single(_workers.Names);

        Kill(first);
        await _log.WaitForAsync("was lost");
        _clock.Advance(TimeSpan.FromSeconds(2));

        await TalkAsync(job, frames);
        Assert.NotEqual(first, Assert.Single(_workers.Names));
        Assert.False(job.IsGivenUp);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Worker_StandsStill_IsEndedAndSoundGoesOnInAnotherOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "No signals here.");
        var (settings, frames) = await Tone.MakeAacAsync(440);
        using var job = _workers.Open("live/a", settings, static () => { });
        await TalkAsync(job, frames);
        var first = Assert.Single(_workers.Names);
        using (var stop = Process.Start("kill", ["-STOP", first]))
        {
            await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        job.Send(frames[0].Payload, frames[0].Time);
        _clock.Advance(TranscodeWorkers.HangTimeout + TranscodeWorkers.TickInterval);
        await _log.WaitForAsync("was lost");
        _clock.Advance(TimeSpan.FromSeconds(2));

        await TalkAsync(job, frames);
        Assert.True(_log.Contains($"Transcoding worker {first} has not answered"));
        await Wait.UntilAsync(() => !IsThere(first), "the end of the process");
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Worker_ServerCloses_Ends()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440);
        string name;
        using (var job = _workers.Open("live/a", settings, static () => { }))
        {
            await TalkAsync(job, frames);
            name = Assert.Single(_workers.Names);
        }

        await Wait.UntilAsync(() => _workers.Pending == 0, "the end of the job in the worker");
        _clock.Advance(TranscodeWorkers.IdleTimeout + TranscodeWorkers.TickInterval);

        await Wait.UntilAsync(() => !IsThere(name), "the end of the process");
        Assert.False(_log.Contains("was lost"));
    }

    [Fact]
    public async Task Program_IsMissing_TranscodesWaitAndNothingElseHappens()
    {
        using var workers = new TranscodeWorkers(static isBackground => TranscodeWorkerProcess.Start(["/there/is/no/such/program"], isBackground), BufferPool.Shared, _clock, _log.CreateLogger<TranscodeWorkers>());
        var (settings, _) = (new TranscodeSettings(Srs.Media.Frames.MediaCodec.Mp3, 44_100, 2, default, Srs.Media.Frames.MediaCodec.Opus, 48_000), 0);
        using var job = workers.Open("live/a", settings, static () => { });

        await _log.WaitForAsync("was lost");

        job.Send([1, 2, 3], default);
        Assert.Equal(1, job.Dropped);
        Assert.False(job.IsGivenUp);
    }

    private static void Kill(string name)
    {
        using var process = Process.GetProcessById(int.Parse(name, CultureInfo.InvariantCulture));
        process.Kill();
    }

    private static bool IsThere(string name)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(name, CultureInfo.InvariantCulture));
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Sends frames until sound comes out.</summary>
    private static async Task TalkAsync(Transcode job, List<(byte[] Payload, TimeSpan Time)> frames)
    {
        var sent = 0;
        var heard = 0;
        await Wait.UntilAsync(
            () =>
            {
                if (job.Pending < 10)
                {
                    var (payload, time) = frames[sent % frames.Count];
                    job.Send(payload, time + (TimeSpan.FromSeconds(3) * (sent / frames.Count)));
                    sent++;
                }

                while (job.TryTake(out var output))
                {
                    heard += output.Payload is null ? 0 : 1;
                    output.Dispose();
                }

                return heard > 5;
            },
            "sound");
        await Wait.UntilAsync(() => job.Pending == 0, "the worker");
    }

    private static async Task<List<byte[]>> TakeAsync(Transcode job, int count)
    {
        var packets = new List<byte[]>();
        await Wait.UntilAsync(
            () =>
            {
                while (job.TryTake(out var output))
                {
                    if (output.Payload is { } payload)
                    {
                        packets.Add(payload.Span.ToArray());
                    }

                    output.Dispose();
                }

                return packets.Count >= count;
            },
            $"{count} packets");
        return packets;
    }
}
