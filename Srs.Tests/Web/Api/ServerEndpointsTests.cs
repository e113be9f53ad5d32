using System.Text.Json;
using System.Text.RegularExpressions;

namespace Srs.Tests.Web.Api;

public sealed partial class ServerEndpointsTests : ApiServerTests
{
    [Theory]
    [InlineData("/api/v1/versions")]
    [InlineData("/api/v1/versions/")]
    public async Task GetVersions_Always_MatchesSrs(string path)
    {
        var json = await Server.GetAsync(path);

        Assert.Equal($$$"""{{{Server.Envelope}}},"data":{"major":7,"minor":0,"revision":18,"version":"7.0.18"}}""", json);
    }

    [Fact]
    public async Task GetIndexes_Always_ListWhatExists()
    {
        using var api = JsonDocument.Parse(await Server.GetAsync("/api/"));
        using var v1 = JsonDocument.Parse(await Server.GetAsync("/api/v1/"));

        Assert.Equal(["v1"], Keys(api.RootElement.GetProperty("urls")));
        Assert.Equal(["code", "server", "service", "pid", "urls"], Keys(v1.RootElement));
        // The settings need the whole server; their own tests ask for them.
        foreach (var name in Keys(v1.RootElement.GetProperty("urls")).Where(static name => name is not ("raw" or "config")))
        {
            using var response = await Server.SendAsync(HttpMethod.Get, $"/api/v1/{name}/");
            Assert.True(response.IsSuccessStatusCode, name);
        }
    }

    [Fact]
    public async Task GetSummaries_Always_HasKeysAndDecimalsOfSrs()
    {
        const string Captured = """{"ok":true,"now_ms":1795218288990,"self":{"version":"7.0.18","pid":29458,"ppid":1,"argv":"./objs/srs -c facts.conf","cwd":"/opt/srs","mem_kbyte":38388,"mem_percent":0.00,"cpu_percent":0.06,"srs_uptime":51},"system":{"cpu_percent":0.27,"disk_read_KBps":0,"disk_write_KBps":61,"disk_busy_percent":0.00,"mem_ram_kbyte":24684084,"mem_ram_percent":0.03,"mem_swap_kbyte":0,"mem_swap_percent":0.00,"cpus":2,"cpus_online":2,"uptime":1862.10,"ilde_time":2261.78,"load_1m":2.26,"load_5m":1.90,"load_15m":1.38,"net_sample_time":1795218282144,"net_recv_bytes":0,"net_send_bytes":0,"net_recvi_bytes":5661746,"net_sendi_bytes":5661746,"srs_sample_time":1795218288150,"srs_recv_bytes":3219445,"srs_send_bytes":5337431,"conn_sys":90,"conn_sys_et":15,"conn_sys_tw":63,"conn_sys_udp":8,"conn_srs":9}}""";

        var json = await Server.GetAsync("/api/v1/summaries");

        Assert.StartsWith(Server.Envelope + ",\"data\":{", json, StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(json);
        Assert.Equal(Shape(Captured), Shape(answer.RootElement.GetProperty("data").GetRawText()));
    }

    [Fact]
    public async Task GetSummaries_OnLinux_TellsOfThisProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere most numbers are 0.");
        await Server.PlayAsync(Live);

        using var json = JsonDocument.Parse(await Server.GetAsync("/api/v1/summaries"));

        var self = json.RootElement.GetProperty("data").GetProperty("self");
        var system = json.RootElement.GetProperty("data").GetProperty("system");
        Assert.Equal(Environment.ProcessId, self.GetProperty("pid").GetInt32());
        Assert.True(self.GetProperty("ppid").GetInt32() >= 0);
        Assert.True(self.GetProperty("mem_kbyte").GetInt64() > 1000);
        Assert.True(system.GetProperty("mem_ram_kbyte").GetInt64() > self.GetProperty("mem_kbyte").GetInt64());
        Assert.True(system.GetProperty("uptime").GetDouble() > 0);
        Assert.Equal(1, system.GetProperty("conn_srs").GetInt32());
        Assert.Equal(1206033, system.GetProperty("srs_send_bytes").GetInt64());
    }

    [Fact]
    public async Task GetSummaries_Always_TellsOfTheThreadsThatSend()
    {
        using var json = JsonDocument.Parse(await Server.GetAsync("/api/v1/summaries"));

        var workers = json.RootElement.GetProperty("egress").EnumerateArray().ToList();
        Assert.Equal(Environment.ProcessorCount, workers.Count);
        Assert.All(workers, static worker => Assert.Equal(["viewers", "load", "merge_ms"], Keys(worker)));
        Assert.Equal(0, workers[0].GetProperty("merge_ms").GetInt32());
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(static property => property.Name);

    /// <summary>The text with every value replaced, so that keys, their order and the number of decimals remain.</summary>
    private static string Shape(string json) => Value().Replace(json, static match => match.Value switch
    {
        [':', '"', ..] => ":text",
        [':', 't', ..] => ":true",
        var number when number.Contains('.', StringComparison.Ordinal) => ":0.00",
        _ => ":0",
    });

    [GeneratedRegex(""":("(\\.|[^"\\])*"|true|-?[0-9]+(\.[0-9][0-9])?(?![0-9.eE]))""")]
    private static partial Regex Value();
}
