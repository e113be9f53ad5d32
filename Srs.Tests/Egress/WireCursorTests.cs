using Srs.Media.Egress;

namespace Srs.Tests.Egress;

public sealed class WireCursorTests
{
    [Fact]
    public void StopAtBoundary_InMidMessage_StopsWhereItEnds()
    {
        var fixture = new WireLogFixture();
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1, framesPerGroup: 5);
        var seen = new NumberedReader();
        seen.Take(cursor, int.MaxValue);
        seen.Take(cursor, 10);

        cursor.StopAtBoundary();
        Assert.False(cursor.IsAtBoundary);
        seen.Drain(cursor, 3);

        Assert.True(cursor.IsAtBoundary);
        Assert.Equal([0], seen.Frames);
        Assert.Equal(0, seen.RestLength);

        cursor.Continue();
        Assert.Equal(5, seen.Drain(cursor).Frames.Count);
    }

    [Fact]
    public void StopAtBoundary_InPreface_StopsAfterIt()
    {
        var fixture = new WireLogFixture();
        fixture.Groups(1);
        using var cursor = fixture.Log.Join(fromKeyFrame: true);
        cursor.StopAtBoundary();

        Assert.Equal("MT", new NumberedReader().Drain(cursor).Kinds);
        Assert.True(cursor.IsAtBoundary);
    }

    [Fact]
    public void StopAtBoundary_ThenJump_StillStopsAtBoundary()
    {
        var fixture = new WireLogFixture(queueSeconds: 2);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1);
        var seen = new NumberedReader();
        seen.Take(cursor, int.MaxValue);
        seen.Take(cursor, 10);
        cursor.StopAtBoundary();

        fixture.Groups(10);
        seen.Drain(cursor);

        Assert.True(cursor.IsAtBoundary);
        Assert.Equal([0], seen.Frames);
        cursor.Continue();
        Assert.Equal(250, seen.Drain(cursor).Frames[1]);
    }

    [Fact]
    public void Jump_Repeated_CopiesNothingAndKeepsRest()
    {
        var fixture = new WireLogFixture(queueSeconds: 2, memory: new WireMemory(long.MaxValue));
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        var seen = new NumberedReader();
        fixture.Groups(1, size: 5000);
        seen.Take(cursor, int.MaxValue);
        seen.Take(cursor, 1000);

        for (var i = 0; i < 100; i++)
        {
            fixture.Groups(1, size: 5000);
        }

        seen.Drain(cursor);
        Assert.Equal(1, seen.Gaps);
        Assert.Equal(0, seen.Frames[0]);
    }

    [Fact]
    public void OwnBytes_OfStalledViewer_AreCountedUntilTaken()
    {
        var fixture = new WireLogFixture(queueSeconds: 2);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Video(isKey: true, size: 1_000_000);
        var seen = new NumberedReader();
        seen.Take(cursor, int.MaxValue);
        seen.Take(cursor, 1000);
        fixture.Groups(10);
        Assert.True(fixture.Memory.UsedBytes > 900_000);

        seen.Drain(cursor);
        fixture.Groups(1);

        Assert.True(fixture.Memory.UsedBytes < 600_000);
    }

    [Fact]
    public void OwnBytes_OfViewerThatLeaves_AreGivenBack()
    {
        var fixture = new WireLogFixture(queueSeconds: 2);
        var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Video(isKey: true, size: 1_000_000);
        new NumberedReader().Take(cursor, int.MaxValue);
        new NumberedReader().Take(cursor, 1000);
        fixture.Groups(10);

        cursor.Dispose();
        cursor.Dispose();
        fixture.Log.Release();

        Assert.Equal(0, fixture.Memory.UsedBytes);
    }

    [Fact]
    public void OwnBytes_PastTheLimitWhenMemoryIsShort_GiveTheViewerUp()
    {
        var fixture = new WireLogFixture(queueSeconds: 2, memory: new PoisoningMemory(2 << 20));
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        var seen = new NumberedReader();
        fixture.Video(isKey: true, size: 1_000_000);
        seen.Take(cursor, int.MaxValue);
        seen.Take(cursor, 1000);
        fixture.Memory.CountOwn(2 << 20);
        fixture.Groups(10);

        Assert.True(cursor.IsGivenUp);
        using var read = cursor.Read();
        Assert.True(read.Bytes.IsEmpty);
    }

    [Fact]
    public void OwnBytes_HeadersChangedOverAndOver_EndWithGivingUp()
    {
        var fixture = new WireLogFixture(queueSeconds: 1);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        var metadata = new byte[1_000_000];
        var headers = fixture.Headers;
        for (var i = 0; i < 60 && !cursor.IsGivenUp; i++)
        {
            headers = headers with { Metadata = metadata };
            fixture.Log.AppendMetadata(headers);
            fixture.Groups(3);
        }

        Assert.True(cursor.IsGivenUp);
        Assert.True(fixture.Memory.UsedBytes < 17 << 20);
    }

    [Fact]
    public void Backlog_IsWhatTheViewerHasYetToTake()
    {
        var fixture = new WireLogFixture();
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1);
        Assert.Equal(fixture.Log.Head, cursor.Backlog);

        WireLogFixture.Read(cursor);

        Assert.Equal(0, cursor.Backlog);
    }

    [Fact]
    public void Dispose_OneOfMany_LeavesOthersInPlace()
    {
        var fixture = new WireLogFixture();
        var cursors = Enumerable.Range(0, 10).Select(_ => fixture.Log.Join(fromKeyFrame: false)).ToArray();

        foreach (var cursor in cursors.Where((_, i) => i % 3 == 0))
        {
            cursor.Dispose();
        }

        Assert.Equal(6, fixture.Log.CursorCount);
        fixture.Groups(1);
        Assert.All(cursors.Where((_, i) => i % 3 != 0), cursor => Assert.Equal(25, WireLogFixture.Read(cursor).Frames.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Read_WhilePublisherRuns_GivesEveryReaderAValidSequence(int seed)
    {
        var fixture = new WireLogFixture(hasAudio: true, queueSeconds: 2, maxBytes: 1 << 20);
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 6)
            .Select(i => Task.Run(() => ReadUntil(fixture, slowness: i * i * 3, new Random((seed * 100) + i), end.Token)))
            .ToArray();

        SpinWait.SpinUntil(() => fixture.Log.CursorCount > 2, TimeSpan.FromSeconds(30));

        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            fixture.Video(isKey: random.Next(20) == 0, size: random.Next(4, random.Next(40) == 0 ? 60_000 : 2000), step: 20);
            fixture.Audio();
            if (random.Next(500) == 0)
            {
                fixture.ChangeVideo((byte)(i / 500 % 100));
                fixture.Video(isKey: true);
            }
        }

        await end.CancelAsync();
        var seen = await Task.WhenAll(readers);
        Assert.All(seen, reader => Assert.True(reader.Frames.Count > 0));
        Assert.Equal(0, fixture.Log.CursorCount);
        fixture.Log.Release();
        Assert.Equal(0, fixture.Memory.UsedBytes);
    }

    private static NumberedReader ReadUntil(WireLogFixture fixture, int slowness, Random random, CancellationToken end)
    {
        using var cursor = fixture.Log.Join(fromKeyFrame: true);
        var seen = new NumberedReader { Records = false };
        while (!end.IsCancellationRequested)
        {
            if (random.Next(50) == 0)
            {
                cursor.StopAtBoundary();
                do
                {
                    seen.Drain(cursor, random.Next(1, 5000));
                }
                while (!cursor.IsAtBoundary); // The log may move it on in between, with headers to take first.
                Assert.Equal(0, seen.RestLength);
                cursor.Continue();
            }

            seen.Take(cursor, random.Next(1, 5000));
            Thread.SpinWait(slowness * random.Next(100));
        }

        seen.Drain(cursor);
        return seen;
    }
}
