using System.Text;
using System.Text.Json.Nodes;
using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Web.Configuration;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Reload;

public sealed class OptionsJsonTests
{
    private const string Secret = "5ec2e7-0123456789abcdef";

    private static readonly SrsOptions Sample = new()
    {
        MaxConnections = 100,
        GraceStartWait = TimeSpan.FromMilliseconds(1500.5),
        Heartbeat = new HeartbeatOptions { Url = $"http://user:{Secret}@host/path?token={Secret}" },
        HttpApi = new HttpApiOptions
        {
            Listen = "1985",
            Https = new TlsListenOptions { Listen = "1990" },
            Auth = new ApiAuthOptions { Enabled = true, Username = "boss", Password = Secret },
            Keys = new Dictionary<string, ApiKeyOptions> { ["k"] = new() { Key = Secret } },
        },
        DefaultVhost = new VhostOptions { Play = new PlayOptions { MwLatency = TimeSpan.FromMilliseconds(350) } },
        Vhosts = new Dictionary<string, VhostOptions>
        {
            ["a.example"] = new() { Auth = new AuthOptions { Keys = new Dictionary<string, AuthKeyOptions> { ["s"] = new() { Type = "signature", Key = Secret } } } },
            ["b.example"] = new() { HttpHooks = new HttpHooksOptions { OnPublish = $"http://a/?x={Secret} http://b/", Secret = Secret } },
        },
    };

    [Fact]
    public void Write_ReadAgain_IsTheSame() => Assert.Empty(OptionsDiff.Find(Sample, SettingsSource.Bind(OptionsJson.Write(Sample, isMasked: false), isSrs: false, checksFiles: false)));

    [Fact]
    public void Write_Masked_HasNoSecret()
    {
        var text = OptionsJson.Write(Sample, isMasked: true).ToJsonString();

        Assert.DoesNotContain("5ec2e7", text, StringComparison.Ordinal);
        Assert.Contains("http://***@host/path?***", text, StringComparison.Ordinal);
        Assert.Contains("boss", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Unmask_WhatWasShown_IsTheSame()
    {
        var errors = new List<string>();
        var json = OptionsJson.Write(Sample, isMasked: true);

        OptionsJson.Unmask(json, Sample, "Srs", errors);

        Assert.Empty(errors);
        Assert.Empty(OptionsDiff.Find(Sample, SettingsSource.Bind(json, isSrs: false, checksFiles: false)));
    }

    [Theory]
    [InlineData("""{"HttpApi":{"Keys":{"other":{"Key":"***"}}}}""", "Srs:HttpApi:Keys:other:Key")]
    [InlineData("""{"vhosts":{"a.example":{"httphooks":{"secret":"***"}}}}""", "Srs:Vhosts:a.example:HttpHooks:Secret")]
    [InlineData("""{"Heartbeat":{"Url":"http://***@other/"}}""", "Srs:Heartbeat:Url")]
    public void Unmask_MaskOfNothing_IsTold(string text, string key)
    {
        var errors = new List<string>();

        OptionsJson.Unmask(ConfigBody.Parse(Encoding.UTF8.GetBytes(text)), Sample, "Srs", errors);

        Assert.StartsWith(key + " has ***", Assert.Single(errors), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"Rtmp":{"ChunkSize":4096},"MaxConnections":null}""")]
    [InlineData("""{"Vhosts":{"c.example":{"Play":{"MwLatency":"1s"}},"a.example":null}}""")]
    [InlineData("""{"Vhosts":{"a.example":{"Play":{"MwLatency":null},"HttpHooks":{"Secret":""}}},"HttpApi":{"Keys":null}}""")]
    public void Between_Applied_GivesTheOther(string patch)
    {
        var other = Change(ConfigBody.Parse(Encoding.UTF8.GetBytes(patch)));

        Assert.Empty(OptionsDiff.Find(other, Change(OptionsJson.Between(Sample, other))));
        Assert.Empty(OptionsJson.Between(other, other));

        static SrsOptions Change(JsonObject patch) =>
            SettingsSource.Bind(MergePatch.Apply(OptionsJson.Write(Sample, isMasked: false), patch), isSrs: false, checksFiles: false);
    }

    [Theory]
    [InlineData("""{"Rtmp":{"ChunkSize":4096}}""", "Srs:Rtmp:ChunkSize Changed 60000 4096 Live")]
    [InlineData("""{"Rtmp":{"Listen":"1999"}}""", "Srs:Rtmp:Listen Changed 1935 1999 Live")]
    [InlineData("""{"DefaultVhost":{"Hls":{"Enabled":true}}}""", "Srs:DefaultVhost:Hls:Enabled Changed false true NotAvailable")]
    [InlineData("""{"Vhosts":{"c.example":{}}}""", "Srs:Vhosts:c.example Added   Live")]
    [InlineData("""{"Vhosts":{"a.example":null}}""", "Srs:Vhosts:a.example Removed   Live")]
    [InlineData("""{"Vhosts":{"a.example":{"Auth":{"Keys":{"s":{"Key":"another-5ec2e7-0123456789"}}}}}}""", "Srs:Vhosts:a.example:Auth:Keys:s:Key Changed *** *** Live")]
    [InlineData("""{"MaxConnections":null}""", "Srs:MaxConnections Changed 100  Live")]
    [InlineData("""{"HttpApi":{"Enabled":false}}""", "Srs:HttpApi:Enabled Changed true false Live")]
    [InlineData("""{"Tls":{"SelfSigned":true}}""", "Srs:Tls:SelfSigned Changed false true Live")]
    [InlineData("""{"ServerId":"other"}""", "Srs:ServerId Changed  other Restart")]
    public void Find_OneChange_TellsItWithItsEffect(string patch, string expected)
    {
        var json = MergePatch.Apply(OptionsJson.Write(Sample, isMasked: false), ConfigBody.Parse(Encoding.UTF8.GetBytes(patch)));

        var change = Assert.Single(OptionsDiff.Find(Sample, SettingsSource.Bind(json, isSrs: false, checksFiles: false)));

        Assert.Equal(expected, $"{change.Key} {change.Kind} {change.Old} {change.New} {change.Effect}");
    }

    [Fact]
    public void Bind_KeyWithColon_IsRefused()
    {
        var json = new JsonObject(OptionsJson.AnyCase) { ["Rtmp:ChunkSize"] = 1 };

        Assert.Contains("colon", Assert.Throws<ConfigurationException>(() => SettingsSource.Bind(json, isSrs: false, checksFiles: false)).Message, StringComparison.Ordinal);
    }
}
