using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

/// <summary>Publisher, pull and fallback of one stream: who is seen, and what viewers notice of it.</summary>
public sealed class LiveStreamSourceTests : IDisposable
{
    private readonly StreamFixture _stream = new();
    private readonly List<string> _events = [];

    /// <summary>Frames of sources that stand by have numbers too, so some are missing.</summary>
    private readonly NumberedReader _seen = new() { ChecksOrder = false };
    private readonly List<TestSource> _sources = [];
    private Media.Egress.WireCursor? _cursor;

    public LiveStreamSourceTests()
    {
        // The fixture's own publisher is over and forgotten, its stream still there.
        _stream.Lease.Dispose();
        _stream.Tick(5);
    }

    public void Dispose()
    {
        _cursor?.Dispose();
        _sources.ForEach(static source => source.Lease.Dispose());
        _stream.Dispose();
    }

    [Theory]
    [InlineData(SourceKind.Fallback, SourceKind.Pull)]
    [InlineData(SourceKind.Fallback, SourceKind.Publisher)]
    [InlineData(SourceKind.Pull, SourceKind.Publisher)]
    public void Source_OfHigherRank_TakesOverAtItsKeyFrameOnTheSameTimeline(SourceKind lower, SourceKind higher)
    {
        var low = Begin(lower, setup: 5, encoderStart: 900_000);
        Watch();
        low.Send("Kv");

        var high = Begin(higher, setup: 6);
        high.Send("vav");
        low.Send("v");
        Assert.Equal(low.Session.Id, _stream.Stream.Describe().PublisherId);
        high.Send("Kv");

        Assert.Equal("TTKVVTTKV", Read());
        Assert.Equal(_seen.Times.Order(), _seen.Times);
        Assert.InRange(_seen.Times[^2] - _seen.Times[4], 40u, 120u);
        Assert.Equal((high.Session.Id, higher), (_stream.Stream.Describe().PublisherId, _stream.Stream.Describe().Source));
        Assert.Empty(_events);
    }

    [Theory]
    [InlineData(SourceKind.Pull)]
    [InlineData(SourceKind.Publisher)]
    public void Fallback_HigherOneIsSeen_StandsByAndComesBackAtItsKeyFrame(SourceKind higher)
    {
        var fallback = Begin(SourceKind.Fallback, setup: 5);
        Watch();
        fallback.Send("K");
        var high = Begin(higher, setup: 6);
        high.Send("Kv");
        Assert.True(fallback.Send("vKv"));
        high.Send("v");

        high.Lease.Dispose();
        Assert.True(_stream.Stream.IsPublished);
        fallback.Send("vvKv");

        Assert.Equal("TTKTTKVVTTKV", Read());
        Assert.Equal(_seen.Times.Order(), _seen.Times);
        Assert.Empty(fallback.Session.Ends);
        Assert.Empty(_events);
    }

    [Fact]
    public void Fallback_ComesWhilePublished_DisturbsNothing()
    {
        var publisher = Begin(SourceKind.Publisher, setup: 5);
        Watch();
        publisher.Send("K");
        var fallback = Begin(SourceKind.Fallback, setup: 6);
        fallback.Send("Kv");
        fallback.Lease.SetMetadata(new byte[] { 1 });
        publisher.Send("v");

        Assert.Equal("TTKV", Read());
        Assert.True(_stream.Stream.Headers.Metadata.IsEmpty);
        fallback.Lease.Dispose();
        Assert.True(publisher.Send("v"));
    }

    [Fact]
    public void Fallback_ComesBack_BringsItsMetadata()
    {
        var fallback = Begin(SourceKind.Fallback, setup: 5);
        fallback.Lease.SetMetadata(new byte[] { 1 });
        var publisher = Begin(SourceKind.Publisher, setup: 6);
        publisher.Lease.SetMetadata(new byte[] { 2 });
        Assert.Equal(1, _stream.Stream.Headers.Metadata.Span[0]);
        publisher.Send("K");
        Assert.Equal(2, _stream.Stream.Headers.Metadata.Span[0]);

        publisher.Lease.Dispose();

        Assert.Equal(1, _stream.Stream.Headers.Metadata.Span[0]);
        Assert.Equal(5, _stream.Stream.Headers.First(MediaKind.Video)!.Config.Span[0]);
    }

    [Fact]
    public void Pull_PublisherTakesOver_IsEndedAtTheSwitchAndNotBefore()
    {
        var pull = Begin(SourceKind.Pull, setup: 5);
        pull.Send("K");
        var publisher = Begin(SourceKind.Publisher, setup: 6);
        Assert.True(pull.Send("v"));
        Assert.Empty(pull.Session.Ends);

        publisher.Send("K");

        Assert.Equal([SessionEndReason.Replaced], pull.Session.Ends);
        Assert.False(pull.Send("K"));
        pull.Lease.Dispose();
        Assert.True(publisher.Send("v"));
    }

    [Theory]
    [InlineData(SourceKind.Publisher, SourceKind.Pull)]
    [InlineData(SourceKind.Publisher, SourceKind.Publisher)]
    [InlineData(SourceKind.Pull, SourceKind.Pull)]
    [InlineData(SourceKind.Fallback, SourceKind.Fallback)]
    public void Source_WhereItsPlaceIsTaken_IsRefused(SourceKind first, SourceKind second)
    {
        var source = Begin(first, setup: 5);

        Assert.Throws<StreamBusyException>(() => _stream.Registry.Publish(StreamFixture.Key, new FakeSession(), _stream.Options, second));

        Assert.True(source.Send("K"));
        Assert.Empty(source.Session.Ends);
    }

    [Fact]
    public void Publisher_LeavesBeforeItsKeyFrame_TheSeenOneGoesOn()
    {
        var pull = Begin(SourceKind.Pull, setup: 5);
        Watch();
        pull.Send("Kv");
        var publisher = Begin(SourceKind.Publisher, setup: 6);
        publisher.Send("vv");
        publisher.Lease.Dispose();
        pull.Send("v");

        Assert.Equal("TTKVV", Read());
        Assert.Empty(pull.Session.Ends);
        Assert.Empty(_events);
    }

    [Fact]
    public void Publisher_ReplacedBeforeItsKeyFrame_TheSeenOneGoesOnUntilTheNewOneBegins()
    {
        _stream.Options = new VhostOptions { Publish = new PublishOptions { OnBusy = OnBusy.Replace } };
        var fallback = Begin(SourceKind.Fallback, setup: 5);
        fallback.Send("K");
        var first = Begin(SourceKind.Publisher, setup: 6);
        var second = Begin(SourceKind.Publisher, setup: 7);

        Assert.Equal([SessionEndReason.Replaced], first.Session.Ends);
        Assert.False(first.Send("K"));
        Assert.Equal(fallback.Session.Id, _stream.Stream.Describe().PublisherId);
        second.Send("K");
        Assert.Equal(second.Session.Id, _stream.Stream.Describe().PublisherId);
    }

    [Fact]
    public void Publisher_WithoutPictures_TakesOverAfterASecond()
    {
        var fallback = Begin(SourceKind.Fallback, setup: 5);
        fallback.Send("K");
        var publisher = Begin(SourceKind.Publisher, setup: 6, hasVideo: false);
        publisher.Send(new string('a', 24));
        Assert.Equal(fallback.Session.Id, _stream.Stream.Describe().PublisherId);

        publisher.Send("a");

        Assert.Equal(publisher.Session.Id, _stream.Stream.Describe().PublisherId);
    }

    [Fact]
    public void Publisher_WithoutAnyKeyFrame_TakesOverAfterTenSeconds()
    {
        var fallback = Begin(SourceKind.Fallback, setup: 5);
        Watch();
        fallback.Send("K");
        var publisher = Begin(SourceKind.Publisher, setup: 6);
        publisher.Send(new string('v', 249));
        Assert.Equal(fallback.Session.Id, _stream.Stream.Describe().PublisherId);

        publisher.Send("vv");

        Assert.Equal(publisher.Session.Id, _stream.Stream.Describe().PublisherId);
        Assert.Equal("TTKTTVV", Read());
    }

    [Fact]
    public void Publisher_ComesBackInMidGroup_PicturesWaitForAKeyFrameButNotForEver()
    {
        var first = Begin(SourceKind.Publisher, setup: 5);
        Watch();
        first.Send("Kv");
        first.Lease.Dispose();

        var second = Begin(SourceKind.Publisher, setup: 5);
        second.Send("vvKv");
        Assert.Equal("TTKVKV", Read());
        second.Lease.Dispose();

        var third = Begin(SourceKind.Publisher, setup: 5);
        third.Send(new string('v', 255));
        Assert.InRange(_stream.Stream.Describe().Tracks.Single(static track => track.Track.Kind == MediaKind.Video).Frames, 5, 10);
    }

    [Fact]
    public void Sources_LeaveOneByOne_GraceBeginsWithTheLast()
    {
        var fallback = Begin(SourceKind.Fallback, setup: 5);
        var publisher = Begin(SourceKind.Publisher, setup: 6);
        Watch();
        fallback.Send("K");
        publisher.Send("K");
        publisher.Lease.Dispose();
        _stream.Tick(30);
        Assert.Empty(_events);

        fallback.Lease.Dispose();
        _stream.Tick(4);
        Assert.Empty(_events);
        _stream.Tick(1);

        Assert.Equal(["unpublished"], _events);
    }

    [Fact]
    public void Pull_EndsAndComesBackWithinGrace_ViewersSeeOnlyTheGap()
    {
        var pull = Begin(SourceKind.Pull, setup: 5);
        Watch();
        pull.Send("Kv");
        pull.Lease.Dispose();
        _stream.Tick(3);

        var again = Begin(SourceKind.Pull, setup: 5);
        again.Send("Kv");

        Assert.Equal("TTKVKV", Read());
        Assert.Empty(_events);
    }

    [Fact]
    public void Pull_EndsWithNobodyWatching_IsForgottenAtOnce()
    {
        var pull = Begin(SourceKind.Pull, setup: 5);
        pull.Send("Kv");

        pull.Lease.Dispose();

        Assert.Empty(_stream.Stream.Headers.Tracks);
        _stream.Tick(3);
        Assert.Null(_stream.Registry.Find(StreamFixture.Key));
    }

    [Fact]
    public void Describe_SourcesTakeTurns_EachByteCountsOnce()
    {
        var fallback = Begin(SourceKind.Fallback, setup: 5);
        fallback.Session.ReceivedBytes = 100;
        fallback.Send("K");
        var publisher = Begin(SourceKind.Publisher, setup: 6);
        publisher.Send("K");
        fallback.Session.ReceivedBytes = 5000;
        publisher.Session.ReceivedBytes = 20;
        publisher.Lease.Dispose();
        fallback.Session.ReceivedBytes = 5003;

        Assert.Equal(123, _stream.Stream.Describe().ReceivedBytes);
    }

    [Fact]
    public void FindDemand_ViewersAndPublisherComeAndGo_TellsWhetherAPullIsWanted()
    {
        var notices = 0;
        Assert.False(_stream.Stream.TryAttachPull(() => notices++));
        var first = _stream.Play();
        Assert.True(_stream.Stream.TryAttachPull(() => notices++));
        Assert.False(_stream.Stream.TryAttachPull(() => notices++));
        Assert.NotNull(_stream.Stream.FindDemand());

        _stream.StartPublisher();
        Assert.Equal(1, notices);
        Assert.Null(_stream.Stream.FindDemand());
        _stream.Lease.Dispose();
        Assert.Equal(2, notices);

        var second = _stream.Play();
        first.Dispose();
        Assert.Equal(2, notices);
        Assert.False(_stream.Stream.TryDetachPull());
        second.Dispose();
        Assert.Equal(3, notices);
        Assert.Null(_stream.Stream.FindDemand());
        Assert.True(_stream.Stream.TryDetachPull());
    }

    [Fact]
    public void FindDemand_ViewersFromSeveralServers_NamesAllServersThatAreFed()
    {
        Play("?a=1", "x", "y");
        Assert.Equal(["x", "y"], _stream.Stream.FindDemand()!.Via);
        Play("?b=2", "y", "z", "u");
        Play("");

        var demand = _stream.Stream.FindDemand()!;
        Assert.Equal(["x", "y", "z", "u"], demand.Via);
        Assert.Equal(3, demand.Hops);
        Assert.Equal(["?a=1", "?b=2", "", "?a=1"], Enumerable.Range(0, 4).Select(turn => _stream.Stream.FindDemand(turn)!.Param));
    }

    [Fact]
    public void FindDemand_ManyViewersFromManyServers_IsAnsweredWithACappedList()
    {
        for (var i = 0; i < 20_000; i++)
        {
            Play("", $"server{i}");
        }

        Assert.Equal(255, _stream.Stream.FindDemand()!.Via.Length);
    }

    [Fact]
    public async Task Events_RaisedByTwoThreads_ReachEveryViewerInTheirOrder()
    {
        _stream.Options = new VhostOptions { Publish = new PublishOptions { Grace = TimeSpan.Zero } };
        _stream.StartPublisher();
        using var isTelling = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var slow = _stream.Play();
        slow.Unpublished += Hold;
        Observe(_stream.Play());

        var former = _stream.Lease;
        var leaving = Task.Run(former.Dispose, TestContext.Current.CancellationToken);
        await isTelling.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken);
        _stream.StartPublisher();
        Assert.Empty(_events);
        goOn.Release();
        await leaving.WithinLimitAsync();

        Assert.Equal(["unpublished", "published"], _events);

        void Hold()
        {
            slow.Unpublished -= Hold;
            isTelling.Release();
            goOn.Wait(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Race_SourcesComeAndGo_ViewersSeeOneRisingTimelineAndNothingLeaks()
    {
        using var stream = new StreamFixture(new VhostOptions
        {
            Play = new PlayOptions { QueueLength = TimeSpan.FromDays(1) },
            Publish = new PublishOptions { OnBusy = OnBusy.Replace },
        });
        using var cursor = stream.Join();
        using var end = new CancellationTokenSource();
        var sources = Enum.GetValues<SourceKind>().Select(kind => new Comer(stream, kind)).ToArray();
        var coming = sources.Select(source => Task.Run(() => source.Run(end.Token))).ToArray();
        var reader = new NumberedReader { ChecksOrder = false };
        var rounds = 0;
        while (rounds++ < 3000 || Array.Exists(sources, static source => source.Frames == 0))
        {
            reader.Take(cursor, 5000);
            stream.Clock.Advance(TimeSpan.FromMilliseconds(10));
            stream.Registry.OnTick();
        }

        await end.CancelAsync();
        await Task.WhenAll(coming).WithinLimitAsync();
        reader.Drain(cursor);

        var media = reader.Kinds.Zip(reader.Times).Where(static seen => seen.First is 'K' or 'V').Select(static seen => seen.Second).ToList();
        Assert.Equal(media.Order().Distinct(), media);
    }

    private TestSource Begin(SourceKind kind, byte setup, bool hasVideo = true, double encoderStart = 0)
    {
        var source = new TestSource(_stream, kind, setup, hasVideo, encoderStart);
        _sources.Add(source);
        return source;
    }

    private void Watch()
    {
        var lease = Observe(_stream.Play());
        _cursor = lease.JoinLog(new NumberedFormat()).Cursor;
    }

    private string Read() => _seen.Drain(_cursor!).Kinds;

    private PlayLease Observe(PlayLease lease)
    {
        lease.Published += () => _events.Add("published");
        lease.Unpublished += () => _events.Add("unpublished");
        return lease;
    }

    private void Play(string param, params string[] via) => _stream.Players.Add(_stream.Registry.Play(
        StreamFixture.Key,
        new FakeSession(),
        _stream.Options,
        new AccessRequest { Host = "", App = "live", Stream = "test", Action = AccessAction.Play, Param = param, Via = [.. via], Hops = via.Length }));

    /// <summary>A source that comes, sends a little and goes, again and again.</summary>
    private sealed class Comer(StreamFixture stream, SourceKind kind)
    {
        private readonly TrackInfo _track = TestFrames.VideoTrack((byte)(10 + (int)kind));
        private volatile int _frames;

        public int Frames => _frames;

        public void Run(CancellationToken end)
        {
            var random = new Random((int)kind);
            while (!end.IsCancellationRequested)
            {
                try
                {
                    using var lease = stream.Registry.Publish(StreamFixture.Key, new FakeSession(), stream.Options, kind);
                    lease.Announce(_track);
                    for (var i = random.Next(100); i > 0; i--)
                    {
                        lease.Publish(TestFrames.Make(_track, _frames * 40, random.Next(10) == 0, _frames, pool: stream.Pool));
                        _frames++;
                    }
                }
                catch (StreamBusyException)
                {
                    Thread.Yield();
                }
            }
        }
    }
}
