using Srs.Tests.TestSupport;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

/// <summary>What is got instead of posted: the beginning of a segment.</summary>
[Trait("Category", "Loopback")]
public sealed class CallbackGetTests : IDisposable
{
    private readonly CallbackClient _client = new(new AddressGuard([]), TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(100_000)]
    public async Task Get_EndlessAnswer_IsReadNoFurtherThanAsked(int length)
    {
        await using var server = await CallbackServer.StartAsync();
        var aborted = new TaskCompletionSource();
        server.Answer = async (context, _) =>
        {
            try
            {
                while (true)
                {
                    await context.Response.Body.WriteAsync(new byte[1024], context.RequestAborted);
                }
            }
            finally
            {
                aborted.TrySetResult();
            }
        };

        var result = await GetAsync(server.Url + "/live/a-0.ts?x=1", length);
        await aborted.Task.WithinLimitAsync();

        Assert.Equal(new CallbackResult(CallbackOutcome.Ok, 200), result);
        var call = Assert.Single(server.Received);
        Assert.Equal(("GET", "/live/a-0.ts", "?x=1", ""), (call.Method, call.Path, call.Query, call.Body));
        Assert.DoesNotContain("Content-Type", call.Headers.Keys);
        Assert.Equal("SRS/7.0.18(Srs)", call.Headers["User-Agent"]);
    }

    [Theory]
    [InlineData(204, nameof(CallbackOutcome.Ok), false)]
    [InlineData(206, nameof(CallbackOutcome.Ok), false)]
    [InlineData(404, nameof(CallbackOutcome.BadStatus), false)]
    [InlineData(503, nameof(CallbackOutcome.BadStatus), true)]
    public async Task Get_Status_IsJudged(int status, string outcome, bool isTransient)
    {
        await using var server = await CallbackServer.StartAsync();
        server.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        var result = await GetAsync(server.Url, 64);

        Assert.Equal((outcome, status, isTransient), (result.Outcome.ToString(), result.Status, result.IsTransient));
    }

    [Fact]
    public async Task Get_RedirectToForbiddenPlace_IsNotFollowed()
    {
        await using var server = await CallbackServer.StartAsync();
        server.Answer = (context, call) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = call.Path == "/" ? "/next" : "http://169.254.169.254/";
            return Task.CompletedTask;
        };

        var result = await GetAsync(server.Url, 64);

        Assert.Equal(CallbackOutcome.Forbidden, result.Outcome);
        Assert.Equal([("GET", "/"), ("GET", "/next")], server.Received.Select(static call => (call.Method, call.Path)));
    }

    private Task<CallbackResult> GetAsync(string url, int length) =>
        _client.GetAsync(new Uri(url), length, [], Wait.Limit, TestContext.Current.CancellationToken);
}
