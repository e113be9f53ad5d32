using Microsoft.Extensions.Logging.Abstractions;
using Srs.Media.Buffers;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Protocols.Dash;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Segments;

/// <summary>A registry, a store and HLS on a manual clock, with a publisher of real codecs. Disposing it checks that frames and memory came back.</summary>
internal sealed class HlsFixture : IAsyncDisposable
{
    private readonly PoisoningMemory _wire = new();
    private double _time;
    private int _number;

    public HlsFixture(HlsOptions? hls = null, SegmentStoreOptions? store = null, long memory = long.MaxValue, DashOptions? dash = null)
    {
        // Frames come faster than they would, and none is to be refused for it.
        Options = new VhostOptions { Hls = hls ?? new HlsOptions(), Dash = dash ?? new DashOptions { Enabled = false }, Play = new PlayOptions { QueueLength = TimeSpan.FromHours(1) } };
        Memory = new PoisoningMemory(memory);
        Registry = new StreamRegistry(Clock, _wire);
        Store = new SegmentStore(store ?? new SegmentStoreOptions(), Clock, NullLogger<SegmentStore>.Instance, Memory);
        Dash = new DashService(Store, Clock, NullLogger<DashService>.Instance);
        Hls = new HlsService(Registry, Store, utc: true, Clock, NullLogger<HlsService>.Instance, Dash);
        Hls.Listed += listing =>
        {
            // Streams are cut on threads of their own.
            lock (Listings)
            {
                Listings.Add(listing);
            }
        };
    }

    public static StreamKey Key { get; } = new(VhostTable.DefaultName, "live", "test");

    public static TrackInfo Video { get; } = new() { Kind = MediaKind.Video, Codec = MediaCodec.H264, Config = TestMedia.AvcHeader.AsMemory(5), Video = new VideoFormat(638, 358, "Main", "3.0") };

    public static TrackInfo OtherVideo { get; } = Video with { Config = TestMedia.OtherAvcHeader.AsMemory(5), Video = new VideoFormat(854, 480, "Baseline", "3.1") };

    public static TrackInfo Audio { get; } = new() { Kind = MediaKind.Audio, Codec = MediaCodec.Aac, Config = TestMedia.AacHeader.AsMemory(2), Audio = new AudioFormat(44100, 2, 16, "LC") };

    public ManualTimeProvider Clock { get; } = new();

    public VhostOptions Options { get; set; }

    public PoisoningMemory Memory { get; }

    public TrackingBufferPool Pool { get; } = new();

    public StreamRegistry Registry { get; }

    public SegmentStore Store { get; }

    public HlsService Hls { get; }

    public DashService Dash { get; }

    public List<HlsListing> Listings { get; } = [];

    public FakeSession Publisher { get; private set; } = new();

    public PublishLease? Lease { get; private set; }

    public HlsStream Stream => Hls.Find(Key)!;

    public IReadOnlyList<Segment> Segments => Store.Find(Key)?.GetAll() ?? [];

    public void StartPublisher(TrackInfo? video = null, TrackInfo? audio = null, StreamKey? key = null)
    {
        Publisher = new FakeSession();
        _time = 0;
        Lease = Registry.Publish(key ?? Key, Publisher, Options);
        foreach (var track in new[] { video, audio }.OfType<TrackInfo>())
        {
            Lease.Announce(track);
        }
    }

    /// <summary>Publishes groups of pictures, 25 a second, with as much sound.</summary>
    /// <param name="groups">How many.</param>
    /// <param name="frames">Pictures in a group.</param>
    /// <param name="video">The track; null for sound alone.</param>
    /// <param name="size">Bytes of a picture.</param>
    public void PublishGroups(int groups, int frames = 50, TrackInfo? video = null, int size = 40)
    {
        for (var i = 0; i < groups * frames; i++)
        {
            Send(video ?? Video, i % frames == 0, size);
            Send(Audio, isKey: true, 20);
            Step(40);
        }
    }

    public void PublishSound(double seconds)
    {
        for (var i = 0; i < seconds * 50; i++)
        {
            Send(Audio, isKey: true, 20);
            Step(20);
        }
    }

    public void Step(double milliseconds)
    {
        _time += milliseconds;
        Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
    }

    /// <summary>Publishes a frame.</summary>
    /// <param name="track">Its track.</param>
    /// <param name="isKey">Whether a decoder can start with it.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="lease">Whose it is; null for the publisher's.</param>
    public void Send(TrackInfo track, bool isKey, int size, PublishLease? lease = null)
    {
        var payload = new byte[size];
        if (track.Kind == MediaKind.Video)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(payload, size - 4);
            payload[4] = (byte)(isKey ? 0x65 : 0x41);
        }

        payload.AsSpan(5).Fill((byte)(++_number | 0x80));
        Assert.True((lease ?? Lease!).Publish(new MediaFrame(PooledBytes.Copy(Pool, payload), 0)
        {
            Track = track,
            EncoderTime = TimeSpan.FromMilliseconds(_time),
            Flags = isKey ? FrameFlags.KeyFrame : FrameFlags.None,
        }));
    }

    /// <summary>Ends the publisher, and with it the open segment.</summary>
    public void StopPublisher()
    {
        Lease?.Dispose();
        Lease = null;
    }

    /// <summary>Moves the clock on second by second, with a tick after each.</summary>
    public void Tick(int seconds)
    {
        for (; seconds > 0; seconds--)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Registry.OnTick();
            Hls.OnTick();
            Dash.OnTick();
        }
    }

    public Task UntilListedAsync(int count) => Wait.UntilAsync(() => Listings.Count >= count, $"{count} segments");

    /// <summary>Waits until the open segment has a part.</summary>
    public Task UntilPartAsync() => Wait.UntilAsync(() => Store.Find(Key)?.Open is { Parts.IsEmpty: false }, "a part");

    public async ValueTask DisposeAsync()
    {
        StopPublisher();
        await Hls.StopAsync();
        Tick(20);
        Pool.AssertAllReturned();
        foreach (var stream in Store.Streams)
        {
            foreach (var segment in stream.GetAll())
            {
                segment.Release();
            }
        }

        Assert.Equal(0, Memory.UsedBytes);
    }
}
