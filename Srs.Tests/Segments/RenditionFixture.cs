using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Segments;

/// <summary>Two renditions of <c>live/test</c> by an encoder with one clock, key frames each second; the second may come later.</summary>
internal sealed class RenditionFixture : IAsyncDisposable
{
    private readonly HlsFixture _hls;
    private PublishLease? _low;
    private int _frames;

    public RenditionFixture(DashOptions? dash = null, HlsOptions? hls = null)
    {
        _hls = new HlsFixture(hls, dash: dash);
        _hls.Options = _hls.Options with { Renditions = new RenditionOptions { Suffixes = "_high _low" } };
        _hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio, High);
    }

    public static StreamKey High { get; } = HlsFixture.Key with { Stream = "test_high" };

    public static StreamKey Low { get; } = HlsFixture.Key with { Stream = "test_low" };

    public HlsFixture Hls => _hls;

    public RenditionOptions Options => _hls.Options.Renditions;

    public HlsStream Find(StreamKey key) => _hls.Hls.Find(key)!;

    public IReadOnlyList<Segment> SegmentsOf(StreamKey key) => _hls.Store.Find(key)?.GetAll() ?? [];

    public void StartLow()
    {
        _low = _hls.Registry.Publish(Low, new FakeSession(), _hls.Options);
        _low.Announce(HlsFixture.OtherVideo);
        _low.Announce(HlsFixture.Audio);
    }

    public void StopLow()
    {
        _low?.Dispose();
        _low = null;
    }

    /// <summary>Publishes seconds of 25 pictures to each that is there, the first a key frame.</summary>
    public void Publish(int seconds)
    {
        for (var i = 0; i < seconds * 25; i++)
        {
            var isKey = _frames++ % 25 == 0;
            Send(HlsFixture.Video, isKey, 80, null);
            if (_low is not null)
            {
                Send(HlsFixture.OtherVideo, isKey, 40, _low);
            }

            _hls.Step(40);
        }
    }

    /// <summary>Publishes until nobody waits any more for a publisher who has left.</summary>
    public void PublishBeyondGrace()
    {
        for (var i = 0; i < 6; i++)
        {
            Publish(1);
            _hls.Registry.OnTick();
        }
    }

    public Task UntilAsync(StreamKey key, int segments) =>
        Wait.UntilAsync(() => SegmentsOf(key).Count >= segments && Find(key).ListedSegments >= segments, $"{segments} segments of {key}");

    public async ValueTask DisposeAsync()
    {
        StopLow();
        await _hls.DisposeAsync();
    }

    private void Send(TrackInfo video, bool isKey, int size, PublishLease? lease)
    {
        _hls.Send(video, isKey, size, lease);
        _hls.Send(HlsFixture.Audio, isKey: true, 20, lease);
    }
}
