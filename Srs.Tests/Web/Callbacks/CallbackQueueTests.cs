using Microsoft.AspNetCore.Http;
using Srs.Tests.TestSupport;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

/// <summary>Order, retries and bounds of notifications, with a clock that the test moves.</summary>
[Trait("Category", "Loopback")]
public sealed class CallbackQueueTests : IAsyncLifetime
{
    private const string Vhost = "v";

    private readonly ManualTimeProvider _clock = new();
    private readonly LogCollector _log = new();
    private readonly CallbackHistory _history = new();
    private readonly CallbackMetrics _metrics = new();
    private CallbackServer _server = null!;
    private CallbackClient _client = null!;
    private CallbackNotifier _notifier = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CallbackServer.StartAsync();
        _client = new CallbackClient(new AddressGuard([]), _clock);
        _notifier = new CallbackNotifier(
            new CallbackSender(_client, _history, _metrics, _clock, _log.CreateLogger<CallbackSender>()), _metrics, _clock, _log.CreateLogger<CallbackNotifier>());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _notifier.DisposeAsync();
        _client.Dispose();
        _metrics.Dispose();
        _log.Dispose();
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Add_SameKey_IsDeliveredInOrderOthersAtTheSameTime()
    {
        var first = new TaskCompletionSource();
        _server.Answer = async (context, call) =>
        {
            if (call.Action == "a1")
            {
                await first.Task.WaitAsync(context.RequestAborted);
            }

            await context.Response.WriteAsync("0");
        };

        Add("a1", keys: ["a", "s"]);
        Add("a2", keys: ["a"]);
        Add("s2", keys: ["s", "b"]);
        Add("b3", keys: ["b"]);
        Add("c1", keys: ["c"]);
        await _server.WaitForAsync(2);
        Assert.Equal(["a1", "c1"], _server.Actions.Order(StringComparer.Ordinal));
        first.SetResult();
        await _server.WaitForAsync(5);

        var actions = _server.Actions.ToList();
        Assert.True(actions.IndexOf("s2") < actions.IndexOf("b3"), string.Join(' ', actions));
        await Wait.UntilAsync(() => _notifier.CountOf(Vhost) == 0);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Add_ServerFails_TriesAgainAfterOneTwoFourSecondsAndGivesUp(int status)
    {
        _server.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        Add("a", retries: 3);
        foreach (var (calls, pause) in new[] { (1, 1), (2, 2), (3, 4) })
        {
            await PauseAsync(calls);
            _clock.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.Equal(calls, _server.Received.Count);
            _clock.Advance(TimeSpan.FromTicks(1));
        }

        await Wait.UntilAsync(() => _notifier.CountOf(Vhost) == 0);
        Assert.Equal(4, _server.Received.Count);
        Assert.Single(_server.Received.Select(static call => call.Headers["X-Srs-Delivery"]).Distinct());
        Assert.Equal([4, 3, 2, 1], Assert.Single(_history.Records).Describe().Failures.Select(static d => d.Attempt));
        Assert.Single(_log.Lines, static line => line.EventId == 4020);
    }

    [Fact]
    public async Task Add_ServerComesBack_GetsItOnce()
    {
        _server.Answer = (context, _) =>
        {
            context.Response.StatusCode = _server.Received.Count < 3 ? 502 : 200;
            return context.Response.WriteAsync("0");
        };
        Add("a", retries: 5);
        await PauseAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await PauseAsync(2);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Wait.UntilAsync(() => _notifier.CountOf(Vhost) == 0);

        var (accepted, failed, _, _, _) = Assert.Single(_history.Records).Describe();
        Assert.Equal((1, 2, 3), (accepted, failed, _server.Received.Count));
    }

    [Theory]
    [InlineData(200, "ok")]
    [InlineData(200, "1")]
    [InlineData(404, "")]
    public async Task Add_ServerHasGotItAndDislikesIt_IsNotTriedAgain(int status, string body)
    {
        _server.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };
        Add("a");
        await Wait.UntilAsync(() => _history.Records.Count == 1 && _notifier.CountOf(Vhost) == 0);

        Assert.Single(_server.Received);
    }

    [Fact]
    public async Task Add_FirstOfTwoAddressesFails_SecondIsToldAllTheSame()
    {
        await using var dead = new HostileServer(static (_, _) => Task.CompletedTask);
        _notifier.Add(new CallbackNotification(Call("a"), [new Uri(dead.Url), new Uri(_server.Url)], retries: 0, "k"));

        await _server.WaitForAsync("a");
    }

    [Fact]
    public async Task Settle_WhileItPausesBetweenTries_DoesNotWait()
    {
        _server.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        Add("unpublish", retries: 10, keys: ["client", "stream"]);
        Add("close", retries: 10, keys: ["client"]);
        await PauseAsync(1);

        await SettleAsync("stream");
        await _server.WaitForAsync("close");
    }

    [Fact]
    public async Task Settle_ServerHangs_GivesUpAtTheLimitSoThatOrderHolds()
    {
        _server.Answer = static (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        Add("unpublish", keys: ["stream"]);
        await _server.WaitForAsync("unpublish");

        var settling = _notifier.SettleAsync(Vhost, ["stream"], TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.False(settling.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await settling.WithinLimitAsync();

        Assert.Equal(0, _notifier.CountOf(Vhost));
        Assert.Equal(CallbackOutcome.Cancelled, Assert.Single(Assert.Single(_history.Records).Describe().Failures).Result.Outcome);
    }

    [Fact]
    public async Task Settle_BehindManyOthers_GoesFirst()
    {
        _server.Answer = static (context, call) => call.Action == "stop" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : context.Response.WriteAsync("0");
        for (var i = 0; i < 50; i++)
        {
            Add("stop", keys: [$"viewer{i}"]);
        }

        Add("unpublish", keys: ["stream"]);
        await _server.WaitForAsync(CallbackQueue.MaxRunning);
        await SettleAsync("stream");

        Assert.Equal(CallbackQueue.MaxRunning, _server.Actions.Count(static action => action == "stop"));
        Assert.Single(_server.Actions, "unpublish");
    }

    [Fact]
    public async Task Add_MoreThanWait_DropsTheOldestAndWarnsOnce()
    {
        _server.Answer = static (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var all = CallbackQueue.MaxRunning + CallbackQueue.MaxWaiting + 30;
        for (var i = 0; i < all; i++)
        {
            Add($"e{i % 2}", keys: [$"k{i}"]);
        }

        Assert.Equal(CallbackQueue.MaxRunning + CallbackQueue.MaxWaiting, _notifier.CountOf(Vhost));
        Assert.Equal(30, _history.Records.Sum(static record => record.Describe().Dropped));
        Assert.Single(_log.Lines, static line => line.EventId == 4022);

        // Another virtual host is not kept waiting.
        _server.Answer = static (context, _) => context.Response.WriteAsync("0");
        _notifier.Add(new CallbackNotification(Call("other") with { Vhost = "w" }, [new Uri(_server.Url)], 0, "k"));
        await _server.WaitForAsync("other");
    }

    [Fact]
    public async Task Dispose_ServerHangs_IsQuickAndSaysWhatWasLost()
    {
        _server.Answer = static (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        Add("a");
        await _server.WaitForAsync("a");

        var disposing = _notifier.DisposeAsync().AsTask();
        await Wait.UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            return disposing.IsCompleted;
        });

        Assert.True(_log.Contains("1 callbacks of v were not delivered before the server stopped."));
    }

    private static CallbackCall Call(string name) =>
        new(name, Vhost, "", System.Text.Encoding.ASCII.GetBytes($$"""{"action":"{{name}}"}"""), "", TimeSpan.FromHours(1));

    private void Add(string name, int retries = 3, params string[] keys) =>
        _notifier.Add(new CallbackNotification(Call(name), [new Uri(_server.Url)], retries, keys.Length == 0 ? ["k"] : keys));

    private Task SettleAsync(params string[] keys) =>
        _notifier.SettleAsync(Vhost, keys, TimeSpan.FromHours(1), TestContext.Current.CancellationToken).WithinLimitAsync();

    /// <summary>Waits until so many tries have failed and the pause before the next one has begun.</summary>
    private Task PauseAsync(int calls) => Wait.UntilAsync(
        () => _history.Records.Sum(static record => record.Describe().Failed) >= calls && _clock.TimerCount == 1, $"the pause after {calls} calls");
}
