using System.Collections.Concurrent;
using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class LiveStreamTests : IDisposable
{
    private readonly StreamFixture _stream = new();

    public void Dispose() => _stream.Dispose();

    [Fact]
    public void JoinLog_FirstOfItsFormat_GetsGroupThenLive()
    {
        _stream.Publish("KvaKva");
        using var cursor = _stream.Join();
        _stream.Publish("v");

        var seen = WireLogFixture.Read(cursor);
        Assert.Equal("TTKVAV", seen.Kinds);
        Assert.Equal([3, 4, 5, 6], seen.Frames);
        Assert.Equal(0u, seen.Times[2]);
    }

    [Fact]
    public void JoinLog_EqualFormats_ShareALog()
    {
        var first = _stream.Play().JoinLog(new NumberedFormat());
        var second = _stream.Play().JoinLog(new NumberedFormat());
        var other = _stream.Play().JoinLog(new NumberedFormat(HasVideo: false));

        Assert.Same(first.Log, second.Log);
        Assert.NotSame(first.Log, other.Log);
        first.Cursor.Dispose();
        second.Cursor.Dispose();
        other.Cursor.Dispose();
    }

    [Fact]
    public void JoinLog_AfterFourHours_GetsNewLogAndOldViewersStay()
    {
        using var old = _stream.Join();
        var seen = WireLogFixture.Read(old);
        for (var hour = 0; hour < 5; hour++)
        {
            _stream.Publish("K");
            for (var i = 0; i < 60; i++)
            {
                _stream.Clock.Advance(TimeSpan.FromMinutes(1));
                using var frame = TestFrames.Make(TestFrames.VideoTrack(), ((hour * 60) + i + 1) * 60_000, true, 10_000, pool: _stream.Pool);
                frame.AddRef();
                _stream.Lease.Publish(frame);
            }
        }

        var (log, cursor) = _stream.Play().JoinLog(new NumberedFormat());

        Assert.True(log.Start > LiveStream.LogGeneration);
        Assert.True(WireLogFixture.Read(cursor).Times.Max() < 1000);
        cursor.Dispose();
        Assert.NotNull(seen);
    }

    [Fact]
    public void JoinLog_GopCacheOff_StartsAtHead()
    {
        _stream.Dispose();
        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { GopCache = false } });
        stream.Publish("Kvv");
        using var cursor = stream.Join();
        stream.Publish("v");

        Assert.Equal([3], WireLogFixture.Read(cursor).Frames);
    }

    [Fact]
    public void OnTick_LogWithoutViewers_IsGivenBack()
    {
        _stream.Publish("Kvv");
        var cursor = _stream.Join();
        Assert.True(_stream.Memory.UsedBytes > 0);

        cursor.Dispose();
        _stream.Tick(1);

        Assert.Equal(0, _stream.Memory.UsedBytes);
    }

    [Fact]
    public void TryPublish_Busy_IsRefusedWith1028()
    {
        var refused = Assert.Throws<StreamBusyException>(() => _stream.Registry.Publish(StreamFixture.Key, new FakeSession(), _stream.Options));

        Assert.Equal(1028, refused.Code);
        _stream.Publish("K");
    }

    [Fact]
    public void TryPublish_Replace_EndsOldSessionAndRefusesItsFrames()
    {
        var (old, oldSession) = (_stream.Lease, _stream.Publisher);
        _stream.Publish("Kv");
        _stream.Options = new VhostOptions { Publish = new PublishOptions { OnBusy = OnBusy.Replace } };

        _stream.StartPublisher();
        _stream.Announce();

        Assert.Equal([SessionEndReason.Replaced], oldSession.Ends);
        Assert.False(old.Publish(_stream.Make('v')));
        old.Announce(TestFrames.VideoTrack(77));
        old.SetMetadata(new byte[] { 7 });
        Assert.True(_stream.Stream.Headers.Metadata.IsEmpty);
        Assert.Equal(1, _stream.Stream.Headers.First(MediaKind.Video)!.Config.Span[0]);
        old.Dispose();
        Assert.True(_stream.Stream.IsPublished);
        _stream.Publish("K");
    }

    [Fact]
    public void Grace_PublisherComesBackWithSameSetup_ViewerSeesOnlyTheGap()
    {
        var player = Observe(_stream.Play(), out var events);
        var (_, cursor) = player.JoinLog(new NumberedFormat());
        _stream.Publish("Kva");
        _stream.Lease.Dispose();
        _stream.Tick(4);
        Assert.False(_stream.Stream.IsPublished);

        _stream.StartPublisher(encoderStart: 5_000_000);
        _stream.Announce();
        _stream.Publish("Kva");

        var seen = WireLogFixture.Read(cursor);
        Assert.Equal("TTKVAKVA", seen.Kinds);
        Assert.InRange(seen.Times[5] - seen.Times[3], 4000u, 4100u);
        Assert.Equal(40u, seen.Times[6] - seen.Times[5]);
        Assert.Empty(events);
        cursor.Dispose();
    }

    [Fact]
    public void Grace_PublisherComesBackWithOtherSetup_ViewerGetsNewHeaders()
    {
        using var cursor = _stream.Join();
        _stream.Publish("Kva");
        _stream.Lease.Dispose();
        _stream.StartPublisher();
        _stream.Announce(video: 2);
        _stream.Publish("Kva");

        Assert.Equal("TTKVATKVA", WireLogFixture.Read(cursor).Kinds);
    }

    [Fact]
    public void Grace_Over_RaisesUnpublishedOnceAndForgetsHeaders()
    {
        Observe(_stream.Play(), out var events);
        _stream.Publish("Kv");
        _stream.Lease.Dispose();
        _stream.Tick(4);
        Assert.Empty(events);

        _stream.Tick(10);

        Assert.Equal(["unpublished"], events);
        Assert.Empty(_stream.Stream.Headers.Tracks);
    }

    [Fact]
    public void Grace_None_RaisesUnpublishedAtOnce()
    {
        using var stream = new StreamFixture(new VhostOptions { Publish = new PublishOptions { Grace = TimeSpan.Zero } });
        Observe(stream.Play(), out var events);
        stream.Lease.Dispose();

        Assert.Equal(["unpublished"], events);
    }

    [Fact]
    public void Unpublish_ThenPublishAgain_ViewerWhoStayedGoesOnWithNewHeaders()
    {
        var player = Observe(_stream.Play(), out var events);
        var (_, cursor) = player.JoinLog(new NumberedFormat());
        _stream.Publish("Kva");
        _stream.Lease.Dispose();
        _stream.Tick(10);

        _stream.StartPublisher();
        _stream.Announce(video: 3, audio: 3);
        _stream.Publish("Kva");

        var seen = WireLogFixture.Read(cursor);
        Assert.Equal("TTKVATTKVA", seen.Kinds);
        Assert.Equal(["unpublished", "published"], events);
        Assert.InRange(seen.Times[7], 10_000u, 10_100u);
        cursor.Dispose();
    }

    [Fact]
    public void NewPublisher_LacksATrack_ItVanishesFromHeadersLogsAndSubscriptions()
    {
        using var cursor = _stream.Join();
        using var subscription = _stream.Stream.Subscribe();
        _stream.Publish("Kva");
        _stream.Lease.Dispose();
        _stream.StartPublisher();
        _stream.Announce(video: null);
        _stream.Publish(new string('a', 60));

        Assert.False(_stream.Stream.Headers.HasVideo);
        using var joiner = _stream.Play().JoinLog(new NumberedFormat()).Cursor;
        _stream.Publish(new string('a', 100));
        Assert.StartsWith("TKVAA", new NumberedReader(hasVideo: false).Drain(cursor).Kinds[1..], StringComparison.Ordinal);

        StreamHeaders? last = null;
        while (subscription.TryRead(out var item))
        {
            last = item.Headers ?? last;
            item.Frame?.Dispose();
        }

        Assert.False(last!.HasVideo);
        using var late = _stream.Play().JoinLog(new NumberedFormat()).Cursor;
        Assert.Equal("T", WireLogFixture.Read(late).Kinds);
    }

    [Fact]
    public async Task WhenReady_BothTracksSeen_CompletesAtFirstFrame()
    {
        var ready = _stream.Stream.WhenReadyAsync(TestContext.Current.CancellationToken);
        Assert.False(ready.IsCompleted);

        _stream.Publish("K");

        await ready;
    }

    [Fact]
    public async Task WhenReady_SoundOnly_CompletesAfterASecondOfStream()
    {
        using var stream = new StreamFixture();
        stream.Lease.Dispose();
        stream.Tick(10);
        stream.StartPublisher();
        stream.Announce(video: null);
        var ready = stream.Stream.WhenReadyAsync(TestContext.Current.CancellationToken);
        stream.Publish(new string('a', 50));
        Assert.False(ready.IsCompleted);

        stream.Publish("a");

        await ready;
    }

    [Fact]
    public async Task WhenReady_AfterUnpublish_WaitsForTheNextPublisher()
    {
        _stream.Publish("Ka");
        await _stream.Stream.WhenReadyAsync(TestContext.Current.CancellationToken);
        _stream.Lease.Dispose();
        Assert.True(_stream.Stream.WhenReadyAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        _stream.Play();
        _stream.Tick(10);

        Assert.False(_stream.Stream.WhenReadyAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public void Announce_SameSetupAgain_IsHeldBackOrSentAsConfigured()
    {
        using var cursor = _stream.Join();
        _stream.Announce();
        Assert.Equal("TT", WireLogFixture.Read(cursor).Kinds);

        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { ReduceSequenceHeader = false } });
        using var other = stream.Join();
        stream.Announce();
        Assert.Equal("TTTT", WireLogFixture.Read(other).Kinds);
    }

    [Fact]
    public void SetMetadata_IsSentInlineAndToJoiners()
    {
        using var cursor = _stream.Join();
        _stream.Lease.SetMetadata(new byte[] { 1 });
        using var joiner = _stream.Join();

        Assert.Equal("TTM", WireLogFixture.Read(cursor).Kinds);
        Assert.Equal("MTT", WireLogFixture.Read(joiner).Kinds);
    }

    [Fact]
    public void MixCorrect_BadlyMixed_ComesInOrderAndHeadersBehindTheirFrames()
    {
        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { MixCorrect = true } });
        using var cursor = stream.Join();
        stream.Publish("Kvvvaaaaaa");
        stream.Announce(video: 2);
        stream.Publish("Kvaaaa");

        var seen = new NumberedReader { ChecksOrder = false }.Drain(cursor);
        Assert.Equal(seen.Times.Order(), seen.Times);
        Assert.Equal(1, seen.Kinds[2..].Count(static kind => kind == 'T'));
        Assert.True(seen.Frames.Count > 12);
    }

    [Fact]
    public void Describe_CountsFramesRatesAndGroups()
    {
        for (var i = 0; i < 12; i++)
        {
            _stream.Publish("K" + new string('v', 24), size: 1000);
            _stream.Publisher.ReceivedBytes += 30_000;
            _stream.Registry.OnTick();
        }

        var info = _stream.Stream.Describe();
        var video = info.Tracks.Single(track => track.Track.Kind == MediaKind.Video);
        Assert.Equal(300, video.Frames);
        Assert.Equal(300_000, video.Bytes);
        Assert.Equal(25, video.FramesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(1), video.GroupLength);
        Assert.Equal(25_000 * 8, video.Rate.TenSeconds);
        Assert.Equal(30_000 * 8, info.ReceiveRate.TenSeconds);
        Assert.Equal(360_000, info.ReceivedBytes);
        Assert.Equal(TimeSpan.FromSeconds(12), info.Uptime);
        Assert.Equal(1, info.ClientCount);
        Assert.Equal(_stream.Publisher.Id, info.PublisherId);
    }

    [Fact]
    public void Describe_SessionsThatEnded_StayCounted()
    {
        var session = new FakeSession { SentBytes = 500 };
        var player = _stream.Play(session);
        session.SentBytes = 1700;
        session.DroppedFrames = 3;
        player.Dispose();
        player.Dispose();
        session.SentBytes = 99_999;

        var info = _stream.Stream.Describe();
        Assert.Equal(1200, info.SentBytes);
        Assert.Equal(3, info.DroppedFrames);
    }

    [Fact]
    public void Describe_SameSessionPublishesTwice_CountsEachByteOnce()
    {
        var session = _stream.Publisher;
        session.ReceivedBytes = 1000;
        _stream.Lease.Dispose();
        _stream.StartPublisher(session: session);
        session.ReceivedBytes = 1500;

        Assert.Equal(1500, _stream.Stream.Describe().ReceivedBytes);
    }

    [Fact]
    public void Describe_ReplacedPublisher_StaysCounted()
    {
        _stream.Publisher.ReceivedBytes = 1000;
        _stream.Options = new VhostOptions { Publish = new PublishOptions { OnBusy = OnBusy.Replace } };
        var old = _stream.Lease;
        _stream.StartPublisher();
        old.Dispose();
        _stream.Publisher.ReceivedBytes = 200;

        Assert.Equal(1200, _stream.Stream.Describe().ReceivedBytes);
    }

    [Fact]
    public async Task Race_ManyJoinersAndLeavers_NoGapAfterJoinAndNoLeak()
    {
        using var end = new CancellationTokenSource();

        // Minutes of stream pass in a moment here; nobody is to be too slow for it.
        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { QueueLength = TimeSpan.FromDays(1) } });
        var failures = new ConcurrentQueue<string>();
        var joiners = Enumerable.Range(0, 4).Select(i => Task.Run(() => JoinAndLeave(stream, new Random(i), failures, end.Token))).ToArray();
        SpinWait.SpinUntil(() => stream.Stream.Describe().ClientCount > 2, TimeSpan.FromSeconds(30));

        for (var i = 0; i < 20_000; i++)
        {
            stream.Publish(i % 10 == 0 ? "Ka" : "va");
            if (i % 100 == 0)
            {
                stream.Registry.OnTick();
            }
        }

        await end.CancelAsync();
        var joins = await Task.WhenAll(joiners);
        Assert.Empty(failures);
        Assert.True(joins.Sum() > 10);
        stream.Registry.OnTick();
        Assert.Equal(0, stream.Memory.UsedBytes);
    }

    private static int JoinAndLeave(StreamFixture stream, Random random, ConcurrentQueue<string> failures, CancellationToken end)
    {
        var joins = 0;
        for (; !end.IsCancellationRequested; joins++)
        {
            using var lease = stream.Registry.Play(StreamFixture.Key, new FakeSession(), stream.Options);
            if (random.Next(2) == 0)
            {
                using var cursor = lease.JoinLog(new NumberedFormat()).Cursor;
                var seen = new NumberedReader { Records = false };
                for (var i = random.Next(50); i >= 0; i--)
                {
                    seen.Take(cursor, random.Next(1, 10_000));
                }

                if (seen.Gaps > 0)
                {
                    failures.Enqueue("A gap in the log.");
                }

                continue;
            }

            using var subscription = lease.Subscribe();
            var last = -1;
            for (var i = random.Next(200); i >= 0; i--)
            {
                if (subscription.TryRead(out var item) && item.Frame is { } frame)
                {
                    using (frame)
                    {
                        var number = TestFrames.Number(frame);
                        if (last >= 0 && number != last + 1)
                        {
                            failures.Enqueue($"{number} after {last}.");
                        }

                        last = number;
                    }
                }
            }
        }

        return joins;
    }

    private static PlayLease Observe(PlayLease lease, out List<string> events)
    {
        var seen = events = [];
        lease.Published += () => seen.Add("published");
        lease.Unpublished += () => seen.Add("unpublished");
        return lease;
    }
}
