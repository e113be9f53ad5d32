using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Srs.Media.Buffers;
using Srs.Tests.TestSupport;
using Srs.Web.Shedding;

namespace Srs.Tests.Web.Shedding;

/// <summary>What clients see of a server that has too much to do.</summary>
[Trait("Category", "Loopback")]
public sealed class LoadRuleTests
{
    private double _load;

    [Fact]
    public async Task Load_Critical_RefusesNewViewersAndSaysSo()
    {
        await using var server = await StartAsync();
        await using var publisher = await PublishAsync(server);
        await using var viewer = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        await viewer.ReadAsync();
        await BecomeAsync(server, LoadLevel.Critical, load: 96);

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
        using var refused = await http.GetAsync("/live/livestream.flv", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("5", refused.Headers.RetryAfter?.ToString());
        Assert.Contains("(code 1074)", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await using var rtmp = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await rtmp.CallAsync("play", 0, await rtmp.CreateStreamAsync(), "livestream");
        var status = await rtmp.ReadStatusAsync("NetStream.Play.Failed");
        Assert.Contains("1074", status.Command!.Argument(0)["description"].AsString(), StringComparison.Ordinal);

        // Those who are there notice nothing, and who publishes may come.
        await publisher.SendMediaAsync(10, from: 4_000);
        await viewer.ReadFrameAsync(viewer.VideoNumbers.LastOrDefault() + 1);
        await using var other = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await other.PublishAsync("other");

        using var json = JsonDocument.Parse(await http.GetStringAsync("/api/v1/summaries", TestContext.Current.CancellationToken));
        var breaker = json.RootElement.GetProperty("circuit_breaker");
        Assert.Equal("critical", breaker.GetProperty("level").GetString());
        Assert.Equal(2, breaker.GetProperty("refused").GetInt32());
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("srs_circuit_breaker_level 2", metrics, StringComparison.Ordinal);
        Assert.Contains("srs_circuit_breaker_refused", metrics, StringComparison.Ordinal);

        await BecomeAsync(server, LoadLevel.Normal, load: 0);
        await using var welcome = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        Assert.Equal(HttpStatusCode.OK, welcome.Response.StatusCode);
    }

    [Fact]
    public async Task Load_Dying_RefusesPublishersButThoseThatComeBack()
    {
        await using var server = await StartAsync();
        await using (await PublishAsync(server))
        {
            await BecomeAsync(server, LoadLevel.Dying, load: 100);
        }

        await Wait.UntilAsync(() => server.Streams.Streams.All(static stream => !stream.IsPublished), "the publisher's end");
        await using var back = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await back.PublishAsync();

        await using var other = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await other.CallAsync("publish", 5, await other.CreateStreamAsync(), "other", "live");
        await other.ReadStatusAsync("NetStream.Publish.BadName");
    }

    private Task<SrsTestServer> StartAsync() => SrsTestServer.StartAsync(
        BufferPool.Shared,
        services => services.AddSingleton<LoadSource>(() => Volatile.Read(ref _load)),
        "Srs:CircuitBreaker:Enabled=true");

    private async Task BecomeAsync(SrsTestServer server, LoadLevel level, double load)
    {
        // The server's own clock takes the samples.
        Volatile.Write(ref _load, load);
        await Wait.UntilAsync(() => server.Get<CircuitBreaker>().Level == level, $"the level {level}");
    }

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(50);
        return publisher;
    }
}
