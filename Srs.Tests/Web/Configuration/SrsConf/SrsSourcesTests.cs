using System.Text;
using Microsoft.Extensions.Configuration;
using Srs.Media.Streams;
using Srs.Web.Configuration;
using Srs.Web.Configuration.SrsConf;

namespace Srs.Tests.Web.Configuration.SrsConf;

/// <summary>SRS's file and variables among .NET's sources: what wins, which defaults hold, what is told about it.</summary>
public sealed class SrsSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("srs-conf").FullName;

    [Fact]
    public void Read_EverySource_TheLaterWins()
    {
        const string Json = """{"Srs": {"MaxConnections": 1, "Rtmp": {"ChunkSize": 128}}, "Logging": {"X": "kept"}}""";
        string[] conf = ["listen 1935;", "max_connections 2;"];

        Assert.Equal(1, Read(Json, null, []).MaxConnections);
        Assert.Equal(3, Read(Json, null, [], "SRS_MAX_CONNECTIONS=3").MaxConnections);
        Assert.Equal(2, Read(Json, conf, []).MaxConnections);
        Assert.Equal(3, Read(Json, conf, [], "SRS_MAX_CONNECTIONS=3").MaxConnections);
        Assert.Equal(4, Read(Json, conf, ["--Srs:MaxConnections=4"], "SRS_MAX_CONNECTIONS=3").MaxConnections);
        Assert.Equal(128, Read(Json, null, []).Rtmp.ChunkSize);
        Assert.Equal(60_000, Read(Json, conf, []).Rtmp.ChunkSize);
        var (_, configuration) = Load(Json, conf, []);
        Assert.Equal("kept", configuration["Logging:X"]);
    }

    [Fact]
    public void Read_File_DefaultsAreThoseOfSrs()
    {
        var options = Read("{}", ["listen 1935;", "vhost __defaultVhost__ { }", "vhost a { play { atc on; } }"], []);

        Assert.Equal(("1935", 1000, true, "./objs/srs.pid", "file"), (options.Rtmp.Listen, options.MaxConnections, options.Daemon, options.Pid, options.SrsLogTank));
        Assert.False(options.HttpApi.Enabled || options.HttpServer.Enabled || options.Rtmps.Enabled || options.HttpApi.Https.Enabled || options.Exporter.Enabled);
        foreach (var vhost in new[] { options.DefaultVhost, options.Vhosts["a"] })
        {
            Assert.True(vhost.Enabled);
            Assert.Equal((TimeSpan.FromMilliseconds(350), false, true, TimeJitter.Full), (vhost.Play.MwLatency, vhost.Play.ReduceSequenceHeader, vhost.Play.GopCache, vhost.Play.TimeJitter));
            Assert.Equal((false, false), (vhost.HttpRemux.Enabled, vhost.Publish.Http));
        }

        Assert.True(options.Vhosts["a"].Play.Atc);
        Assert.False(options.DefaultVhost.Play.Atc);
    }

    [Fact]
    public void Read_FileWithoutDefaultVhost_RefusesOtherNames()
    {
        var options = Read("{}", ["listen 1935;", "vhost a { }"], []);

        Assert.Equal((false, true), (options.DefaultVhost.Enabled, options.Vhosts["a"].Enabled));
    }

    [Fact]
    public void Read_EnvironmentOnly_HasTheDefaultVhostAndStaysInTheForeground()
    {
        var options = Read("""{"Srs": {"MaxConnections": 1}}""", null, [], isEnvironmentOnly: true, "SRS_LISTEN=1935", "SRS_HTTP_SERVER_ENABLED=on", "SRS_VHOST_HTTP_REMUX_ENABLED=on");

        Assert.Equal((1000, false, "console", "1935"), (options.MaxConnections, options.Daemon, options.SrsLogTank, options.Rtmp.Listen));
        Assert.True(options.DefaultVhost.Enabled && options.DefaultVhost.HttpRemux.Enabled && options.HttpServer.Enabled);
        Assert.Equal("8080", options.HttpServer.Listen);
        Assert.Equal(TimeSpan.FromMilliseconds(350), options.DefaultVhost.Play.MwLatency);
    }

    [Fact]
    public void Read_WithoutFile_DefaultsAreOurs()
    {
        var options = Read("{}", null, [], "SRS_VHOST_PLAY_ATC=on");

        Assert.True(options.HttpApi.Enabled && options.HttpServer.Enabled && options.DefaultVhost.HttpRemux.Enabled && options.DefaultVhost.Play.Atc);
        Assert.Null(options.DefaultVhost.Play.MwLatency);
    }

    [Fact]
    public void Read_VariablesOfVhosts_HoldForAllOfThem()
    {
        var options = Read("""{"Srs": {"Vhosts": {"json": {}}}}""", null, ["--Srs:Vhosts:argument:Enabled=true"], "SRS_VHOST_PLAY_ATC=on");

        Assert.True(options.DefaultVhost.Play.Atc && options.Vhosts["json"].Play.Atc && options.Vhosts["argument"].Play.Atc);
    }

    [Theory]
    [InlineData("listen 1935;|vhost __defaultVhost__ { }")]
    [InlineData("listen 1935;|http_server { enabled on; listen 18080; }|vhost __defaultVhost__ { http_remux { enabled on; mount [vhost]/[app]/[stream].flv; } }")]
    [InlineData("listen 1935;|vhost __defaultVhost__ { cluster { mode remote; origin 127.0.0.1:19350; } }")]
    [InlineData("listen 1935;|vhost a.example { }|vhost b.example { enabled off; }|vhost __defaultVhost__ { }")]
    [InlineData("rtmp { listen 1935 [::1]:1936; }|http_api { enabled on; listen 8080; }|http_server { enabled on; listen 8080; }|vhost __defaultVhost__ { }")]
    [InlineData("http_server { enabled on; listen 18080; }|vhost __defaultVhost__ { }")]
    [InlineData("listen 1935;|vhost __defaultVhost__ { hls { enabled on; } dvr { enabled on; } rtc { enabled on; } }|rtc_server { enabled on; }|srt_server { enabled on; }")]
    public void Read_ShapesOfFiles_AreGood(string conf) => Assert.NotNull(Read("{}", conf.Split('|'), []));

    [Theory]
    [InlineData("pid x;", "Srs:Rtmp:Listen is empty, and no other port listens either; write listen 1935; in the file, or set SRS_LISTEN.")]
    [InlineData("listen nonsense;", "FILE:1: rtmp.listen: Srs:Rtmp:Listen has \"nonsense\", but an address is written port, ip:port or [ipv6]:port, such as 1935, 127.0.0.1:1935 or [::1]:1935.")]
    [InlineData("listen 1935;|chunk_size 1;", "FILE:2: rtmp.chunk_size: Srs:Rtmp:ChunkSize is 1, but has to be from 128 to 65536.")]
    [InlineData("listen 1935;|http_server { https { enabled on; cert CERT; key ''; } }", "FILE:2: http_server.https.enabled: Srs:HttpServer:Https:Enabled is on, but Srs:HttpServer:Enabled is off; switch both on, or both off.")]
    [InlineData("listen 1935;|asprocess on;", "FILE:2: asprocess: Srs:Asprocess is on, and so is the daemon; write daemon off;.")]
    [InlineData("listen 1935;|stats { network 99; }", "FILE:2: stats.network: Srs:Stats:Network is 99, but this machine has ADDRESSES addresses, counted from 0.")]
    [InlineData("listen 1935;|vhost a { forward { enabled on; destination h; } publish { kickoff_for_idle 5; } }", "FILE:2: vhost a.publish.kickoff_for_idle: Srs:Vhosts:a:Publish:KickoffForIdle is 00:00:05, but a stream that is passed on is never idle; switch Forward off, or set it to 0.")]
    [InlineData("listen 1935;|max_connections 100000000;", "FILE:2: max_connections: Srs:MaxConnections is 100000000, but the limit of open files carries 1000000; raise it (ulimit -n) or lower the setting.")]
    public void Read_FaultOfMeaning_NamesFileLineKeyAndFix(string conf, string message)
    {
        var e = Assert.Throws<ConfigurationException>(() => Read("{}", conf.Split('|'), []));

        Assert.Equal([message], e.Errors.Select(error => System.Text.RegularExpressions.Regex.Replace(error.Replace(ConfFile, "FILE", StringComparison.Ordinal), @"\d+ addresses", "ADDRESSES addresses")));
    }

    [Fact]
    public void Read_FaultsOfEveryKind_AreToldAtOnce()
    {
        var e = Assert.Throws<ConfigurationException>(() => Read(
            "{}", ["listen 1935;", "lissten 1;", "daemon maybe;", "chunk_size 1;"], ["--Srs:Rtmp:Nothing=1"], "SRS_UTC_TIME=1"));

        Assert.Equal(5, e.Errors.Count);
        Assert.Single(e.Errors, static error => error.StartsWith("SRS_UTC_TIME", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FaultyText_TellsOnlyThat()
    {
        var e = Assert.Throws<ConfigurationException>(() => Read("{}", ["listen 1935", "lissten 1;", "}"], []));

        Assert.Equal([1, 3], e.Errors.Select(error => int.Parse(error[(ConfFile.Length + 1)..].Split(':')[0])));
    }

    [Theory]
    [InlineData("vhost a { dvr { enabled on; } }", "vhost a.dvr.enabled: Srs:Vhosts:a:Dvr:Enabled is on, but recording is not available yet; the server runs without.")]
    [InlineData("vhost a { ingest x { enabled on; } }", "vhost a.ingest x.enabled: Srs:Vhosts:a:Ingest:x:Enabled is on, but fetching streams with FFmpeg is not available yet; the server runs without.")]
    [InlineData("ff_log_level debug;", "ff_log_level: Srs:FfLogLevel is set, but running FFmpeg is not available yet; the server runs without.")]
    [InlineData("vhost a { cluster { protocol flv; } }", "vhost a.cluster.protocol: Srs:Vhosts:a:Cluster:Protocol is set, but pulling by HTTP-FLV is not available yet; the server runs without.")]
    [InlineData("stream_caster { enabled on; caster gb28181; listen 9000; }", "stream_caster.caster: Srs:StreamCasters:1:Caster is gb28181, which is not available yet; the server runs without.")]
    [InlineData("vhost a { hls { hls_fragment 5; } }", null)]
    [InlineData("rtc_server { listen 9; }", null)]
    [InlineData("srs_log_tank file;", null)]
    public void Find_FeatureToCome_IsToldWhenItIsSwitchedOn(string conf, string? remark)
    {
        var (sources, configuration) = Load("{}", ["listen 1935; srs_log_tank console;"[..(conf.StartsWith("srs_log", StringComparison.Ordinal) ? 12 : 34)], conf], []);

        var found = NotAvailableYet.Find(SrsOptionsReader.Read(configuration, 1_000_000, checksFiles: false, sources)).Select(r => sources.Explain(r, configuration));

        Assert.Equal(remark is null ? [] : [$"{ConfFile}:2: {remark}"], found);
    }

    [Fact]
    public void Find_SettingsOfOurs_AreLookedAtToo()
    {
        Assert.Empty(NotAvailableYet.Find(new SrsOptions()));
        Assert.Equal(
            ["Srs:DefaultVhost:Dvr:Enabled is on, but recording is not available yet; the server runs without."],
            NotAvailableYet.Find(Read("""{"Srs": {"DefaultVhost": {"Dvr": {"Enabled": true}}}}""", null, [])));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string ConfFile => Path.Combine(_folder, "srs.conf");

    private SrsOptions Read(string json, string[]? conf, string[] arguments, params string[] variables) => Read(json, conf, arguments, isEnvironmentOnly: false, variables);

    private SrsOptions Read(string json, string[]? conf, string[] arguments, bool isEnvironmentOnly, params string[] variables)
    {
        var (sources, configuration) = Load(json, conf, arguments, isEnvironmentOnly, variables);
        return SrsOptionsReader.Read(configuration, 1_000_000, checksFiles: false, sources);
    }

    private (SrsSources Sources, ConfigurationManager Configuration) Load(
        string json, string[]? conf, string[] arguments, bool isEnvironmentOnly = false, params string[] variables)
    {
        var settings = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(settings, json, Encoding.UTF8);
        if (conf is not null)
        {
            File.WriteAllLines(ConfFile, conf);
        }

        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(settings).AddCommandLine(arguments);
        var environment = variables.ToDictionary(static v => v.Split('=', 2)[0], static v => v.Split('=', 2)[1]);
        return (SrsSources.Add(configuration, conf is null ? null : ConfFile, isEnvironmentOnly, environment), configuration);
    }
}
