using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Srs.Tests.TestSupport;

/// <summary>A callback server that keeps what it is sent, and answers as the test says: 0 for everything at first.</summary>
internal sealed class CallbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CallbackReceived> _received = new();

    private CallbackServer(WebApplication app) => _app = app;

    /// <summary>What it was sent, in order of arrival.</summary>
    public IReadOnlyList<CallbackReceived> Received => [.. _received];

    /// <summary>The <c>action</c> of each, in order.</summary>
    public IReadOnlyList<string> Actions => [.. _received.Select(static call => call.Action)];

    /// <summary>What it answers; runs after the call has been kept.</summary>
    public Func<HttpContext, CallbackReceived, Task> Answer { get; set; } = static (context, _) => context.Response.WriteAsync("0");

    public string Url => _app.Urls.Single();

    public static async Task<CallbackServer> StartAsync(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var server = new CallbackServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Settings that have all events of the default virtual host sent here, each to a path of its name.</summary>
    public string[] Hooks(params string[] more) =>
    [
        "Srs:DefaultVhost:HttpHooks:Enabled=true",
        .. new[] { "OnConnect", "OnClose", "OnPublish", "OnUnpublish", "OnPlay", "OnStop" }
            .Select(name => $"Srs:DefaultVhost:HttpHooks:{name}={Url}/{name}?key=s3cret"),
        .. more,
    ];

    /// <summary>Waits until so many calls have come.</summary>
    public Task WaitForAsync(int calls) => Wait.UntilAsync(() => _received.Count >= calls, $"{calls} calls; there were {string.Join(", ", Actions)}");

    /// <summary>Waits for a call of an event.</summary>
    public async Task<CallbackReceived> WaitForAsync(string action)
    {
        await Wait.UntilAsync(() => Actions.Contains(action), $"{action} among {string.Join(", ", Actions)}");
        return Received.First(call => call.Action == action);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var call = new CallbackReceived(context.Request.Method, context.Request.Path, context.Request.QueryString.Value!, headers, body);
        _received.Enqueue(call);
        try
        {
            await Answer(context, call);
        }
        catch (OperationCanceledException)
        {
            // The caller has given up.
        }
    }
}
