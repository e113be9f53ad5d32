using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Egress;

public sealed class WireLogTests
{
    [Fact]
    public void Join_AfterTwoGroups_StartsAtNewestKeyFrameAfterPreface()
    {
        var fixture = new WireLogFixture(hasAudio: true);
        fixture.Groups(2, framesPerGroup: 5);

        var seen = WireLogFixture.Read(fixture.Log.Join(fromKeyFrame: true));

        Assert.Equal("MTTKVVVV", seen.Kinds);
        Assert.Equal([5, 6, 7, 8, 9], seen.Frames);
        Assert.Equal([0u, 200, 200, 200, 240, 280, 320, 360], seen.Times);
    }

    [Fact]
    public void Join_NotFromKeyFrame_StartsAtHead()
    {
        var fixture = new WireLogFixture();
        fixture.Groups(1, framesPerGroup: 5);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Video(isKey: true);

        Assert.Equal([5], WireLogFixture.Read(cursor).Frames);
    }

    [Fact]
    public void Join_GroupLongerThanLimit_StartsAtHead()
    {
        var fixture = new WireLogFixture(maxGroupFrames: 10);
        fixture.Groups(1, framesPerGroup: 12);

        Assert.Equal("MT", WireLogFixture.Read(fixture.Log.Join(fromKeyFrame: true)).Kinds);
    }

    [Fact]
    public void Join_LogKeepsNoKeyFrame_StartsAtHead()
    {
        var fixture = new WireLogFixture(keepsKeyFrame: false);
        fixture.Groups(1, framesPerGroup: 500);

        Assert.Equal("MT", WireLogFixture.Read(fixture.Log.Join(fromKeyFrame: true)).Kinds);
    }

    [Fact]
    public void Join_AtMessageThatChangesHeaders_GetsFormerHeadersThenChange()
    {
        var fixture = new WireLogFixture();
        fixture.Groups(1, framesPerGroup: 3);
        fixture.ChangeVideo(2);
        fixture.Video(isKey: false);

        Assert.Equal("MTKVVTV", WireLogFixture.Read(fixture.Log.Join(fromKeyFrame: true)).Kinds);
    }

    [Fact]
    public void Join_VideoHasStopped_DoesNotStartAtItsLastKeyFrame()
    {
        var fixture = new WireLogFixture(hasAudio: true);
        fixture.Video(isKey: true);
        for (var i = 0; i <= GopCache.MaxAudioWithoutVideo; i++)
        {
            fixture.Audio();
        }

        Assert.Equal("MTT", WireLogFixture.Read(fixture.Log.Join(fromKeyFrame: true)).Kinds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4093)]
    [InlineData(100_000)]
    public void Read_OddPiecesOverSegments_GivesEveryByte(int piece)
    {
        var fixture = new WireLogFixture();
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        var seen = new NumberedReader();
        for (var i = 0; i < 30; i++)
        {
            fixture.Groups(1, framesPerGroup: 4, size: 5000 + i);
            seen.Drain(cursor, piece);
        }

        Assert.Equal(Enumerable.Range(0, 120), seen.Frames);
        Assert.Equal(0, seen.RestLength);
        Assert.Equal(0, cursor.DroppedFrames);
    }

    [Fact]
    public void Read_MessageLongerThanAnySegment_IsWhole()
    {
        var fixture = new WireLogFixture();
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Video(isKey: true, size: 3_000_000);

        Assert.Equal([0], new NumberedReader().Drain(cursor, 65_537).Frames);
    }

    [Fact]
    public void Append_SpanLongerThanAnySegmentAskedFor_IsGranted()
    {
        var memory = new PoisoningMemory();
        var writer = new WireLogWriter(memory);

        Assert.True(writer.GetSpan(1_000_000).Length >= 1_000_000);

        writer.Advance(1_000_000);
        writer.ReleaseAll();
        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public void Trim_ViewerBehindQueueLength_GetsWholeMessageThenKeyFrame()
    {
        var fixture = new WireLogFixture(queueSeconds: 2);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        var seen = new NumberedReader();
        fixture.Groups(1, size: 400);
        seen.Take(cursor, int.MaxValue);
        seen.Take(cursor, 1000);
        Assert.NotEqual(0, seen.RestLength);

        fixture.Groups(10, size: 400);
        seen.Drain(cursor);

        Assert.Equal([0, 1, 2, 250, 251], seen.Frames.Take(5));
        Assert.Equal(fixture.NextNumber - 1, seen.Frames[^1]);
        Assert.Equal(fixture.NextNumber, seen.Frames.Count + cursor.DroppedFrames);
        Assert.Equal(1, seen.Kinds.Count(c => c == 'T'));
    }

    [Fact]
    public void Trim_ViewerWithinQueueLength_LosesNothing()
    {
        var fixture = new WireLogFixture(queueSeconds: 20);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(19, size: 1000);

        Assert.Equal(Enumerable.Range(0, fixture.NextNumber), WireLogFixture.Read(cursor).Frames);
    }

    [Fact]
    public void Trim_ViewerInMessageWhoseStartWasReleased_StaysWithinLimits()
    {
        var fixture = new WireLogFixture(queueSeconds: 5, keepsKeyFrame: false);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        var seen = new NumberedReader();
        for (var i = 0; i < 60; i++)
        {
            fixture.Groups(1, size: 100);
            seen.Drain(cursor);
        }

        fixture.Video(isKey: true, size: 300_000);
        seen.Take(cursor, 200_000);
        seen.Take(cursor, 60_000);
        for (var i = 0; i < 50; i++)
        {
            fixture.Video();
        }

        seen.Drain(cursor);
        Assert.Equal(0, cursor.DroppedFrames);
        Assert.Equal(0, seen.Gaps);
    }

    [Fact]
    public void Trim_HeadersChangedWhileViewerWasBehind_SendsNewPreface()
    {
        var fixture = new WireLogFixture(queueSeconds: 2);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1);
        fixture.ChangeVideo(2);
        fixture.Groups(10);

        var seen = WireLogFixture.Read(cursor);

        Assert.StartsWith("MTMTK", seen.Kinds, StringComparison.Ordinal);
        Assert.Equal(250, seen.Frames[0]);
    }

    [Fact]
    public void Trim_BySize_MovesViewerAndHoldsBound()
    {
        var fixture = new WireLogFixture(queueSeconds: 1000, maxBytes: 1 << 20);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(40, size: 10_000);

        Assert.InRange(fixture.Log.HeldBytes, 0, (1 << 20) + (2 * 256 * 1024));
        Assert.True(cursor.DroppedFrames > 0);
        Assert.InRange(cursor.Jumps, 1, cursor.DroppedFrames / 2);
        Assert.True(WireLogFixture.Read(cursor).Frames[0] > 0);
    }

    [Fact]
    public void Trim_GroupLongerThanMaxBytes_WaitsForNextKeyFrame()
    {
        var fixture = new WireLogFixture(queueSeconds: 1000, maxBytes: 1 << 20);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1, framesPerGroup: 400, size: 10_000);

        var seen = new NumberedReader().Drain(cursor);
        Assert.Empty(seen.Frames);
        Assert.True(cursor.DroppedFrames > 0);

        fixture.Groups(1, framesPerGroup: 3);
        seen.Drain(cursor);
        Assert.Equal([400, 401, 402], seen.Frames);
        Assert.Equal(400, cursor.DroppedFrames);
    }

    [Fact]
    public void Trim_HeadersChangeWhileViewerWaitsForKeyFrame_SendsPrefaceOnce()
    {
        var fixture = new WireLogFixture(queueSeconds: 1000, maxBytes: 1 << 20);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1, framesPerGroup: 400, size: 10_000);
        fixture.ChangeVideo(2);
        fixture.Groups(1, framesPerGroup: 3);

        Assert.Equal("MTMTKVV", WireLogFixture.Read(cursor).Kinds);
    }

    [Fact]
    public void Trim_SoundOnly_JumpsToHeadWithoutWaiting()
    {
        var fixture = new WireLogFixture(hasVideo: false, hasAudio: true, queueSeconds: 2);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        for (var i = 0; i < 200; i++)
        {
            fixture.Audio();
        }

        var seen = new NumberedReader(hasVideo: false).Drain(cursor);
        Assert.NotEmpty(seen.Frames);
        Assert.Equal(199, seen.Frames[^1]);
        Assert.Equal(200, seen.Frames.Count + cursor.DroppedFrames);
    }

    [Fact]
    public void Trim_FormatWithoutVideo_DoesNotWaitForKeyFrame()
    {
        var fixture = new WireLogFixture(hasAudio: true, format: new NumberedFormat(HasVideo: false), queueSeconds: 2);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        for (var i = 0; i < 200; i++)
        {
            fixture.Audio();
        }

        Assert.NotEmpty(new NumberedReader(hasVideo: false).Drain(cursor).Frames);
    }

    [Fact]
    public void Waiting_VideoStops_GoesOnWithSound()
    {
        var fixture = new WireLogFixture(hasAudio: true, queueSeconds: 1000, maxBytes: 1 << 20);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1, framesPerGroup: 400, size: 10_000);
        var seen = new NumberedReader(hasVideo: false).Drain(cursor);
        Assert.Empty(seen.Frames);

        for (var i = 0; i < 200; i++)
        {
            fixture.Audio();
        }

        seen.Drain(cursor);
        Assert.Equal(599, seen.Frames[^1]);
    }

    [Fact]
    public void Forget_ViewerWaitsForKeyFrame_GetsNextPublishersSound()
    {
        var fixture = new WireLogFixture(hasAudio: true, queueSeconds: 1000, maxBytes: 1 << 20);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        fixture.Groups(1, framesPerGroup: 400, size: 10_000);

        fixture.Log.Forget();
        fixture.Log.AppendTrack(StreamHeaders.Empty.With(TestFrames.AudioTrack(2)), TestFrames.AudioTrack(2));
        using var frame = TestFrames.Make(TestFrames.AudioTrack(2), fixture.Time, number: 400);
        fixture.Log.AppendFrame(frame);

        Assert.Equal([400], new NumberedReader(hasVideo: false).Drain(cursor).Frames);
    }

    [Fact]
    public void Trim_GroupLongerThanQueueLength_JoinerMayCatchUp()
    {
        var fixture = new WireLogFixture(queueSeconds: 2);
        fixture.Groups(1, framesPerGroup: 200);
        using var cursor = fixture.Log.Join(fromKeyFrame: true);
        for (var i = 0; i < 25; i++)
        {
            fixture.Video();
        }

        Assert.Equal(Enumerable.Range(0, 225), WireLogFixture.Read(cursor).Frames);
        Assert.Equal(0, cursor.DroppedFrames);
    }

    [Fact]
    public void Trim_FloodOfTinyMessagesAtOneTime_ForgetsThem()
    {
        var fixture = new WireLogFixture(hasVideo: false, hasAudio: true);
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        for (var i = 0; i < 300_000; i++)
        {
            fixture.Audio(size: 4, step: 0);
        }

        Assert.True(cursor.DroppedFrames > 100_000);
    }

    [Fact]
    public void Memory_HoursOfStream_StaysFlatAndComesBack()
    {
        var fixture = new WireLogFixture(memory: new WireMemory(long.MaxValue));
        using var cursor = fixture.Log.Join(fromKeyFrame: false);
        long most = 0;
        var seen = new NumberedReader { Records = false };
        for (var second = 0; second < 3 * 3600; second++)
        {
            fixture.Groups(1, framesPerGroup: 5, size: 400);
            fixture.Time += 800;
            seen.Drain(cursor);
            most = Math.Max(most, fixture.Memory.UsedBytes);
        }

        Assert.InRange(most, 1, 128 * 1024);
        cursor.Dispose();
        fixture.Log.Release();
        Assert.Equal(0, fixture.Memory.UsedBytes);
    }

    [Fact]
    public void Memory_AllLogsOverLimit_EachGivesUpItsOldest()
    {
        var memory = new PoisoningMemory(2 << 20);
        var fixtures = Enumerable.Range(0, 4).Select(_ => new WireLogFixture(memory: memory, queueSeconds: 1000)).ToArray();
        var cursors = fixtures.Select(fixture => fixture.Log.Join(fromKeyFrame: false)).ToArray();
        for (var i = 0; i < 60; i++)
        {
            foreach (var fixture in fixtures)
            {
                fixture.Groups(1, size: 2000);
            }
        }

        Assert.InRange(memory.UsedBytes, 0, 3 << 20);
        foreach (var (fixture, cursor) in fixtures.Zip(cursors))
        {
            Assert.True(cursor.DroppedFrames > 0);
            Assert.Equal(fixture.NextNumber - 1, new NumberedReader().Drain(cursor).Frames.LastOrDefault(fixture.NextNumber - 1));
            cursor.Dispose();
            fixture.Log.Release();
        }

        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public void Release_WithNoViewer_GivesEverythingBack()
    {
        var fixture = new WireLogFixture();
        fixture.Groups(3, size: 3000);

        fixture.Log.Release();
        fixture.Log.Release();

        Assert.Equal(0, fixture.Memory.UsedBytes);
    }

    [Fact]
    public void Time_After50Days_WrapsAt32Bits()
    {
        var fixture = new WireLogFixture { Time = (1L << 32) + 5 };
        fixture.Video(isKey: true);

        Assert.Equal(5u, WireLogFixture.Read(fixture.Log.Join(fromKeyFrame: true)).Times[^1]);
    }

    [Fact]
    public void Join_ManyAtOneKeyFrame_SharePreface()
    {
        var fixture = new WireLogFixture();
        fixture.Groups(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var cursors = Enumerable.Range(0, 1000).Select(_ => fixture.Log.Join(fromKeyFrame: true)).ToList();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000 * 400);
        Assert.Equal(1000, cursors.Count);
    }
}
