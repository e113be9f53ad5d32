using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Rtp.Stages;
using Srs.Media.Streams;
using Srs.Media.Transcoding;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;
using Srs.Tests.Transcoding;

namespace Srs.Tests.Protocols.Rtc;

/// <summary>The sound of a WebRTC publisher on its way to other protocols, with a worker that gives each frame back.</summary>
public sealed class RtcFrameSourceTests : IDisposable
{
    private static readonly RtcTrack Track = new(MediaKind.Audio, 0, new RtcFormat(RtcEncoding.Opus), IsStereo: true);

    private readonly ManualTimeProvider _clock = new();
    private readonly TrackingBufferPool _pool = new();
    private readonly LogCollector _log = new();
    private readonly StreamRegistry _registry;
    private readonly PublishLease _lease;
    private readonly RtpLocalTrack _packets;
    private readonly FrameSubscription _frames;
    private uint _timestamp;

    public RtcFrameSourceTests()
    {
        _registry = new StreamRegistry(_clock, new PoisoningMemory());
        _lease = _registry.Publish(new StreamKey(VhostTable.DefaultName, "live", "cam"), new FakeSession(), new VhostOptions());
        _packets = new RtpLocalTrack(48_000, _pool);
        _frames = _lease.LiveStream.Subscribe();
    }

    public void Dispose()
    {
        _frames.Dispose();
        _lease.Dispose();
        _packets.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Push_Opus_IsPublishedAsAac()
    {
        using var workers = Workers(absence: null);
        using var source = new RtcFrameSource(_lease, _pool, workers, 64_000);
        var track = source.AddTrack(Track);
        Push(source, track, 0x0C);

        var announced = _lease.LiveStream.Headers.First(MediaKind.Audio);
        Assert.Equal((MediaCodec.Aac, 48_000, 2, "LC"), (announced!.Codec, announced.Audio!.SampleRate, announced.Audio.Channels, announced.Audio.Profile));
        Assert.Equal(MediaCodec.Aac, await NextFrameAsync(source, track, 0x0C));
    }

    [Fact]
    public void Push_NothingTranscodes_IsPublishedAsItIs()
    {
        using var source = new RtcFrameSource(_lease, _pool, transcoding: null, 64_000);
        var track = source.AddTrack(Track);

        Push(source, track, 0x0C);

        Assert.Equal(MediaCodec.Opus, _lease.LiveStream.Headers.First(MediaKind.Audio)!.Codec);
        Assert.Equal(MediaCodec.Opus, TakeFrame());
    }

    [Fact]
    public async Task Push_WorkerCannotWork_GoesOnAsItIs()
    {
        using var workers = Workers("There is no FFmpeg here.");
        using var source = new RtcFrameSource(_lease, _pool, workers, 64_000);
        var track = source.AddTrack(Track);

        Assert.Equal(MediaCodec.Opus, await NextFrameAsync(source, track, 0x0C));

        Assert.Equal(MediaCodec.Opus, _lease.LiveStream.Headers.First(MediaKind.Audio)!.Codec);
    }

    private TranscodeWorkers Workers(string? absence) =>
        new(_ => new FakeTranscodeWorker(0, absence).Link, _pool, _clock, _log.CreateLogger<TranscodeWorkers>());

    private void Push(RtcFrameSource source, RtcFrameTrack track, byte value)
    {
        var now = TimeSpan.FromMilliseconds(20 * (_timestamp / 960));
        source.Push(track, _packets.Make([value, 1, 2], _timestamp, isMarked: false, now), now);
        _timestamp += 960;
    }

    private async Task<MediaCodec> NextFrameAsync(RtcFrameSource source, RtcFrameTrack track, byte value)
    {
        MediaCodec? codec = null;
        await Wait.UntilAsync(
            () =>
            {
                Push(source, track, value);
                return (codec = TakeFrame()) is not null;
            },
            "a frame");
        return codec!.Value;
    }

    private MediaCodec? TakeFrame()
    {
        while (_frames.TryRead(out var item))
        {
            if (item.Frame is { } frame)
            {
                using (frame)
                {
                    return frame.Track.Codec;
                }
            }
        }

        return null;
    }
}
