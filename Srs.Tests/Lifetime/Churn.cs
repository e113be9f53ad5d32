using System.Net.Http.Json;
using System.Text.Json;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Lifetime;

/// <summary>Viewers that come and go at random over several streams and both protocols, while some are kicked and publishers start anew.</summary>
/// <remarks>Each viewer checks that it gets its own stream's bytes only. The choices repeat with the seed, their timing does not.</remarks>
internal sealed class Churn : IAsyncDisposable
{
    /// <summary>Viewers that one driver has at most.</summary>
    private const int MaxViewers = 30;

    /// <summary>By one connection, so that descriptors can be counted.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 });

    private readonly SrsTestServer _server;
    private readonly MarkedPublisher[] _publishers;
    private readonly Driver[] _drivers;

    /// <param name="server">The server.</param>
    /// <param name="streams">Streams.</param>
    /// <param name="drivers">Tasks that let viewers come and go, at the same time.</param>
    /// <param name="seed">Of their choices.</param>
    public Churn(SrsTestServer server, int streams, int drivers, int seed)
    {
        _server = server;
        _publishers = [.. Enumerable.Range(1, streams).Select(mark => new MarkedPublisher(server, mark, TimeSpan.FromMilliseconds(40), 500 * mark))];
        _drivers = [.. Enumerable.Range(0, drivers).Select(i => new Driver(this, new Random(seed + i), restarts: i == 0))];
    }

    /// <summary>Viewers that have joined.</summary>
    public int Joins => _drivers.Sum(static driver => driver.Joins);

    /// <summary>Pictures that viewers have got and checked.</summary>
    public long Frames => _drivers.Sum(static driver => driver.Frames);

    /// <summary>Viewers that were kicked.</summary>
    public int Kicks => _drivers.Sum(static driver => driver.Kicks);

    /// <summary>Times that a publisher started anew.</summary>
    public int Restarts => _drivers.Sum(static driver => driver.Restarts);

    /// <summary>Starts the publishers.</summary>
    public Task StartAsync() => Task.WhenAll(_publishers.Select(static publisher => publisher.StartAsync()));

    /// <summary>Lets viewers come and go; at the end all have left.</summary>
    /// <param name="goesOn">Asked before each step of a driver.</param>
    /// <param name="pause">Pause after each step.</param>
    public Task RunAsync(Func<bool> goesOn, TimeSpan pause) => Task.WhenAll(_drivers.Select(driver => driver.RunAsync(goesOn, pause)));

    public async ValueTask DisposeAsync()
    {
        foreach (var publisher in _publishers)
        {
            await publisher.DisposeAsync();
        }

        _http.Dispose();
    }

    private sealed class Driver(Churn churn, Random random, bool restarts)
    {
        private readonly List<MarkedViewer> _viewers = [];

        public int Joins { get; private set; }

        public int Kicks { get; private set; }

        public int Restarts { get; private set; }

        public long Frames { get; private set; }

        public async Task RunAsync(Func<bool> goesOn, TimeSpan pause)
        {
            while (goesOn())
            {
                await StepAsync(random.Next(100));
                await Task.Delay(pause, TestContext.Current.CancellationToken);
            }

            while (_viewers.Count > 0)
            {
                await LeaveAsync(static viewer => viewer.DisposeAsync().AsTask());
            }
        }

        private Task StepAsync(int choice) => choice switch
        {
            _ when _viewers.Count == 0 => JoinAsync(rests: false),
            < 50 when _viewers.Count < MaxViewers => JoinAsync(rests: random.Next(10) == 0),
            < 65 => LeaveAsync(static viewer => viewer.DisposeAsync().AsTask()),
            < 75 => LeaveAsync(Reset),
            < 80 => LeaveAsync(ShutdownSend),
            < 97 => LeaveAsync(KickAsync),
            _ => restarts ? RestartAsync() : Task.CompletedTask,
        };

        private async Task JoinAsync(bool rests)
        {
            Joins++;
            var publisher = churn._publishers[random.Next(churn._publishers.Length)];
            _viewers.Add(await MarkedViewer.JoinAsync(churn._server, http: random.Next(2) == 0, publisher, rests));
        }

        private async Task LeaveAsync(Func<MarkedViewer, Task> leave)
        {
            var index = random.Next(_viewers.Count);
            var viewer = _viewers[index];
            _viewers.RemoveAt(index);
            await leave(viewer);
            await viewer.DisposeAsync();
            Assert.Null(viewer.Fault);
            Frames += viewer.Frames;
        }

        private static Task Reset(MarkedViewer viewer)
        {
            viewer.Reset();
            return Task.CompletedTask;
        }

        private static Task ShutdownSend(MarkedViewer viewer)
        {
            viewer.ShutdownSend();
            return Task.CompletedTask;
        }

        private async Task KickAsync(MarkedViewer viewer)
        {
            Kicks++;
            var api = $"http://127.0.0.1:{churn._server.ApiPort}/api/v1/clients/";
            var all = await churn._http.GetFromJsonAsync<JsonElement>(new Uri(api + "?count=10000"), TestContext.Current.CancellationToken);
            var client = all.GetProperty("clients").EnumerateArray().Single(client => client.GetProperty("pageUrl").GetString() == viewer.Page);
            using var answer = await churn._http.DeleteAsync(new Uri(api + client.GetProperty("id").GetString()), TestContext.Current.CancellationToken);
            viewer.Resume();
            await viewer.Completion.WithinLimitAsync();
            Assert.Equal((ViewerEnd.Whole, null), (viewer.End, viewer.Fault));
        }

        private Task RestartAsync()
        {
            Restarts++;
            return churn._publishers[random.Next(churn._publishers.Length)].RestartAsync(resets: random.Next(2) == 0);
        }
    }
}
