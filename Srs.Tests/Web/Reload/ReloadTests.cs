using System.Diagnostics;
using System.Text;
using Srs.Tests.Lifetime;
using Srs.Tests.TestSupport;
using Srs.Web.Configuration;
using Srs.Web.Hosting;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Reload;

/// <summary>Reading the sources again while the server runs.</summary>
[Trait("Category", "Loopback")]
public sealed class ReloadTests
{
    [Fact]
    public async Task Reload_ChangedFile_CountsAtOnceAndTellsWhatItTouches()
    {
        await using var fixture = await ReloadFixture.StartAsync("vhost other.example { }");
        await using var publisher = await PublishAsync(fixture.Server);
        fixture.Write("max_connections 77; vhost other.example { chunk_size 4096; } vhost new.example { }");

        var plan = await fixture.Reloader.ReloadAsync("", "test");

        Assert.Equal(
            ["Srs:MaxConnections", "Srs:Vhosts:new.example", "Srs:Vhosts:other.example:ChunkSize"], plan.Changes.Select(static change => change.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["new.example", "other.example"], plan.Vhosts);
        Assert.Empty(plan.Streams);
        Assert.Equal(0, plan.Ended);
        Assert.Equal(77, fixture.Server.Get<ConnectionLimit>().Limit);
        Assert.Equal(4096, fixture.Running.Vhosts.Resolve("other.example").Options.ChunkSize);
        Assert.Equal("new.example", fixture.Running.Vhosts.Resolve("new.example").Name);
    }

    [Fact]
    public async Task Reload_WrongFile_ChangesNothingAndTellsEveryReason()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        var before = fixture.Running.Current;
        fixture.Write("max_connections many; vhost other.example { chunk_size 1; } lissten 1;");

        var errors = (await Assert.ThrowsAsync<ConfigurationException>(() => fixture.Reloader.ReloadAsync("", "test"))).Errors;

        Assert.Equal(3, errors.Count);
        Assert.All(errors, static error => Assert.Contains("srs.conf:", error, StringComparison.Ordinal));
        Assert.Same(before, fixture.Running.Current);
        Assert.Single(fixture.Reloader.History);
        Assert.Equal((1023, 10), (fixture.Reloader.Status.Code, fixture.Reloader.Status.State));
    }

    [Fact]
    public async Task Reload_VhostRemoved_EndsItsSessionsAndNoOthers()
    {
        await using var fixture = await ReloadFixture.StartAsync("vhost other.example { }");
        await using var stays = await PublishAsync(fixture.Server);
        await using var leaves = await PublishAsync(fixture.Server, "other.example");
        fixture.Write("");

        var plan = await fixture.Reloader.ReloadAsync("", "test");

        Assert.Equal((1, "/live/livestream"), (plan.Ended, Assert.Single(plan.Streams)[^16..]));
        await Wait.UntilAsync(() => fixture.Server.Sessions.Sessions.Length == 1, "the publisher of the virtual host to end");
        Assert.NotNull(fixture.Server.Describe("livestream")?.PublisherId);
    }

    [Fact]
    public async Task Watch_ChangedFile_IsReadWhenTwoLooksSeeTheSame()
    {
        await using var fixture = await ReloadFixture.StartAsync("inotify_auto_reload on; auto_reload_for_docker off;");
        var file = "inotify_auto_reload on; auto_reload_for_docker off; max_connections 55;";

        fixture.Write(file);

        await Wait.UntilAsync(() => fixture.Reloader.History[^1].Trigger == "a changed file", "the file to be read");
        Assert.Equal(55, fixture.Running.Current.MaxConnections);
        await Wait.UntilAsync(() => fixture.Reloader.Status.State == ReloadStatus.Finished, "the reload to end");
    }

    [Fact]
    public async Task Raw_AnswersAsSrs()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        async Task<string> GetAsync(string query) => await fixture.Client.GetStringAsync($"/api/v1/raw{query}", TestContext.Current.CancellationToken);

        Assert.Equal(
            """{"code":0,"http_api":{"enabled":true,"listen":"127.0.0.1:0","crossdomain":true,"raw_api":{"enabled":true,"allow_reload":true,"allow_query":false,"allow_update":false}}}""",
            await GetAsync("?rpc=raw"));
        Assert.Equal("""{"code":1060}""", await GetAsync(""));
        Assert.Equal("""{"code":1060}""", await GetAsync("?rpc=query"));
        Assert.Equal("""{"code":0,"data":{"err":0,"msg":"Success","state":0,"rid":""}}""", await GetAsync("?rpc=reload-fetch"));

        fixture.Write("max_connections 66;");
        Assert.Equal("""{"code":0}""", await GetAsync("?rpc=reload"));
        await Wait.UntilAsync(() => fixture.Reloader.Status.State == ReloadStatus.Finished, "the reload");
        Assert.Equal(66, fixture.Running.Current.MaxConnections);
        Assert.Equal($$$"""{"code":0,"data":{"err":0,"msg":"Success","state":90,"rid":"{{{fixture.Reloader.Status.Id}}}"}}""", await GetAsync("?rpc=reload-fetch"));

        fixture.Write("max_connections 0;");
        await GetAsync("?rpc=reload");
        await Wait.UntilAsync(() => fixture.Reloader.Status.Code != 0, "the reload to fail");
        Assert.Contains("\"err\":1023,\"msg\":\"", await GetAsync("?rpc=reload-fetch"), StringComparison.Ordinal);

        await fixture.SendAsync(HttpMethod.Patch, "/api/v1/config", """{"HttpApi":{"RawApi":{"AllowReload":false}}}""");
        Assert.Equal("""{"code":1061}""", await GetAsync("?rpc=reload"));
        await fixture.SendAsync(HttpMethod.Patch, "/api/v1/config", """{"HttpApi":{"RawApi":{"Enabled":false}}}""");
        Assert.Equal("""{"code":1061}""", await GetAsync("?rpc=reload-fetch"));
        Assert.Contains("\"raw_api\":{\"enabled\":false", await GetAsync("?rpc=raw"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_ReloadByAPageOrAReader_IsRefused()
    {
        await using var fixture = await ReloadFixture.StartAsync("", "Srs:HttpApi:Keys:r:Key=reader-key-0123456789");
        Assert.Equal(403, (await fixture.SendAsync(HttpMethod.Get, "/api/v1/raw?rpc=reload", key: "reader-key-0123456789")).Status);
        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Get, "/api/v1/raw?rpc=reload-fetch", key: "reader-key-0123456789")).Status);
        Assert.Equal(ReloadStatus.None, fixture.Reloader.Status);
    }

    [Fact]
    public async Task Reload_InALoopUnderLoad_ViewersLoseNothing()
    {
        await using var fixture = await ReloadFixture.StartAsync("vhost other.example { }");
        await using var publisher = new MarkedPublisher(fixture.Server, 1, TimeSpan.FromMilliseconds(40), 500);
        await publisher.StartAsync();
        var viewers = new List<MarkedViewer>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                viewers.Add(await MarkedViewer.JoinAsync(fixture.Server, http: i % 2 == 0, publisher));
            }

            await Task.WhenAll(viewers.Select(viewer => viewer.HasReadAsync(publisher.Newest)));
            for (var i = 1; i <= 20; i++)
            {
                fixture.Write($"vhost other.example {{ chunk_size {4096 + i}; }} vhost v{i}.example {{ }}");
                Assert.NotEmpty((await fixture.Reloader.ReloadAsync("", "test")).Changes);
                fixture.Write("nonsense;");
                await Assert.ThrowsAsync<ConfigurationException>(() => fixture.Reloader.ReloadAsync("", "test"));
            }

            await Task.WhenAll(viewers.Select(viewer => viewer.HasReadAsync(publisher.Newest + 5)));
            Assert.All(viewers, static viewer => Assert.Equal((0, ViewerEnd.None, null), (viewer.Missing, viewer.End, viewer.Fault)));
            Assert.Equal(Reloader.MaxHistory, fixture.Reloader.History.Count);
        }
        finally
        {
            await Task.WhenAll(viewers.Select(static viewer => viewer.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Reload_ThousandVhosts_FindsTheOneThatChanged()
    {
        await using var fixture = await ReloadFixture.StartAsync(Vhosts(1000, 4096));
        for (var i = 0; i < 3; i++)
        {
            fixture.Write(Vhosts(1000, 5000 + i));
            var start = Stopwatch.GetTimestamp();
            var plan = await fixture.Reloader.ReloadAsync("", "test");
            TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");

            Assert.Equal(("Srs:Vhosts:v500.example:ChunkSize", "v500.example"), (Assert.Single(plan.Changes).Key, Assert.Single(plan.Vhosts)));
        }
    }

    private static string Vhosts(int count, int chunkSize)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.AppendLine($"vhost v{i}.example {{ chunk_size {(i == 500 ? chunkSize : 4096)}; play {{ gop_cache off; }} http_remux {{ enabled on; mount [vhost]/[app]/[stream].flv; }} }}");
        }

        return text.ToString();
    }

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, string vhost = "127.0.0.1")
    {
        var client = await RtmpTestClient.OpenAsync(server.RtmpPort);
        await client.ShakeHandsAsync();
        await client.ConnectAsync("live", $"rtmp://{vhost}/live");
        await client.PublishAsync("livestream");
        await client.SendHeadersAsync();
        return client;
    }
}
