using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

/// <summary>One stream in a registry of its own, on a manual clock, with a publisher of numbered frames. Disposing it checks for leaks.</summary>
internal sealed class StreamFixture : IDisposable
{
    private TrackInfo _video = TestFrames.VideoTrack();
    private TrackInfo _audio = TestFrames.AudioTrack();
    private double _videoTime;
    private double _audioTime;

    public StreamFixture(VhostOptions? options = null)
    {
        Options = options ?? new VhostOptions();
        Registry = new StreamRegistry(Clock, Memory);
        Lease = StartPublisher();
        Announce();
    }

    public static StreamKey Key { get; } = new(VhostTable.DefaultName, "live", "test");

    public ManualTimeProvider Clock { get; } = new();

    public WireMemory Memory { get; } = new PoisoningMemory();

    public TrackingBufferPool Pool { get; } = new();

    public VhostOptions Options { get; set; }

    public StreamRegistry Registry { get; }

    public LiveStream Stream => Registry.Find(Key)!;

    public PublishLease Lease { get; private set; }

    public FakeSession Publisher { get; private set; } = null!;

    public List<PlayLease> Players { get; } = [];

    /// <summary>Number of the next frame.</summary>
    public int NextNumber { get; private set; }

    /// <summary>The next number, for a frame of another source.</summary>
    public int TakeNumber() => NextNumber++;

    /// <summary>Begins to publish with a new session, the encoder's clock at <paramref name="encoderStart"/> milliseconds.</summary>
    public PublishLease StartPublisher(double encoderStart = 0, FakeSession? session = null)
    {
        Publisher = session ?? new FakeSession();
        _videoTime = _audioTime = encoderStart;
        return Lease = Registry.Publish(Key, Publisher, Options);
    }

    /// <summary>Announces the tracks.</summary>
    public void Announce(byte? video = 1, byte? audio = 1)
    {
        if (video is { } v)
        {
            Lease.Announce(_video = TestFrames.VideoTrack(v));
        }

        if (audio is { } a)
        {
            Lease.Announce(_audio = TestFrames.AudioTrack(a));
        }
    }

    /// <summary>Publishes frames in real time: K a key frame, v a picture (25 a second), a sound (50 a second), d data.</summary>
    public void Publish(string kinds, int size = 100)
    {
        foreach (var kind in kinds)
        {
            Assert.True(Lease.Publish(Make(kind, size)));
        }
    }

    public MediaFrame Make(char kind, int size = 100)
    {
        var track = kind switch { 'a' => _audio, 'd' => TestFrames.DataTrack, _ => _video };
        var time = kind switch { 'a' => _audioTime, 'd' => 0, _ => _videoTime };
        var before = Math.Max(_audioTime, _videoTime);
        _audioTime += kind == 'a' ? 20 : 0;
        _videoTime += kind is 'K' or 'v' ? 40 : 0;
        Clock.Advance(TimeSpan.FromMilliseconds(Math.Max(_audioTime, _videoTime) - before));
        return TestFrames.Make(track, time, kind == 'K', NextNumber++, size, Pool);
    }

    public PlayLease Play(FakeSession? session = null)
    {
        var lease = Registry.Play(Key, session ?? new FakeSession(), Options);
        Players.Add(lease);
        return lease;
    }

    public WireCursor Join(bool hasVideo = true) => Play().JoinLog(new NumberedFormat(hasVideo)).Cursor;

    /// <summary>Moves the clock on second by second, with a tick after each.</summary>
    public void Tick(double seconds)
    {
        for (; seconds > 0; seconds--)
        {
            Clock.Advance(TimeSpan.FromSeconds(Math.Min(seconds, 1)));
            Registry.OnTick();
        }
    }

    public void Dispose()
    {
        Lease.Dispose();
        Players.ForEach(static player => player.Dispose());
        Tick(20);
        Assert.Empty(Registry.Streams);
        Pool.AssertAllReturned();
    }
}
