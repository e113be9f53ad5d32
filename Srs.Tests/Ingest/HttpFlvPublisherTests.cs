using System.Buffers;
using System.IO.Pipelines;
using Srs.Media;
using Srs.Media.Containers.Flv;
using Srs.Media.Egress;
using Srs.Media.Ingest;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Ingest;

public sealed class HttpFlvPublisherTests : IDisposable
{
    private static readonly AccessRequest Request = new() { Host = "", App = "live", Stream = "s", Action = AccessAction.Publish };

    private readonly ManualTimeProvider _clock = new();
    private readonly TrackingBufferPool _buffers = new();
    private readonly LogCollector _log = new();
    private readonly EgressPool _egress = new(1);
    private readonly StreamRegistry _streams;
    private readonly RtmpServices _services;

    public HttpFlvPublisherTests()
    {
        _streams = new StreamRegistry(_clock, new WireMemory());
        var vhosts = new VhostTable(new VhostOptions(), []);
        _services = new RtmpServices
        {
            Broker = new StreamBroker(() => vhosts, _streams),
            Sessions = new SessionRegistry(),
            Egress = _egress,
            Buffers = _buffers,
            Clock = _clock,
            Server = new RtmpServerInfo("SRS", "7"),
            Logger = _log.CreateLogger<RtmpConnection>(),
        };
    }

    public void Dispose()
    {
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _streams.OnTick();
        }

        _egress.Dispose();
        _log.Dispose();
        Assert.Empty(_log.Errors);
        _buffers.AssertAllReturned();
    }

    [Fact]
    public async Task Run_BodyByteByByte_PublishesAll()
    {
        byte[] file = [.. TestFlv.Start(5000), .. TestFlv.Frames(0, 10, 5000)];

        Assert.Equal(SessionEndReason.PeerClosed, await RunAsync(SplitSequence.OneBytePerSegment(file)));

        Assert.Equal([10, 10], Frames());
    }

    [Fact]
    public async Task Run_Truncated_PublishesWholeTagsAndTells()
    {
        byte[] file = [.. TestFlv.Start(), .. TestFlv.Frames(0, 2)];
        foreach (var part in Mutations.Truncations(file))
        {
            var isWhole = Ends(file).Any(end => part.Length >= end - 4 && part.Length <= end);
            if (isWhole)
            {
                Assert.Equal(SessionEndReason.PeerClosed, await RunAsync(new ReadOnlySequence<byte>(part)));
            }
            else
            {
                await Assert.ThrowsAsync<FlvFormatException>(() => RunAsync(new ReadOnlySequence<byte>(part)));
            }
        }

    }

    [Fact]
    public async Task Run_Mutated_EndsByResultOrProtocolException()
    {
        foreach (var mutated in Mutations.Of([.. TestVectors.Read("avc-aac-1s.flv")[..4000], .. TestFlv.Frames(0, 3)], 500))
        {
            try
            {
                Assert.Equal(SessionEndReason.PeerClosed, await RunAsync(new ReadOnlySequence<byte>(mutated)));
            }
            catch (MediaProtocolException)
            {
                // What it is for.
            }
        }
    }

    [Theory]
    [InlineData(false, 20)]
    [InlineData(true, 5)]
    public async Task Tick_NothingComes_EndsAtItsLimit(bool hasMedia, int seconds)
    {
        var pipe = new Pipe();
        var publisher = NewPublisher();
        var lease = await _services.Broker.PublishAsync(Request, publisher, CancellationToken.None);
        await pipe.Writer.WriteAsync(hasMedia ? TestFlv.Start() : TestFlv.Start()[..15], TestContext.Current.CancellationToken);
        var running = publisher.RunAsync(lease, pipe.Reader);
        await Wait.UntilAsync(() => !hasMedia || publisher.ReceivedBytes > 0);

        _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        publisher.OnTick();
        Assert.Null(publisher.EndReason);
        _clock.Advance(TimeSpan.FromTicks(1));
        publisher.OnTick();

        Assert.Equal(SessionEndReason.IdleTimeout, await running.WithinLimitAsync());
    }

    [Fact]
    public async Task End_BeforeRun_PublishesNothing()
    {
        var publisher = NewPublisher();
        var lease = await _services.Broker.PublishAsync(Request, publisher, CancellationToken.None);
        publisher.End(SessionEndReason.Kicked);
        await Wait.UntilAsync(() => publisher.Ended.IsCancellationRequested);

        Assert.Equal(SessionEndReason.Kicked, await publisher.RunAsync(lease, PipeReader.Create(new ReadOnlySequence<byte>(TestFlv.Start()))));
    }

    private HttpFlvPublisher NewPublisher() => new(Request, "s.flv", new VhostOptions(), _services, FlvDemuxer.DefaultMaxTagLength, _log.CreateLogger<HttpFlvPublisher>());

    private async Task<SessionEndReason> RunAsync(ReadOnlySequence<byte> body)
    {
        var publisher = NewPublisher();
        var lease = await _services.Broker.PublishAsync(Request, publisher, CancellationToken.None);
        return await publisher.RunAsync(lease, PipeReader.Create(body)).WithinLimitAsync();
    }

    private List<long> Frames() => [.. _streams.Find(new StreamKey(VhostTable.DefaultName, "live", "s"))!.Describe().Tracks.Select(static track => track.Frames)];

    /// <summary>Where the tags of a file end, the length after them included.</summary>
    private static List<int> Ends(byte[] file)
    {
        var ends = new List<int>();
        for (var at = FlvMuxer.FileHeaderLength; at < file.Length;)
        {
            at += FlvTagHeader.Length + ((file[at + 1] << 16) | (file[at + 2] << 8) | file[at + 3]) + FlvMuxer.TagEndLength;
            ends.Add(at);
        }

        return ends;
    }
}
