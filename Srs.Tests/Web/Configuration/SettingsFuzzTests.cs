using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Srs.Tests.TestSupport;
using Srs.Tests.Web.Configuration.SrsConf;
using Srs.Web.Configuration;
using Srs.Web.Configuration.SrsConf;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Configuration;

/// <summary>Damaged settings of every form, all the way: options come of them, or sentences, and nothing else.</summary>
[Trait("Category", "Fuzz")]
public sealed class SettingsFuzzTests
{
    private const string Conf = """
        listen 1935 [::1]:1936; max_connections 1000; daemon off; srs_log_tank console;
        http_api { enabled on; listen 1985; raw_api { enabled on; allow_reload on; } auth { enabled on; username admin; password admin; } }
        http_server { enabled on; listen 8080; dir ./html; https { enabled on; listen 8088; } }
        heartbeat { enabled off; interval 9.3; url http://127.0.0.1:8085/api/v1/servers; }
        vhost __defaultVhost__ {
          gop_cache on; queue_length 10; security { enabled on; allow play all; deny publish 192.0.2.0/24; }
          refer { enabled on; all github.com; } publish { kickoff_for_idle 60; normal_timeout 7000; } play { mw_latency 350; time_jitter full; }
          http_hooks { enabled on; on_publish http://127.0.0.1:8085/a http://localhost/b; } http_remux { enabled on; mount [vhost]/[app]/[stream].flv; }
          cluster { mode remote; origin 127.0.0.1:1935 localhost:19350; vhost ossrs.net; } transcode { enabled on; engine a { enabled on; vcodec copy; } }
        }
        stream_caster { enabled on; caster flv; output rtmp://127.0.0.1/[app]/[stream]; listen 8936; }
        """;

    [Fact]
    public void ConfFile_Mutated_GivesOptionsOrSentences()
    {
        var valid = Encoding.UTF8.GetBytes(Conf);
        Assert.True(ReadConf(valid));
        foreach (var text in Mutations.Of(valid, 1500).Concat(Mutations.Truncations(valid).Where(static (_, i) => i % 7 == 0)))
        {
            ReadConf(text);
        }
    }

    [Fact]
    public void ConfFile_LinesTakenOutOrSwapped_GivesOptionsOrSentences()
    {
        var words = ConfMapperTests.EveryDirective().Split('\n');
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var (from, to) = (random.Next(words.Length), random.Next(words.Length));
            var changed = (string[])words.Clone();
            changed[from] = i % 2 == 0 ? "" : words[to];
            ReadConf(Encoding.UTF8.GetBytes(string.Join('\n', changed)));
        }
    }

    [Fact]
    public void ApiBody_Mutated_GivesOptionsOrSentences()
    {
        var section = OptionsJson.Write(SettingsSource.Bind(ConfigBody.Parse("""
            {"DefaultVhost":{"Auth":{"Play":true,"Keys":{"a":{"Type":"key","Key":"streamkey1"}}},"Limits":{"Connections":5},"HttpHooks":{"OnPlay":"http://a/"}},"Vhosts":{"v.example":{}}}
            """u8), isSrs: false, checksFiles: true), isMasked: false);
        var valid = Encoding.UTF8.GetBytes(section.ToJsonString());
        Assert.True(ReadBody(valid));
        foreach (var text in Mutations.Of(valid, 1500))
        {
            ReadBody(text);
        }
    }

    [Fact]
    public void Values_OfEveryType_InEverySetting_GiveOptionsOrSentences()
    {
        var section = OptionsJson.Write(new SrsOptions(), isMasked: false);
        foreach (var value in new[] { "null", "true", "-1", "1e999", "99999999999999999999", "\"\"", "\"\\u0000\"", "\"://?#@\"", "[]", "[[[]]]", "{}", "{\"\":{}}", "\"-00:00:01\"" })
        {
            foreach (var (key, _) in section)
            {
                ReadBody(Encoding.UTF8.GetBytes($"{{\"{key}\":{value}}}"));
            }

            foreach (var (key, _) in section["DefaultVhost"]!.AsObject())
            {
                ReadBody(Encoding.UTF8.GetBytes($"{{\"DefaultVhost\":{{\"{key}\":{value}}}}}"));
                foreach (var (inner, _) in section["DefaultVhost"]![key] as System.Text.Json.Nodes.JsonObject ?? [])
                {
                    ReadBody(Encoding.UTF8.GetBytes($"{{\"DefaultVhost\":{{\"{key}\":{{\"{inner}\":{value}}}}}}}"));
                }
            }
        }
    }

    /// <returns>Whether options came of it.</returns>
    private static bool ReadConf(byte[] text)
    {
        using var configuration = new ConfigurationManager();
        try
        {
            var sources = SrsSources.Add(configuration, "srs.conf", isEnvironmentOnly: false, new Dictionary<string, string>(), name => name == "srs.conf" ? text : throw new FileNotFoundException(name));
            SrsOptionsReader.Read(configuration, 1000, checksFiles: false, sources);
            return true;
        }
        catch (ConfigurationException e)
        {
            Assert.NotEmpty(e.Errors);
            return false;
        }
    }

    private static bool ReadBody(byte[] text)
    {
        try
        {
            SettingsSource.Bind(ConfigBody.Parse(text), isSrs: false, checksFiles: true);
            return true;
        }
        catch (Exception e) when (e is ConfigurationException or JsonException or FormatException)
        {
            Assert.NotEmpty(e.Message);
            return false;
        }
    }
}
