using System.Text.Json;

namespace Srs.Tests.Web.Reload;

/// <summary>The settings by HTTP.</summary>
[Trait("Category", "Loopback")]
public sealed class ConfigEndpointsTests
{
    private const string Route = "/api/v1/config";
    private const string PatchType = "application/merge-patch+json";
    private const string Secret = "secret-5ec2e7-0123456789";

    [Fact]
    public async Task Patch_Good_CountsAndIsInTheHistory()
    {
        await using var fixture = await ReloadFixture.StartAsync();

        var (status, answer) = await fixture.SendAsync(HttpMethod.Patch, Route, """{"rtmp":{"chunksize":4096},"Vhosts":{"a.example":{"ChunkSize":128}}}""");

        Assert.Equal((200, 2, 2), (status, answer.GetProperty("version").GetInt32(), answer.GetProperty("total").GetInt32()));
        Assert.Equal((4096, 128), (fixture.Running.Current.Rtmp.ChunkSize, fixture.Running.Vhosts.Resolve("a.example").Options.ChunkSize));
        var entry = (await fixture.SendAsync(HttpMethod.Get, Route + "/history")).Answer.GetProperty("history")[1];
        Assert.Equal(("127.0.0.1", "patch"), (entry.GetProperty("author").GetString(), entry.GetProperty("trigger").GetString()));
        Assert.Equal("Srs:Rtmp:ChunkSize", entry.GetProperty("changes")[0].GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("PATCH", """{"Rtmp":{"ChunkSize":1},"Foo":2,"MaxConnections":"many"}""", 422, 3)]
    [InlineData("PUT", """{"Rtmp":{"ChunkSize":1,"Foo":2}}""", 422, 2)]
    [InlineData("PATCH", """{"HttpApi":{"Keys":{"x":{"Key":"***"}}}}""", 422, 1)]
    [InlineData("PATCH", """{"Rtmp:ChunkSize":4096}""", 422, 1)]
    [InlineData("PATCH", "[]", 400, 0)]
    [InlineData("PATCH", "{", 400, 0)]
    [InlineData("PUT", "", 400, 0)]
    public async Task Change_Wrong_ChangesNothingAndTellsEveryReason(string method, string body, int status, int errors)
    {
        await using var fixture = await ReloadFixture.StartAsync();
        var before = fixture.Running.Current;

        var (found, answer) = await fixture.SendAsync(new HttpMethod(method), Route, body);

        Assert.Equal((status, errors), (found, answer.TryGetProperty("errors", out var list) ? list.GetArrayLength() : 0));
        Assert.Equal(status == 422 ? 1023 : 3063, answer.GetProperty("code").GetInt32());
        Assert.Same(before, fixture.Running.Current);
    }

    [Fact]
    public async Task Put_WhatGetShows_ChangesNothing()
    {
        await using var fixture = await ReloadFixture.StartAsync($"vhost a.example {{ http_hooks {{ enabled on; on_publish http://u:{Secret}@127.0.0.1:1/x?k={Secret}; }} }}");
        var shown = (await fixture.SendAsync(HttpMethod.Get, Route)).Answer.GetProperty("config").GetRawText();

        var (status, answer) = await fixture.SendAsync(HttpMethod.Put, Route, shown);

        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.Equal((200, 0, 1), (status, answer.GetProperty("total").GetInt32(), answer.GetProperty("version").GetInt32()));
        Assert.Contains(Secret, fixture.Running.Vhosts.Resolve("a.example").Options.HttpHooks.OnPublish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValidateAndDiff_TellAndChangeNothing()
    {
        await using var fixture = await ReloadFixture.StartAsync("vhost a.example { }");
        var before = fixture.Running.Current;

        var wrong = (await fixture.SendAsync(HttpMethod.Post, Route + "/validate", """{"Rtmp":{"ChunkSize":1},"Foo":2}""", PatchType)).Answer;
        var good = (await fixture.SendAsync(HttpMethod.Post, Route + "/validate", """{"Rtmp":{"ChunkSize":4096}}""", PatchType)).Answer;
        fixture.Write("listen 1936; max_connections 44;");
        var diff = (await fixture.SendAsync(HttpMethod.Post, Route + "/diff")).Answer;
        var patch = (await fixture.SendAsync(HttpMethod.Post, Route + "/diff", """{"Pid":"other.pid","Rtmp":{"Listen":"127.0.0.1:1"}}""", PatchType)).Answer;

        Assert.Equal((false, 2), (wrong.GetProperty("valid").GetBoolean(), wrong.GetProperty("errors").GetArrayLength()));
        Assert.True(good.GetProperty("valid").GetBoolean());
        Assert.Equal(["Srs:MaxConnections", "Srs:Vhosts:a.example"], diff.GetProperty("changes").EnumerateArray().Select(static c => c.GetProperty("key").GetString()));
        Assert.Equal("Srs:Pid", Assert.Single(patch.GetProperty("needs_restart").EnumerateArray()).GetString());
        Assert.Same(before, fixture.Running.Current);
    }

    [Fact]
    public async Task Rollback_GoesBackAndTheFilesStillCount()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        await fixture.SendAsync(HttpMethod.Patch, Route, """{"Rtmp":{"ChunkSize":4096}}""");
        await fixture.SendAsync(HttpMethod.Patch, Route, """{"Rtmp":{"ChunkSize":5000}}""");

        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Post, Route + "/rollback")).Status);
        Assert.Equal(4096, fixture.Running.Current.Rtmp.ChunkSize);
        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Post, Route + "/rollback?version=1")).Status);
        Assert.Equal(60000, fixture.Running.Current.Rtmp.ChunkSize);
        Assert.Equal(404, (await fixture.SendAsync(HttpMethod.Post, Route + "/rollback?version=99")).Status);
        Assert.Equal(["start", "patch", "patch", "rollback to 2", "rollback to 1"], fixture.Reloader.History.Select(static record => record.Trigger));

        fixture.Write("chunk_size 3000;");
        await fixture.Reloader.ReloadAsync("", "test");
        Assert.Equal(3000, fixture.Running.Current.Rtmp.ChunkSize);
    }

    [Fact]
    public async Task Patch_Persisted_CountsAfterTheNextStartAndOtherReloads()
    {
        await using var fixture = await ReloadFixture.StartAsync("vhost a.example { }");
        await fixture.SendAsync(HttpMethod.Patch, Route, """{"Rtmp":{"ChunkSize":4096}}""");

        var (status, answer) = await fixture.SendAsync(HttpMethod.Patch, Route + "?persist=true", """{"Vhosts":{"a.example":null,"b.example":{"ChunkSize":128}}}""");

        Assert.Equal((200, true), (status, answer.GetProperty("persisted").GetBoolean()));
        using (var file = JsonDocument.Parse(await File.ReadAllTextAsync(fixture.PersistFile, TestContext.Current.CancellationToken)))
        {
            Assert.Equal(4096, file.RootElement.GetProperty("Rtmp").GetProperty("ChunkSize").GetInt32());
            Assert.Equal(JsonValueKind.Null, file.RootElement.GetProperty("Vhosts").GetProperty("a.example").ValueKind);
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(fixture.PersistFile));
        }

        await fixture.RestartAsync();
        Assert.Equal((4096, "b.example"), (fixture.Running.Current.Rtmp.ChunkSize, Assert.Single(fixture.Running.Current.Vhosts).Key));
        fixture.Write("max_connections 33; vhost a.example { }");
        await fixture.Reloader.ReloadAsync("", "test");
        Assert.Equal((4096, 33), (fixture.Running.Current.Rtmp.ChunkSize, fixture.Running.Current.MaxConnections));
    }

    [Fact]
    public async Task Patch_CannotBePersisted_ChangesNothing()
    {
        await using var fixture = await ReloadFixture.StartAsync("", "Srs:HttpApi:PersistFile=/dev/null/api.json");
        var before = fixture.Running.Current;

        var (status, answer) = await fixture.SendAsync(HttpMethod.Patch, Route + "?persist=true", """{"Rtmp":{"ChunkSize":4096}}""");

        Assert.Equal(422, status);
        Assert.Contains("Srs:HttpApi:PersistFile", answer.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Same(before, fixture.Running.Current);
    }

    [Fact]
    public async Task Patch_ApiKeys_CountAtOnceAndAreNotShown()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        var keys = """{"HttpApi":{"Keys":{"boss":{"Key":"KEY","Role":"admin"},"guest":{"Key":"guest-key-0123456789"}}}}""".Replace("KEY", Secret, StringComparison.Ordinal);

        var (_, answer) = await fixture.SendAsync(HttpMethod.Patch, Route, keys);

        Assert.DoesNotContain("5ec2e7", answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(401, (await fixture.SendAsync(HttpMethod.Get, Route)).Status);
        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Get, Route, key: "guest-key-0123456789")).Status);
        Assert.Equal(403, (await fixture.SendAsync(HttpMethod.Patch, Route, "{}", key: "guest-key-0123456789")).Status);
        Assert.Equal(403, (await fixture.SendAsync(HttpMethod.Post, Route + "/diff", key: "guest-key-0123456789")).Status);
        await fixture.SendAsync(HttpMethod.Patch, Route, """{"HttpApi":{"Keys":{"guest":null}}}""", key: Secret);
        foreach (var path in new[] { Route, Route + "/history" })
        {
            var (status, shown) = await fixture.SendAsync(HttpMethod.Get, path, key: Secret);
            Assert.Equal(200, status);
            Assert.DoesNotContain("5ec2e7", shown.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("guest-key", shown.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal("boss", fixture.Reloader.History[^1].Author);
    }

    [Fact]
    public async Task Body_TooLong_IsRefused()
    {
        await using var fixture = await ReloadFixture.StartAsync();

        var (status, _) = await fixture.SendAsync(HttpMethod.Patch, Route, new string(' ', Srs.Web.Reload.ConfigBody.MaxBytes + 1));

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task Document_DescribesTheRoutes()
    {
        await using var fixture = await ReloadFixture.StartAsync();

        var paths = (await fixture.SendAsync(HttpMethod.Get, "/swagger/v1/swagger.json")).Answer.GetProperty("paths");

        Assert.Equal(["get", "patch", "put"], paths.GetProperty(Route).EnumerateObject().Select(static o => o.Name).Order(StringComparer.Ordinal));
        Assert.All(paths.GetProperty(Route).EnumerateObject(), static o => Assert.NotEmpty(o.Value.GetProperty("summary").GetString()!));
    }
}
