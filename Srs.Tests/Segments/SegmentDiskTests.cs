using Microsoft.Extensions.Logging.Abstractions;
using Srs.Media.Egress;
using Srs.Media.Segments;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Segments;

public sealed class SegmentDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly PoisoningMemory _memory = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restart_SegmentsOnDisk_AreThereAgain()
    {
        await WriteAsync(3);

        var stream = NewStore().Find(SegmentSamples.Key);

        Assert.NotNull(stream);
        Assert.Equal([0, 1, 2], stream.GetAll().Select(static s => s.Sequence));
        Assert.Equal(3, stream.NextSequence);
        var (expected, actual) = (SegmentSamples.Make(_memory, 1, _clock.GetUtcNow()), stream.Find(1)!);
        Assert.Equal((expected.Start, expected.WallClock, expected.Duration, expected.Timestamp), (actual.Start, actual.WallClock, actual.Duration, actual.Timestamp));
        Assert.Equal(expected.Parts.Single() with { Tracks = [] }, actual.Parts.Single() with { Tracks = [] });
        Assert.Equal(expected.Parts.Single().Tracks, actual.Parts.Single().Tracks);
        Assert.Equal(expected.Header.Init.ToArray(), actual.Header.Init.ToArray());
        Assert.True(expected.Header.Tracks[0].HasSameSetup(actual.Header.Tracks[0]));
        Assert.Equal(SegmentSamples.Content(SegmentForm.Ts, 1), await SegmentSamples.ReadAsync(actual, SegmentForm.Ts));
        Assert.Equal(SegmentSamples.Content(SegmentForm.Cmaf, 1), await SegmentSamples.ReadAsync(actual, SegmentForm.Cmaf));
    }

    [Fact]
    public async Task Restart_Publish_GoesOnWithOthersNumbers()
    {
        await WriteAsync(2);
        var store = NewStore();

        var (stream, publish) = store.BeginPublish(SegmentSamples.Key, TimeSpan.FromMinutes(1), null);

        Assert.Equal(2, stream.NextSequence);
        Assert.True(publish > 1);
        Assert.Equal(1, stream.TakeHeaderNumber());
    }

    [Fact]
    public async Task Restart_TornFile_IsDroppedWhateverIsMissing()
    {
        var path = (await WriteAsync(1)).Single();
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (var torn in Mutations.Truncations(whole).Where(static (_, i) => i % 7 == 0))
        {
            await File.WriteAllBytesAsync(path, torn, TestContext.Current.CancellationToken);
            Assert.Null(SegmentFileFormat.TryRead(path));
        }

        Assert.Null(NewStore().Find(SegmentSamples.Key));
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task TryRead_MutatedHead_GivesNothingOrTheSegment()
    {
        var path = (await WriteAsync(1)).Single();
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var head = whole[..1500];
        foreach (var mutated in Mutations.Of(head, 500))
        {
            await File.WriteAllBytesAsync(path, [.. mutated, .. whole.AsSpan(1500)], TestContext.Current.CancellationToken);
            Assert.True(SegmentFileFormat.TryRead(path) is null or { Sequence: 0 });
        }
    }

    [Fact]
    public async Task Restart_UnfinishedAndForeignFiles_OnlyOursAreDeleted()
    {
        var path = (await WriteAsync(1)).Single();
        await File.WriteAllTextAsync(path + ".tmp", "half", TestContext.Current.CancellationToken);
        var notes = Path.Combine(Path.GetDirectoryName(path)!, "notes.txt");
        await File.WriteAllTextAsync(notes, "mine", TestContext.Current.CancellationToken);

        var store = NewStore();

        Assert.Single(store.Find(SegmentSamples.Key)!.GetAll());
        Assert.False(File.Exists(path + ".tmp"));
        Assert.True(File.Exists(notes));
    }

    [Fact]
    public async Task Restart_TooOld_IsDeleted()
    {
        await WriteAsync(3);
        _clock.Advance(TimeSpan.FromHours(2));

        Assert.Null(NewStore().Find(SegmentSamples.Key));
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task MemoryIsShort_SegmentsOnDisk_AreReadFromThere()
    {
        var store = NewStore(new PoisoningMemory(1));
        var stream = await WriteAsync(store, 3);

        Assert.Equal(3, stream.GetAll().Count);
        Assert.Equal(0, store.UsedBytes);
        Assert.Equal(SegmentSamples.Content(SegmentForm.Ts, 2), await SegmentSamples.ReadAsync(stream.Find(2)!, SegmentForm.Ts));
    }

    [Fact]
    public async Task OnTick_PastOnDisk_DeletesAndForgets()
    {
        var store = NewStore();
        (await WriteAsync(store, 3)).EndPublish();
        _clock.Advance(TimeSpan.FromMinutes(30));
        store.OnTick();
        Assert.Equal(3, _folder.Files().Count);
        Assert.Equal(0, store.UsedBytes);

        _clock.Advance(TimeSpan.FromMinutes(31));
        store.OnTick();
        await Wait.UntilAsync(() => _folder.Files().Count == 0, "the files to go");
        Assert.Null(store.Find(SegmentSamples.Key));
    }

    [Fact]
    public async Task Write_FolderIsGone_SaysSoAndKeepsTheSegment()
    {
        var store = NewStore();
        await File.WriteAllTextAsync(_folder.Combine("file"), "", TestContext.Current.CancellationToken);
        Directory.Delete(_folder.FullName, recursive: true);
        await File.WriteAllTextAsync(_folder.FullName, "no folder any more", TestContext.Current.CancellationToken);
        var segment = SegmentSamples.Make(store.Memory, 0, _clock.GetUtcNow());

        await Assert.ThrowsAsync<IOException>(async () => await store.KeepAsync(segment));

        Assert.True(segment.Has(SegmentForm.Ts));
        File.Delete(_folder.FullName);
        Directory.CreateDirectory(_folder.FullName);
    }

    private SegmentStore NewStore(WireMemory? memory = null) =>
        new(new SegmentStoreOptions { Path = _folder.FullName }, _clock, NullLogger<SegmentStore>.Instance, memory ?? _memory);

    private async Task<IReadOnlyList<string>> WriteAsync(int count)
    {
        await WriteAsync(NewStore(), count);
        return [.. _folder.Files().Select(_folder.Combine)];
    }

    private async Task<StreamSegments> WriteAsync(SegmentStore store, int count)
    {
        var (stream, _) = store.BeginPublish(SegmentSamples.Key, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
        for (var i = 0; i < count; i++)
        {
            var segment = SegmentSamples.Make(store.Memory, i, _clock.GetUtcNow());
            stream.Begin(segment);
            stream.End(segment);
            await store.KeepAsync(segment);
        }

        store.KeepWithinLimit();
        return stream;
    }
}
