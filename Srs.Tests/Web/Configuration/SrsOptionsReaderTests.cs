using System.Text;
using Microsoft.Extensions.Configuration;
using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

/// <summary>Settings from every source: what they become, and what the user is told.</summary>
public sealed class SrsOptionsReaderTests
{
    [Fact]
    public void Read_NoSource_GivesDefaults()
    {
        var options = SrsOptionsReader.Read(new ConfigurationBuilder().Build(), 1000);

        Assert.Equal(("1935", "8080", "1985"), (options.Rtmp.Listen, options.HttpServer.Listen, options.HttpApi.Listen));
        Assert.Null(options.MaxConnections);
        Assert.Empty(options.Vhosts);
    }

    [Fact]
    public void Read_Values_AreTaken()
    {
        var options = Read("""
            {"Srs": {"MaxConnections": 500, "Rtmp": {"ChunkSize": 4096, "HandshakeTimeout": "5s", "IdleTimeout": "00:01:00"},
             "DefaultVhost": {"Play": {"TimeJitter": "zero", "Atc": "on", "QueueLength": "1.5m", "StallTimeout": "500ms"}, "Publish": {"OnBusy": "replace"}},
             "Vhosts": {"Example.com": {"Enabled": false}, "other": {"Play": {"GopCache": "off"}}}}}
            """);

        Assert.Equal(500, options.MaxConnections);
        Assert.Equal(4096, options.Rtmp.ChunkSize);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Rtmp.HandshakeTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), options.Rtmp.IdleTimeout);
        var play = options.DefaultVhost.Play;
        Assert.Equal((TimeJitter.Zero, true, true), (play.TimeJitter, play.Atc, play.GopCache));
        Assert.Equal((90, 0.5), (play.QueueLength.TotalSeconds, play.StallTimeout.TotalSeconds));
        Assert.Equal(OnBusy.Replace, options.DefaultVhost.Publish.OnBusy);
        Assert.False(options.Vhosts["Example.com"].Enabled);
        Assert.False(options.Vhosts["other"].Play.GopCache);
        Assert.True(options.Vhosts["other"].Enabled);
    }

    [Fact]
    public void Read_Lists_LaterSourceReplacesEarlier()
    {
        var json = """{"Srs": {"Rtmp": {"Listen": ["1935", "[::1]:1936", "10.0.0.1:1937"]}}}""";

        Assert.Equal("1935 [::1]:1936 10.0.0.1:1937", Read(json).Rtmp.Listen);
        Assert.Equal("1940", Read(json, "Srs:Rtmp:Listen=1940").Rtmp.Listen);
        Assert.Equal("1940 1941", Read(json, "Srs:Rtmp:Listen=1940 1941").Rtmp.Listen);
        Assert.Equal("1940", Read(json, "Srs:Rtmp:Listen:0=1940").Rtmp.Listen);
    }

    [Fact]
    public void Read_EnvironmentVariables_AreKeysWithUnderscores()
    {
        const string Name = "Srs__Rtmp__Listen";
        Environment.SetEnvironmentVariable(Name, "127.0.0.1:1999");
        try
        {
            var options = SrsOptionsReader.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), 1000);

            Assert.Equal("127.0.0.1:1999", options.Rtmp.Listen);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [Fact]
    public void Read_SeveralFaults_TellsAllAtOnce()
    {
        var e = Assert.Throws<ConfigurationException>(() => Read("""
            {"Srs": {"Rtmp": {"Lissten": "1935", "ChunkSize": "many"}, "DefaultVhost": {"Play": {"TimeJitter": "half"}, "Publish": {"Grace": "5"}}}}
            """));

        Assert.Equal(4, e.Errors.Count);
    }

    [Theory]
    [InlineData("Srs:Rtmp:Lisen=1", "Srs:Rtmp:Lisen is not a known setting; did you mean Listen?")]
    [InlineData("Srs:Rtpm:Listen=1", "Srs:Rtpm is not a known setting; did you mean Rtmp?")]
    [InlineData("Srs:Quite:Different=1", "Srs:Quite is not a known setting.")]
    [InlineData("Srs:Vhosts:demo:Pley:Atc=true", "Srs:Vhosts:demo:Pley is not a known setting; did you mean Play?")]
    [InlineData("Srs:Rtmp:ChunkSize=many", "Srs:Rtmp:ChunkSize is \"many\", but has to be a whole number.")]
    [InlineData("Srs:Rtmp:ChunkSize=1.5", "Srs:Rtmp:ChunkSize is \"1.5\", but has to be a whole number.")]
    [InlineData("Srs:Rtmp:ChunkSize=", "Srs:Rtmp:ChunkSize is \"\", but has to be a whole number.")]
    [InlineData("Srs:Rtmp:ChunkSize=99999999999", "Srs:Rtmp:ChunkSize is \"99999999999\", but has to be a whole number.")]
    [InlineData("Srs:Rtmp:ChunkSize=127", "Srs:Rtmp:ChunkSize is 127, but has to be from 128 to 65536.")]
    [InlineData("Srs:Rtmp:ChunkSize=65537", "Srs:Rtmp:ChunkSize is 65537, but has to be from 128 to 65536.")]
    [InlineData("Srs:Rtmp:ChunkSize:Sub=5", "Srs:Rtmp:ChunkSize:Sub is not a known setting.")]
    [InlineData("Srs:Rtmp=1935", "Srs:Rtmp has a value, but is a section; its settings are Listen, ChunkSize, HandshakeTimeout, IdleTimeout, MaxMessageSize, ReconnectWait.")]
    [InlineData("Srs:Vhosts=demo", "Srs:Vhosts has a value, but is a section of names.")]
    [InlineData("Srs:Rtmp:HandshakeTimeout=10", "Srs:Rtmp:HandshakeTimeout is \"10\", but has to be a time such as 5s, 500ms, 2m or 00:00:05.")]
    [InlineData("Srs:Rtmp:HandshakeTimeout=24:00:00", "Srs:Rtmp:HandshakeTimeout is \"24:00:00\", but has to be a time such as 5s, 500ms, 2m or 00:00:05.")]
    [InlineData("Srs:Rtmp:HandshakeTimeout=0:10", "Srs:Rtmp:HandshakeTimeout is \"0:10\", but has to be a time such as 5s, 500ms, 2m or 00:00:05.")]
    [InlineData("Srs:Rtmp:HandshakeTimeout=-5s", "Srs:Rtmp:HandshakeTimeout is \"-5s\", but has to be a time such as 5s, 500ms, 2m or 00:00:05.")]
    [InlineData("Srs:Rtmp:HandshakeTimeout=0s", "Srs:Rtmp:HandshakeTimeout is 00:00:00, but has to be longer than zero and at most 1 day.")]
    [InlineData("Srs:DefaultVhost:HttpRemux:WaitForPublisher=60h", "Srs:DefaultVhost:HttpRemux:WaitForPublisher is 2.12:00:00, but has to be from zero to 1 day.")]
    [InlineData("Srs:DefaultVhost:Enabled=yes", "Srs:DefaultVhost:Enabled is \"yes\", but has to be true or false.")]
    [InlineData("Srs:DefaultVhost:Publish:OnBusy=1", "Srs:DefaultVhost:Publish:OnBusy is \"1\", but has to be refuse or replace.")]
    [InlineData("Srs:DefaultVhost:Play:GopCacheMaxFrames=0", "Srs:DefaultVhost:Play:GopCacheMaxFrames is 0, but has to be from 1 to 100000.")]
    [InlineData("Srs:DefaultVhost:HttpRemux:Mount=/live.flv", "Srs:DefaultVhost:HttpRemux:Mount is \"/live.flv\", but has to contain [app] and [stream] and end in .flv or .ts or .aac or .mp3, such as [vhost]/[app]/[stream].flv.")]
    [InlineData("Srs:DefaultVhost:HttpRemux:FastCache=61s", "Srs:DefaultVhost:HttpRemux:FastCache is 00:01:01, but has to be from zero to 00:01:00.")]
    [InlineData("Srs:MaxConnections=0", "Srs:MaxConnections is 0, but has to be from 1 to 2147483647.")]
    [InlineData("Srs:MaxConnections=1001", "Srs:MaxConnections is 1001, but the limit of open files carries 1000; raise it (ulimit -n) or lower the setting.")]
    [InlineData("Srs:Rtmp:Listen=nonsense", "Srs:Rtmp:Listen has \"nonsense\", but an address is written port, ip:port or [ipv6]:port, such as 1935, 127.0.0.1:1935 or [::1]:1935.")]
    [InlineData("Srs:Rtmp:Listen=", "Srs:Rtmp:Listen is empty; give at least a port.")]
    [InlineData("Srs:Rtmp:Listen=8080", "Srs:Rtmp:Listen and Srs:HttpServer:Listen both have port 8080; give one of them another port.")]
    [InlineData("Srs:Rtmp:Listen=127.0.0.1:1985", "Srs:Rtmp:Listen and Srs:HttpApi:Listen both have port 1985; give one of them another port.")]
    [InlineData("Srs:HttpApi:Listen=127.0.0.1:8080", "Srs:HttpServer:Listen and Srs:HttpApi:Listen both have port 8080 on different addresses; write them alike, or give one of them another port.")]
    [InlineData("Srs:Rtmp:Listen=1935 127.0.0.1:1935", "Srs:Rtmp:Listen has port 1935 twice, once for all addresses.")]
    [InlineData("Srs:Vhosts:__defaultVhost__:Enabled=false", "Srs:Vhosts:__defaultVhost__ is written Srs:DefaultVhost here.")]
    [InlineData("Srs:DefaultVhost:Cluster:Mode=remote", "Srs:DefaultVhost:Cluster:Mode is remote, but Srs:DefaultVhost:Cluster:Origin is empty; name the servers that streams are pulled from, or set Mode to local.")]
    [InlineData("Srs:DefaultVhost:Cluster:Mode=edge", "Srs:DefaultVhost:Cluster:Mode is \"edge\", but has to be local or remote.")]
    [InlineData("Srs:DefaultVhost:Cluster:Origin=a b:0", "Srs:DefaultVhost:Cluster:Origin has \"b:0\", but an origin is written host, host:port or [ipv6]:port with a port from 1 to 65535, such as 10.0.0.1 or origin.example:1935.")]
    [InlineData("Srs:DefaultVhost:Cluster:Vhost=a/b", "Srs:DefaultVhost:Cluster:Vhost is \"a/b\", but has to be the name of a virtual host, in which [vhost] stands for the viewer's, such as [vhost] or ingest.[vhost].")]
    public void Read_Fault_NamesKeyValueAndFix(string setting, string message)
    {
        var e = Assert.Throws<ConfigurationException>(() => Read("{}", setting));

        Assert.Equal([message], e.Errors);
    }

    [Fact]
    public void Read_ValueForASection_TellsItsSettings()
    {
        var e = Assert.Throws<ConfigurationException>(() => Read("{}", "Srs:Vhosts:demo=1"));

        Assert.StartsWith("Srs:Vhosts:demo has a value, but is a section; its settings are Enabled, ", Assert.Single(e.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Caster=rtsp", "Srs:StreamCasters:a:Caster is \"rtsp\", but only flv is supported so far; set it to flv, or Srs:StreamCasters:a:Enabled to false.")]
    [InlineData("Listen=", "Srs:StreamCasters:a:Listen is empty; give at least a port.")]
    [InlineData("Listen=8080", "Srs:HttpServer:Listen and Srs:StreamCasters:a:Listen both have port 8080; give one of them another port.")]
    [InlineData("Output=", "Srs:StreamCasters:a:Output is \"\", but has to be an RTMP address with application and stream, such as rtmp://127.0.0.1/[app]/[stream].")]
    [InlineData("Output=rtmp://127.0.0.1/live", "Srs:StreamCasters:a:Output is \"rtmp://127.0.0.1/live\", but has to be an RTMP address with application and stream, such as rtmp://127.0.0.1/[app]/[stream].")]
    [InlineData("Output=rtmp://10.0.0.9/a/b", "Srs:StreamCasters:a:Output is \"rtmp://10.0.0.9/a/b\", but publishing to another machine is not supported so far; name this server or a virtual host of Srs:Vhosts, such as rtmp://127.0.0.1/[app]/[stream].")]
    [InlineData("Output=rtmp://localhost:1999/a/b", "Srs:StreamCasters:a:Output is \"rtmp://localhost:1999/a/b\", but port 1999 is not one of Srs:Rtmp:Listen; leave it out, it publishes without a connection, such as rtmp://127.0.0.1/[app]/[stream].")]
    public void Read_CasterFault_NamesKeyValueAndFix(string setting, string message)
    {
        string[] good = ["Srs:StreamCasters:a:Caster=flv", "Srs:StreamCasters:a:Listen=8936", "Srs:StreamCasters:a:Output=rtmp://127.0.0.1/[app]/[stream]"];
        Assert.NotNull(Read("{}", good));
        Assert.NotNull(Read("{}", [.. good, $"Srs:StreamCasters:a:{setting}", "Srs:StreamCasters:a:Enabled=false"]));

        var e = Assert.Throws<ConfigurationException>(() => Read("{}", [.. good, $"Srs:StreamCasters:a:{setting}"]));

        Assert.Equal([message], e.Errors);
    }

    [Theory]
    [InlineData("Srs:DefaultVhost:HttpRemux:Mount=[vhost]/[app]/[stream].aac")]
    [InlineData("Srs:DefaultVhost:HttpRemux:Mount=[vhost]/[app]/[stream].mp3")]
    [InlineData("Srs:DefaultVhost:HttpRemux:FastCache=2.5s")]
    [InlineData("Srs:MaxConnections=1000")]
    [InlineData("Srs:HttpApi:Listen=8080")]
    [InlineData("Srs:Rtmp:Listen=127.0.0.1:1935 [::1]:1935")]
    [InlineData("Srs:Rtmp:Listen=127.0.0.1:0")]
    [InlineData("srs:rtmp:listen=1936")]
    [InlineData("Srs:DefaultVhost:Publish:Grace=0s")]
    [InlineData("Srs:DefaultVhost:HttpRemux:WaitForPublisher=0s")]
    [InlineData("Srs:DefaultVhost:Cluster:Origin=origin_1:1935 10.0.0.1,[::1]:1936")]
    [InlineData("Srs:DefaultVhost:Cluster:Vhost=same.edge.[vhost]")]
    public void Read_Edge_IsFine(string setting) => Assert.NotNull(Read("{}", setting));

    private static SrsOptions Read(string json, params string[] later) => SrsOptionsReader.Read(
        new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)))
            .AddCommandLine([.. later.Select(static setting => "--" + setting)])
            .Build(),
        1000);
}
