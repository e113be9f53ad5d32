using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Hosting;

/// <summary>Hot backup: two servers fed by one encoder, and a player that changes over from one to the other.</summary>
[Trait("Category", "Loopback")]
public sealed class AtcTests
{
    private const int Frames = 120;
    private const int Group = 25;
    private const int LateFrom = 30;
    private const int RestartAt = 60;
    private const int SwitchAfter = 85;
    private const int SwitchAt = 95;
    private const int Step = 40;

    [Theory]
    [InlineData(0u)]
    [InlineData(1_700_000_000u)]
    [InlineData(uint.MaxValue - (75 * Step))] // wraps around on the way
    public async Task PlayerThatChangesServers_Rtmp_GoesOnWithoutAJump(uint start)
    {
        await using var pair = await Pair.StartAsync(start);
        await using var before = await RtmpTestClient.ConnectAsync(pair.First.RtmpPort);
        await before.PlayAsync();
        await pair.FeedAsync(0, LateFrom, toSecond: false);
        await pair.FeedAsync(LateFrom, RestartAt, toSecond: true);
        await pair.RestartSecondAsync();
        await pair.FeedAsync(RestartAt, SwitchAt, toSecond: true);

        await before.ReadUntilAsync(r => IsFrame(r) && TestMedia.NumberOf(r.Payload) == SwitchAfter);
        await using var after = await RtmpTestClient.ConnectAsync(pair.Second.RtmpPort);
        await after.PlayAsync();
        await pair.FeedAsync(SwitchAt, Frames, toSecond: true);
        await after.ReadUntilAsync(r => r.Type == RtmpMessageType.Audio && TestMedia.NumberOf(r.Payload) == Frames - 1);

        AssertContinues(start, Tags(before.Received), Tags(after.Received));
    }

    [Fact]
    public async Task PlayerThatChangesServers_HttpFlv_GoesOnWithoutAJump()
    {
        const uint Start = 1_700_000_000;
        await using var pair = await Pair.StartAsync(Start);
        await pair.FeedAsync(0, 1, toSecond: false);
        await using var before = await FlvTestClient.GetAsync(pair.First.HttpPort, "/live/livestream.flv");
        await before.ReadFrameAsync(0);
        await pair.FeedAsync(1, LateFrom, toSecond: false);
        await pair.FeedAsync(LateFrom, RestartAt, toSecond: true);
        await pair.RestartSecondAsync();
        await pair.FeedAsync(RestartAt, SwitchAt, toSecond: true);

        await before.ReadFrameAsync(SwitchAfter);
        await using var after = await FlvTestClient.GetAsync(pair.Second.HttpPort, "/live/livestream.flv");
        await pair.FeedAsync(SwitchAt, Frames, toSecond: true);
        while (!after.Received.Any(static tag => tag.Type == FlvTagType.Audio && TestMedia.NumberOf(tag.Body) == Frames - 1))
        {
            Assert.NotNull(await after.ReadAsync());
        }

        AssertContinues(Start, Tags(before.Received), Tags(after.Received));
    }

    /// <summary>What the player keeps of the second server is what it has not seen; together it is the encoder's every frame, once.</summary>
    private static void AssertContinues(uint start, List<Tag> before, List<Tag> after)
    {
        foreach (var isVideo in new[] { true, false })
        {
            var seen = before.Where(tag => tag.IsVideo == isVideo).ToList();
            var last = seen[^1].Time;
            var all = seen.Concat(after.Where(tag => tag.IsVideo == isVideo && (int)(tag.Time - last) > 0)).ToList();

            Assert.Equal(Enumerable.Range(0, Frames), all.Select(static tag => TestMedia.NumberOf(tag.Body)));
            Assert.Equal(Enumerable.Range(0, Frames).Select(number => unchecked(start + (uint)(number * Step))), all.Select(static tag => tag.Time));
        }

        // The two overlap, and agree where they do.
        var first = before.ToDictionary(static tag => (tag.IsVideo, tag.Time), static tag => tag.Body);
        var common = after.Where(tag => first.ContainsKey((tag.IsVideo, tag.Time))).ToList();
        Assert.NotEmpty(common);
        Assert.All(common, tag => Assert.Equal(first[(tag.IsVideo, tag.Time)], tag.Body));
    }

    private static bool IsFrame(RtmpReceived message) => message is { Type: RtmpMessageType.Video, IsSequenceHeader: false };

    private static List<Tag> Tags(IEnumerable<RtmpReceived> received) =>
    [
        .. received.Where(static r => r is { IsMedia: true, IsSequenceHeader: false })
            .Select(static r => new Tag(r.Type == RtmpMessageType.Video, r.Timestamp, r.Payload)),
    ];

    private static List<Tag> Tags(IEnumerable<FlvReceived> received) =>
    [
        .. received.Where(static tag => tag.Type != FlvTagType.Script && !tag.IsSequenceHeader)
            .Select(static tag => new Tag(tag.Type == FlvTagType.Video, tag.Timestamp, tag.Body)),
    ];

    private sealed record Tag(bool IsVideo, uint Time, byte[] Body);

    /// <summary>Two servers and the encoder's connection to each.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private const string Atc = "Srs:DefaultVhost:Play:Atc=true";

        private readonly uint _start;
        private readonly RtmpTestClient _toFirst;
        private RtmpTestClient? _toSecond;

        private Pair(uint start, SrsTestServer first, SrsTestServer second, RtmpTestClient toFirst)
        {
            _start = start;
            First = first;
            Second = second;
            _toFirst = toFirst;
        }

        public SrsTestServer First { get; }

        public SrsTestServer Second { get; private set; }

        public static async Task<Pair> StartAsync(uint start)
        {
            var first = await SrsTestServer.StartAsync(Atc);
            var second = await SrsTestServer.StartAsync(Atc);
            return new Pair(start, first, second, await PublishAsync(first, start));
        }

        /// <summary>Sends frames from one number up to another; the second server joins when it is fed first.</summary>
        public async Task FeedAsync(int from, int to, bool toSecond)
        {
            if (toSecond)
            {
                _toSecond ??= await PublishAsync(Second, At(from));
            }

            for (var i = from; i < to; i++)
            {
                foreach (var encoder in toSecond ? [_toFirst, _toSecond!] : new[] { _toFirst })
                {
                    await encoder.SendVideoAsync(i % Group == 0 ? TestMedia.KeyFrame(i) : TestMedia.InterFrame(i), At(i));
                    await encoder.SendAudioAsync(TestMedia.AacFrame(i), At(i));
                }
            }
        }

        public async Task RestartSecondAsync()
        {
            await _toSecond!.DisposeAsync();
            _toSecond = null;
            await Second.DisposeAsync();
            Second = await SrsTestServer.StartAsync(Atc);
        }

        public async ValueTask DisposeAsync()
        {
            await _toFirst.DisposeAsync();
            if (_toSecond is not null)
            {
                await _toSecond.DisposeAsync();
            }

            await First.DisposeAsync();
            await Second.DisposeAsync();
        }

        private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, uint time)
        {
            var encoder = await RtmpTestClient.ConnectAsync(server.RtmpPort);
            await encoder.PublishAsync();
            await encoder.SendVideoAsync(TestMedia.AvcHeader, time);
            await encoder.SendAudioAsync(TestMedia.AacHeader, time);
            return encoder;
        }

        private uint At(int number) => unchecked(_start + (uint)(number * Step));
    }
}
