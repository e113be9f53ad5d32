using System.Text;
using Srs.Web.Configuration.SrsConf;
using Srs.Web.Configuration.SrsConf.Tables;

namespace Srs.Tests.Web.Configuration.SrsConf;

/// <summary>From directives to our settings: every known one, old spellings, and what the user is told.</summary>
public sealed class ConfMapperTests
{
    /// <summary>Blocks whose settings another part of the server brings; see <see cref="OptionTree"/>.</summary>
    private static readonly string[] MayBeMissing = ["HttpHooks:", "Heartbeat:", "Refer:", "Security:", "HttpApi:Auth:"];

    [Theory]
    [InlineData("listen 1935 [::]:1935;", "Srs:Rtmp:Listen=1935 [::]:1935")]
    [InlineData("rtmp { listen 1935; chunk_size 4096; }", "Srs:Rtmp:Listen=1935|Srs:Rtmp:ChunkSize=4096")]
    [InlineData("listen 1; rtmp { listen 2; chunk_size 128; } chunk_size 256;", "Srs:Rtmp:Listen=1|Srs:Rtmp:ChunkSize=256")]
    [InlineData("http_server { enabled on; https { enabled on; cert a.crt; } }", "Srs:HttpServer:Enabled=true|Srs:HttpServer:Https:Enabled=true|Srs:HttpServer:Https:Cert=a.crt")]
    [InlineData("vhost __defaultVhost__ { enabled off; }", "Srs:DefaultVhost:Enabled=false")]
    [InlineData("vhost a.b { hls { hls_fragment 2.5; } }", "Srs:Vhosts:a.b:Hls:HlsFragment=2.5s")]
    [InlineData("vhost a { play { mw_latency 0; queue_length 10; } }", "Srs:Vhosts:a:Play:MwLatency=0ms|Srs:Vhosts:a:Play:QueueLength=10s")]
    [InlineData("vhost a { http_remux { mount '[vhost]/x'; } }", "Srs:Vhosts:a:HttpRemux:Mount=[vhost]/x")]
    [InlineData("vhost a { cluster { mode remote; origin h1:1935 h2; } }", "Srs:Vhosts:a:Cluster:Mode=remote|Srs:Vhosts:a:Cluster:Origin=h1:1935 h2")]
    [InlineData("vhost a { exec { publish ffmpeg -i x; publish date; } }", "Srs:Vhosts:a:Exec:Publish=ffmpeg -i x; date")]
    [InlineData("vhost a { hls { hls_entry_prefix ''; } }", "Srs:Vhosts:a:Hls:HlsEntryPrefix=")]
    [InlineData("vhost a { dvr { dvr_apply live/a live/b; } }", "Srs:Vhosts:a:Dvr:DvrApply=live/a live/b")]
    [InlineData("vhost a { ingest x { input { type file; url b.flv; } engine { vbitrate 200; } } }", "Srs:Vhosts:a:Ingest:x:Input:Type=file|Srs:Vhosts:a:Ingest:x:Input:Url=b.flv|Srs:Vhosts:a:Ingest:x:Engine:Vbitrate=200")]
    [InlineData("vhost a { transcode live/x { engine ff { vparams { t 100; coder 1; } vfps 25.5; } } transcode { enabled off; } }", "Srs:Vhosts:a:Transcode:live/x:Engine:ff:Vparams=t 100; coder 1|Srs:Vhosts:a:Transcode:live/x:Engine:ff:Vfps=25.5|Srs:Vhosts:a:Transcode:all:Enabled=false")]
    [InlineData("vhost a { ingest { input { type stream; } } }", "Srs:Vhosts:a:Ingest:all:Input:Type=stream")]
    [InlineData("stream_caster { caster flv; } stream_caster { caster gb28181; sip { candidate 10.0.0.1; } }", "Srs:StreamCasters:1:Caster=flv|Srs:StreamCasters:2:Caster=gb28181|Srs:StreamCasters:2:Sip:Candidate=10.0.0.1")]
    [InlineData("rtc_server { candidate $THERE; }", "Srs:RtcServer:Candidate=10.9.8.7")]
    [InlineData("rtc_server { candidate $MISSING; }", "Srs:RtcServer:Candidate=*")]
    [InlineData("srt_server { default_streamid '#!::r=a/b,m=publish'; maxbw -1; }", "Srs:SrtServer:DefaultStreamid=#!::r=a/b,m=publish|Srs:SrtServer:Maxbw=-1")]
    public void Map_Directives_BecomeSettings(string text, string expected)
    {
        var settings = Map(text);

        Assert.Empty(settings.Errors);
        Assert.Empty(settings.Warnings);
        Assert.Equal(expected, Show(settings));
    }

    [Theory]
    [InlineData("http_stream { listen 8080; }", "Srs:HttpServer:Listen=8080", "http_server")]
    [InlineData("srt_server { tlpkdrop off; }", "Srs:SrtServer:Tlpktdrop=false", "tlpktdrop")]
    [InlineData("stream_caster { host 10.0.0.1; }", "Srs:StreamCasters:1:Sip:Candidate=10.0.0.1", "sip { candidate")]
    [InlineData("vhost a { http { enabled on; } }", "Srs:Vhosts:a:HttpStatic:Enabled=true", "http_static")]
    [InlineData("vhost a { mr { enabled on; latency 500; } }", "Srs:Vhosts:a:Publish:Mr=true|Srs:Vhosts:a:Publish:MrLatency=500ms", "publish { mr")]
    [InlineData("vhost a { publish_1stpkt_timeout 1000; }", "Srs:Vhosts:a:Publish:FirstpktTimeout=1000ms", "publish { firstpkt_timeout")]
    [InlineData("vhost a { publish_normal_timeout 1000; publish { mr on; } }", "Srs:Vhosts:a:Publish:Mr=true|Srs:Vhosts:a:Publish:NormalTimeout=1000ms", "publish { normal_timeout")]
    [InlineData("vhost a { time_jitter zero; }", "Srs:Vhosts:a:Play:TimeJitter=zero", "play { time_jitter")]
    [InlineData("vhost a { mix_correct on; }", "Srs:Vhosts:a:Play:MixCorrect=true", "play { mix_correct")]
    [InlineData("vhost a { atc on; }", "Srs:Vhosts:a:Play:Atc=true", "play { atc")]
    [InlineData("vhost a { atc_auto on; }", "Srs:Vhosts:a:Play:AtcAuto=true", "play { atc_auto")]
    [InlineData("vhost a { mw_latency 100; }", "Srs:Vhosts:a:Play:MwLatency=100ms", "play { mw_latency")]
    [InlineData("vhost a { gop_cache off; }", "Srs:Vhosts:a:Play:GopCache=false", "play { gop_cache")]
    [InlineData("vhost a { gop_cache_max_frames 5; }", "Srs:Vhosts:a:Play:GopCacheMaxFrames=5", "play { gop_cache_max_frames")]
    [InlineData("vhost a { queue_length 5; }", "Srs:Vhosts:a:Play:QueueLength=5s", "play { queue_length")]
    [InlineData("vhost a { send_min_interval 1.5; }", "Srs:Vhosts:a:Play:SendMinInterval=1.5", "play { send_min_interval")]
    [InlineData("vhost a { reduce_sequence_header on; }", "Srs:Vhosts:a:Play:ReduceSequenceHeader=true", "play { reduce_sequence_header")]
    [InlineData("vhost a { forward h1 h2:1936; }", "Srs:Vhosts:a:Forward:Enabled=true|Srs:Vhosts:a:Forward:Destination=h1 h2:1936", "forward { destination")]
    [InlineData("vhost a { mode remote; }", "Srs:Vhosts:a:Cluster:Mode=remote", "cluster { mode")]
    [InlineData("vhost a { origin h; }", "Srs:Vhosts:a:Cluster:Origin=h", "cluster { origin")]
    [InlineData("vhost a { token_traverse on; }", "Srs:Vhosts:a:Cluster:TokenTraverse=true", "cluster { token_traverse")]
    [InlineData("vhost a { vhost b; }", "Srs:Vhosts:a:Cluster:Vhost=b", "cluster { vhost")]
    [InlineData("vhost a { debug_srs_upnode off; }", "Srs:Vhosts:a:Cluster:DebugSrsUpnode=false", "cluster { debug_srs_upnode")]
    [InlineData("vhost a { nack { enabled off; } }", "Srs:Vhosts:a:Rtc:Nack=false", "rtc { nack")]
    [InlineData("vhost a { nack { no_copy off; } }", "Srs:Vhosts:a:Rtc:NackNoCopy=false", "rtc { nack_no_copy")]
    [InlineData("vhost a { twcc { enabled off; } rtc { enabled on; } }", "Srs:Vhosts:a:Rtc:Enabled=true|Srs:Vhosts:a:Rtc:Twcc=false", "rtc { twcc")]
    [InlineData("vhost a { rtc { aac transcode; } }", "Srs:Vhosts:a:Rtc:RtmpToRtc=true", "rtmp_to_rtc")]
    [InlineData("vhost a { rtc { bframe keep; } }", "Srs:Vhosts:a:Rtc:KeepBframe=true", "keep_bframe")]
    public void Map_OldSpelling_IsRewrittenWithAWarning(string text, string expected, string modern)
    {
        var settings = Map(text);

        Assert.Empty(settings.Errors);
        Assert.Equal(expected, Show(settings));
        Assert.All(settings.Warnings, static w => Assert.StartsWith("srs.conf:1: \"", w, StringComparison.Ordinal));
        Assert.Contains(settings.Warnings, w => w.Contains($"is an old spelling; write {modern}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vhost a { refer x.com y.com; }", "all")]
    [InlineData("vhost a { refer_play x.com; }", "play")]
    [InlineData("vhost a { refer_publish x.com; }", "publish")]
    public void Map_OldReferer_BecomesABlock(string text, string modern) =>
        Assert.Contains(Map(text).Warnings, w => w.Contains($"refer {{ {modern} ...; }}", StringComparison.Ordinal));

    [Theory]
    [InlineData("vhost a { http_remux { hstrs on; } }")]
    [InlineData("rtc_server { perf_stat on; queue_length 5; dir x; }")]
    [InlineData("stream_caster { rtp_port_min 1; sip { serial 2; } }")]
    [InlineData("http_api { raw_api { allow_query on; } }")]
    [InlineData("threads { interval 5; anything on; }")]
    [InlineData("tencentcloud_cls { enabled off; }")]
    [InlineData("tencentcloud_apm { enabled off; }")]
    [InlineData("vhost a { bandcheck { enabled on; } }")]
    [InlineData("vhost a { hls { hls_storage disk; hls_mount x; } }")]
    [InlineData("is_full off;")]
    [InlineData("circuit_breaker { other 1; }")]
    [InlineData("http_api { https { other 1; } }")]
    [InlineData("rtc_server { tcp { other 1; } }")]
    [InlineData("vhost a { transcode { engine x { other 1; } } }")]
    public void Map_WithoutEffect_IsSaidAndStartsAllTheSame(string text)
    {
        var settings = Map(text);

        Assert.Empty(settings.Errors);
        Assert.Contains(settings.Warnings, static w => w.Contains("has no effect", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lissten 1935;", "srs.conf:1: \"lissten\" is not a directive of SRS.")]
    [InlineData("max_connection 5;", "srs.conf:1: \"max_connection\" is not a directive of SRS; did you mean max_connections?")]
    [InlineData("\nvhost a {\n hls {\n hls_fragmnt 5;\n } }", "srs.conf:4: \"vhost a.hls.hls_fragmnt\" is not a directive of SRS; did you mean hls_fragment?")]
    [InlineData("rtmp { pid x; }", "srs.conf:1: \"rtmp.pid\" is not a directive of SRS.")]
    [InlineData("http_api { auth { user_name x; } }", "srs.conf:1: \"http_api.auth.user_name\" is not a directive of SRS; did you mean username?")]
    [InlineData("daemon yes;", "srs.conf:1: \"daemon\" is \"yes\", but has to be on or off (SRS takes it for on).")]
    [InlineData("utc_time true;", "srs.conf:1: \"utc_time\" is \"true\", but has to be on or off (SRS takes it for off).")]
    [InlineData("max_connections many;", "srs.conf:1: \"max_connections\" is \"many\", but has to be a whole number, at most 2147483647.")]
    [InlineData("max_connections 99999999999;", "srs.conf:1: \"max_connections\" is \"99999999999\", but has to be a whole number, at most 2147483647.")]
    [InlineData("max_connections;", "srs.conf:1: \"max_connections\" has no value; write max_connections 1000;")]
    [InlineData("max_connections { a 1; }", "srs.conf:1: \"max_connections\" is no block; write max_connections <value>;")]
    [InlineData("vhost a { play { mw_latency -5; } }", "srs.conf:1: \"vhost a.play.mw_latency\" is \"-5\", but has to be a whole number of milliseconds, not negative, at most 2147483647.")]
    [InlineData("vhost a { play { time_jitter half; } }", "srs.conf:1: \"vhost a.play.time_jitter\" is \"half\", but has to be full or zero or off.")]
    [InlineData("vhost a { play on; }", "srs.conf:1: \"vhost a.play\" is a block; write play { ... }.")]
    [InlineData("vhost a { hls on; }", "srs.conf:1: \"vhost a.hls\" is a block; write hls { ... }.")]
    [InlineData("vhost { enabled on; }", "srs.conf:1: \"vhost\" needs a name; write vhost <name> { ... }.")]
    [InlineData("vhost a:b { enabled on; }", "srs.conf:1: the name \"a:b\" may not contain a colon.")]
    [InlineData("vhost a { ingest x { enabled off; } ingest x { enabled off; } }", "srs.conf:1: \"vhost a.ingest x\" stands twice; remove one, or give it another name.")]
    [InlineData("vhost a { http_remux { enabled off; } http_remux { enabled off; } }", "srs.conf:1: \"vhost a.http_remux\" stands twice; remove one, or give it another name.")]
    [InlineData("vhost a { transcode { engine x { vparams 5; } } }", "srs.conf:1: \"vhost a.transcode.engine x.vparams\" is a block of names and values; write vparams { <name> <value>; }.")]
    [InlineData("is_full on;", "srs.conf:1: \"is_full\" is on: this is a sample of all directives, not a configuration to run; write one of your own.")]
    public void Map_Fault_NamesFileLineAndFix(string text, string message) => Assert.Equal([message], Map(text).Errors);

    [Theory]
    [InlineData("daemon off; daemon on;", "Srs:Daemon=false", "stands twice; the first one counts")]
    [InlineData("vhost a { enabled off; } vhost a { enabled on; }", "Srs:Vhosts:a:Enabled=false", "stands twice; the first one counts")]
    [InlineData("vhost a { play { atc on; } play { mw_latency 0; } }", "Srs:Vhosts:a:Play:Atc=true", "stands twice; the first one counts")]
    [InlineData("max_connections 500x;", "Srs:MaxConnections=500", "is read as 500, as by SRS")]
    [InlineData("vhost a { dvr { dvr_duration 9.3; } }", "Srs:Vhosts:a:Dvr:DvrDuration=9s", "is read as 9, as by SRS")]
    [InlineData("vhost a { hls { hls_fragment 10s; } }", "Srs:Vhosts:a:Hls:HlsFragment=10s", "is read as 10, as by SRS")]
    [InlineData("vhost a { hls { hls_keys yes; } }", "Srs:Vhosts:a:Hls:HlsKeys=true", "is taken for on, as by SRS")]
    public void Map_WhatSrsReadsItsOwnWay_IsReadSoWithAWarning(string text, string expected, string warning)
    {
        var settings = Map(text);

        Assert.Empty(settings.Errors);
        Assert.Equal(expected, Show(settings));
        Assert.Contains(warning, Assert.Single(settings.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Map_EveryDirective_IsReadWithoutAFault()
    {
        var settings = Map(EveryDirective());

        Assert.Empty(settings.Errors);
        Assert.All(settings.Values.Keys, static key => Assert.True(OptionTree.Has(key), key));
    }

    [Fact]
    public void Table_EveryDirective_HasASettingOrSaysWhyNot()
    {
        var missing = Walk(DirectiveTable.Root, "Srs").Where(static d => d.Directive.Ignored is null && !OptionTree.Has(d.Key)).Select(static d => d.Key);

        Assert.DoesNotContain(missing, static key => !MayBeMissing.Any(part => key.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void Table_EveryDefault_IsOneThatTheDirectiveMayHave() => Assert.All(
        Walk(DirectiveTable.Root, "Srs").Where(static d => d.Directive.Ignored is null),
        static d => Assert.True(
            ValueReader.TryRead(d.Directive, d.Directive.Default, new Dictionary<string, string>(), out _, out var remark) && remark is null,
            $"{d.Key}: {remark}"));

    /// <summary>A file with every directive of the table, with its default or something else that it may be.</summary>
    internal static string EveryDirective()
    {
        var text = new StringBuilder();
        Write(DirectiveTable.Root, text);
        return text.ToString();
    }

    private static void Write(Section section, StringBuilder text)
    {
        foreach (var directive in section.Directives.Where(static d => d.Name != "is_full"))
        {
            var value = directive.Default.Length > 0 ? directive.Default : directive.Kind == DirectiveKind.Choice ? directive.Choices[1] : "x";
            text.AppendLine(directive.Kind == DirectiveKind.Pairs ? $"{directive.Name} {{ a 1; }}" : $"{directive.Name} '{value}';");
        }

        foreach (var inner in section.Sections)
        {
            text.AppendLine($"{inner.Name} {(inner.Shape == SectionShape.Named ? "demo " : "")}{{");
            Write(inner, text);
            text.AppendLine("}");
        }
    }

    private static IEnumerable<(string Key, Directive Directive)> Walk(Section section, string key) =>
        section.Directives.Select(d => ($"{key}:{d.Key}", d)).Concat(section.Sections.Where(static s => s.Ignored is null).SelectMany(s =>
            Walk(s, $"{key}:{s.Key}{(s.Shape == SectionShape.Single ? "" : ":demo")}")));

    private static string Show(Settings settings) => string.Join('|', settings.Values.Select(static v => $"{v.Key}={v.Value}"));

    private static Settings Map(string text)
    {
        var parser = new ConfParser(_ => Encoding.UTF8.GetBytes(text));
        var root = parser.Parse("srs.conf");
        Assert.Empty(parser.Errors);
        return ConfMapper.Map(root, new Dictionary<string, string> { ["THERE"] = "10.9.8.7" });
    }
}
