using Microsoft.Extensions.Logging.Abstractions;
using Srs.Media.Egress;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Segments;

public sealed class SegmentStoreTests
{
    /// <summary>What a sample takes: two forms of a small block each.</summary>
    private const int SampleBytes = 2 * 16 * 1024;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Read_ByTime_GivesWhatSharesIt()
    {
        var store = NewStore(new PoisoningMemory());
        var stream = Fill(store, SegmentSamples.Key, 0, 10);
        var now = _clock.GetUtcNow();

        Assert.Equal([2, 3, 4], stream.Read(now.AddSeconds(5), now.AddSeconds(8.5)).Select(static s => s.Sequence));
        Assert.Equal([0], stream.Read(now.AddSeconds(-10), now.AddSeconds(2)).Select(static s => s.Sequence));
        Assert.Empty(stream.Read(now.AddSeconds(20), now.AddSeconds(30)));
        Assert.Equal([1, 2], stream.Read(1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6)).Select(static s => s.Sequence));
        Assert.Empty(stream.Read(2, TimeSpan.Zero, TimeSpan.FromSeconds(6)));
        Assert.Equal(7, stream.Find(7)?.Sequence);
        Assert.Null(stream.Find(10));
        Assert.Null(stream.Find(-1));
    }

    [Fact]
    public void KeepWithinLimit_IdleStreams_GoFirstTheOldestBeforeAll()
    {
        var store = NewStore(new PoisoningMemory(SampleBytes * 12));
        var live = Fill(store, Key("live"), 0, 4);
        var late = Fill(store, Key("late"), 0, 4);
        var early = Fill(store, Key("early"), 0, 4);
        early.EndPublish();
        _clock.Advance(TimeSpan.FromSeconds(1));
        late.EndPublish();
        Assert.Equal(0, store.EvictedSegments);

        Fill(store, Key("live"), 4, 5);
        Assert.Equal((3, 4, 5, 1), (early.GetAll().Count, late.GetAll().Count, live.GetAll().Count, store.EvictedSegments));

        Fill(store, Key("live"), 5, 9);
        Assert.Equal((0, 3, 9), (early.GetAll().Count, late.GetAll().Count, live.GetAll().Count));
        Assert.True(store.UsedBytes <= store.LimitBytes);

        Fill(store, Key("live"), 9, 20);
        Assert.Equal((0, 0, 12), (early.GetAll().Count, late.GetAll().Count, live.GetAll().Count));
        Assert.Equal(8, live.GetAll()[0].Sequence);
    }

    [Fact]
    public void KeepWithinLimit_ReaderHoldsASegment_ItsBytesStayGood()
    {
        var store = NewStore(new PoisoningMemory(SampleBytes * 2));
        var stream = Fill(store, SegmentSamples.Key, 0, 1);
        using var source = stream.Find(0)!.Open(SegmentForm.Ts)!;

        Fill(store, SegmentSamples.Key, 1, 10);

        Assert.Equal(SegmentSamples.Content(SegmentForm.Ts, 0), source.Shared!.ToArray());
    }

    [Fact]
    public void OnTick_OlderThanKeep_IsGivenBack()
    {
        var store = NewStore(new PoisoningMemory());
        var stream = Fill(store, SegmentSamples.Key, 0, 30, keep: TimeSpan.FromSeconds(20));

        store.OnTick();

        Assert.Equal(Enumerable.Range(19, 11).Select(static n => (long)n), stream.GetAll().Select(static s => s.Sequence));
    }

    [Fact]
    public void OnTick_StreamOver_ForgetsItAfterItsTime()
    {
        var memory = new PoisoningMemory();
        var store = NewStore(memory);
        Fill(store, SegmentSamples.Key, 0, 3, keepAfterEnd: TimeSpan.FromSeconds(60)).EndPublish();

        _clock.Advance(TimeSpan.FromSeconds(59));
        store.OnTick();
        Assert.Equal(3, store.Find(SegmentSamples.Key)?.GetAll().Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        store.OnTick();
        Assert.Null(store.Find(SegmentSamples.Key));
        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public void BeginPublish_AgainAndAgain_NumbersGoOnAndPublishesDiffer()
    {
        var store = NewStore(new PoisoningMemory());
        var (first, one) = store.BeginPublish(SegmentSamples.Key, TimeSpan.FromMinutes(1), null);
        first.Begin(SegmentSamples.Make(store.Memory, 0, _clock.GetUtcNow()));
        first.EndPublish();
        var (second, two) = store.BeginPublish(SegmentSamples.Key, TimeSpan.FromMinutes(1), null);

        Assert.Same(first, second);
        Assert.True(two > one);
        Assert.Equal(1, second.NextSequence);
    }

    [Fact]
    public async Task WhenChanged_SegmentEnds_Completes()
    {
        var store = NewStore(new PoisoningMemory());
        var (stream, _) = store.BeginPublish(SegmentSamples.Key, TimeSpan.FromMinutes(1), null);
        var changed = stream.WhenChanged;
        Assert.False(changed.IsCompleted);

        stream.End(SegmentSamples.Make(store.Memory, 0, _clock.GetUtcNow()));

        await changed.WithinLimitAsync();
        Assert.False(stream.WhenChanged.IsCompleted);
    }

    private static StreamKey Key(string stream) => SegmentSamples.Key with { Stream = stream };

    private SegmentStore NewStore(WireMemory memory) => new(new SegmentStoreOptions(), _clock, NullLogger<SegmentStore>.Instance, memory);

    private StreamSegments Fill(SegmentStore store, StreamKey key, int from, int to, TimeSpan? keep = null, TimeSpan? keepAfterEnd = null)
    {
        var stream = store.Find(key) ?? store.BeginPublish(key, keep ?? TimeSpan.FromHours(1), keepAfterEnd).Segments;
        for (var sequence = from; sequence < to; sequence++)
        {
            var segment = SegmentSamples.Make(store.Memory, sequence, _clock.GetUtcNow(), key: key);
            stream.Begin(segment);
            stream.End(segment);
            store.KeepWithinLimit();
        }

        return stream;
    }
}
