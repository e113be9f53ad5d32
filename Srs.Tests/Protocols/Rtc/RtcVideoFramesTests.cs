using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Transcoding;
using Srs.Tests.Rtp.Payloads;
using Srs.Tests.TestSupport;
using Srs.Web;

namespace Srs.Tests.Protocols.Rtc;

public sealed class RtcVideoFramesTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly LogCollector _log = new();
    private readonly List<double> _sent = [];
    private readonly TranscodeWorkers _workers;
    private ReadOnlyMemory<byte> _config;
    private bool _isRefused;
    private int _opened;

    public RtcVideoFramesTests() =>
        _workers = new TranscodeWorkers(TranscodeWorkerProgram.Command(), BufferPool.Shared, _clock, _log.CreateLogger<TranscodeWorkers>());

    public void Dispose()
    {
        _workers.Dispose();
        _log.Dispose();
        _pool.AssertAllReturned();
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Take_NoBFrames_GoAtOnceAsTheyAre()
    {
        var frames = await FramesAsync("-bf", "0");
        using var video = Make(isTranscoding: true);

        for (var i = 0; i < frames.Count; i++)
        {
            video.Take(frames[i]);
            Assert.Equal(frames[i].Pts.TotalMilliseconds, _sent[i]);
        }

        Assert.Equal((0, false), (_opened, video.HasSeenBFrames));
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Take_BFramesThatMayNotBeTranscoded_AreDropped()
    {
        var frames = await FramesAsync("-bf", "3");
        using var video = Make(isTranscoding: false);

        frames.ForEach(video.Take);

        Assert.True(video.HasSeenBFrames);
        Assert.InRange(_sent.Count, 15, 40);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Take_NoRoomToTranscode_TriesAgainAtTheNextKeyFrame()
    {
        var frames = await FramesAsync("-bf", "3");
        using var video = Make(isTranscoding: true);
        _isRefused = true;
        frames.ForEach(video.Take);
        Assert.InRange(_sent.Count, 15, 40);
        Assert.False(video.IsTranscoding);
        var refused = _opened;

        _isRefused = false;
        frames.ForEach(video.Take);

        Assert.InRange(refused, 2, 3);
        Assert.True(video.IsTranscoding);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Take_BFrames_AllPicturesComeFromTheFirstOn()
    {
        var frames = await FramesAsync("-bf", "3");
        using var video = Make(isTranscoding: true);

        frames.ForEach(video.Take);
        await Wait.UntilAsync(
            () =>
            {
                video.SendTranscoded();
                return _sent.Count >= 72;
            },
            "the pictures");

        Assert.Equal(1, _opened);
        Assert.Equal(frames.Select(static frame => frame.Pts.TotalMilliseconds).Order().Take(_sent.Count), _sent);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task OnNewSetup_WhileTranscoding_BeginsAnewAtTheNextKeyFrame()
    {
        var frames = await FramesAsync("-bf", "3");
        using var video = Make(isTranscoding: true);
        frames.ForEach(video.Take);
        Assert.True(video.IsTranscoding);

        video.OnNewSetup();
        Assert.False(video.IsTranscoding);
        video.Take(frames[1]);
        Assert.Equal((1, 0), (_opened, _sent.Count));
        video.Take(frames[0]);

        Assert.Equal((2, true), (_opened, video.IsTranscoding));
    }

    private RtcVideoFrames Make(bool isTranscoding) =>
        new(BFrameMode.Drop, isTranscoding ? Open : null, _pool, (_, time) => _sent.Add(time.TotalMilliseconds));

    private Transcode? Open()
    {
        _opened++;
        return _isRefused ? null : _workers.Open("live/a", new TranscodeSettings(MediaCodec.H264, 0, 0, _config, MediaCodec.H264, 0), static () => { });
    }

    private async Task<List<MediaFrame>> FramesAsync(params string[] options)
    {
        var frames = await RtpSamples.ReorderedFramesAsync("libx264", options);
        _config = frames[0].Track.Config;
        return frames;
    }
}
