using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class StreamBrokerTests
{
    private static readonly VhostTable Vhosts = new(
        new VhostOptions(),
        [KeyValuePair.Create("closed.example", new VhostOptions { Enabled = false }), KeyValuePair.Create("open.example", new VhostOptions())]);

    private readonly StreamBroker _broker = new(() => Vhosts, new StreamRegistry(new ManualTimeProvider(), new WireMemory(long.MaxValue)));

    [Theory]
    [InlineData("10.0.0.1", "/live/x")]
    [InlineData("OPEN.example", "open.example/live/x")]
    public async Task PublishAsync_GoodName_GivesTheStreamOfItsVhost(string host, string url)
    {
        using var lease = await _broker.PublishAsync(Request(host: host), new FakeSession(), CancellationToken.None);

        Assert.Equal(url, lease.Stream.Url);
    }

    [Fact]
    public async Task PublishAsync_Busy_IsRefusedWith1028()
    {
        using var lease = await _broker.PublishAsync(Request(), new FakeSession(), CancellationToken.None);

        Assert.Equal(1028, (await Assert.ThrowsAsync<StreamBusyException>(() => Publish(Request()))).Code);
    }

    [Theory]
    [InlineData("closed.example", "live", "x", 2014)]
    [InlineData("", "live", "", 2051)]
    [InlineData("", "live", "..", 2055)]
    [InlineData("", "live/..", "x", 2055)]
    [InlineData("", "", "x", 2055)]
    public async Task Access_ToWhatIsNotAllowed_IsRefusedWithCode(string host, string app, string stream, int code)
    {
        var request = Request(host, app, stream);

        Assert.Equal(code, (await Assert.ThrowsAsync<AccessDeniedException>(() => Publish(request))).Code);
        Assert.Equal(code, (await Assert.ThrowsAsync<AccessDeniedException>(
            async () => await _broker.PlayAsync(request, new FakeSession(), CancellationToken.None))).Code);
    }

    [Fact]
    public async Task PlayAsync_NobodyPublishes_WaitsForPublisher()
    {
        using var player = await _broker.PlayAsync(Request(), new FakeSession(), CancellationToken.None);
        var published = 0;
        player.Published += () => published++;
        using var lease = await _broker.PublishAsync(Request(), new FakeSession(), CancellationToken.None);

        Assert.Equal(1, published);
    }

    [Fact]
    public async Task Access_PastRules_GivesTheirPartsBackOnceInReverse()
    {
        var log = new List<string>();
        var broker = Broker(new TestRule("a", log), new TestRule("b", log));

        var play = await broker.PlayAsync(Request(), new FakeSession(), CancellationToken.None);
        var publish = await broker.PublishAsync(Request(), new FakeSession(), CancellationToken.None);
        Assert.Equal(["a in", "b in", "a in", "b in"], log);

        log.Clear();
        play.Dispose();
        play.Dispose();
        publish.Dispose();
        Assert.Equal(["b out", "a out", "b out", "a out"], log);
    }

    [Fact]
    public async Task Access_LaterRuleRefusesOrStreamIsBusy_GivesBackWhatEarlierRulesGave()
    {
        var log = new List<string>();
        var refusing = Broker(new TestRule("a", log), new TestRule("b", log, refuses: true));
        await Assert.ThrowsAsync<AccessDeniedException>(async () => await refusing.PlayAsync(Request(), new FakeSession(), CancellationToken.None));
        Assert.Equal(["a in", "a out"], log);

        log.Clear();
        var broker = Broker(new TestRule("a", log));
        using var lease = await broker.PublishAsync(Request(), new FakeSession(), CancellationToken.None);
        await Assert.ThrowsAsync<StreamBusyException>(async () => await broker.PublishAsync(Request(), new FakeSession(), CancellationToken.None));
        Assert.Equal(["a in", "a in", "a out"], log);
    }

    private static StreamBroker Broker(params IAccessRule[] rules) =>
        new(() => Vhosts, new StreamRegistry(new ManualTimeProvider(), new WireMemory(long.MaxValue)), rules: rules);

    private static AccessRequest Request(string host = "", string app = "live", string stream = "x") =>
        new() { Host = host, App = app, Stream = stream, Action = AccessAction.Publish };

    private async Task Publish(AccessRequest request) => await _broker.PublishAsync(request, new FakeSession(), CancellationToken.None);

    /// <summary>Writes down who comes and goes.</summary>
    private sealed class TestRule(string name, List<string> log, bool refuses = false) : IAccessRule, IDisposable
    {
        public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
        {
            if (refuses)
            {
                throw new AccessDeniedException(1053, "Refused by a test.");
            }

            log.Add($"{name} in");
            return ValueTask.FromResult<IDisposable?>(this);
        }

        public void Dispose() => log.Add($"{name} out");
    }
}
