using static Srs.Web.Configuration.SrsConf.Directive;

namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>SRS's block of a virtual host.</summary>
internal static class VhostDirectives
{
    /// <summary>The block.</summary>
    public static readonly Section Vhost = new(
        "vhost",
        [
            Switch("enabled", isOn: true) with { HasVariable = false },
            Switch("min_latency", isOn: false),
            Switch("tcp_nodelay", isOn: false),
            Whole("chunk_size", 0),
            Whole("in_ack_size", 0),
            Whole("out_ack_size", 2_500_000),
        ],
        [
            new("play",
                Switch("gop_cache", isOn: true), Whole("gop_cache_max_frames", 2500), Seconds("queue_length", 30),
                Choice("time_jitter", "full", "zero", "off"), Switch("atc", isOn: false), Switch("mix_correct", isOn: false),
                Switch("atc_auto", isOn: false), Milliseconds("mw_latency", 350), Whole("mw_msgs", 8), Number("send_min_interval", "0"),
                Switch("reduce_sequence_header", isOn: false)),
            new("publish",
                Switch("mr", isOn: false), Milliseconds("mr_latency", 350), Milliseconds("firstpkt_timeout", 20_000),
                Milliseconds("normal_timeout", 5000), Switch("parse_sps", isOn: true), Switch("try_annexb_first", isOn: true),
                Seconds("kickoff_for_idle", 0)),
            new("refer", Switch("enabled", isOn: false), List("all"), List("publish"), List("play")) { HasVariables = false },
            new("security",
                Switch("enabled", isOn: false),
                new Directive("allow", DirectiveKind.Rules, "") { Key = "Rules" },
                new Directive("deny", DirectiveKind.Rules, "") { Key = "Rules" }) { HasVariables = false },

            // Without environment in 7.0.18; the final 7.0 has it.
            new("forward", Switch("enabled", isOn: false), List("destination"), Text("backend")),
            new("cluster",
                Choice("mode", "local", "remote"), List("origin"), Switch("token_traverse", isOn: false), Text("vhost", "[vhost]"),
                Switch("debug_srs_upnode", isOn: true), Switch("origin_cluster", isOn: false), List("coworkers"),
                Choice("protocol", "rtmp", "flv", "flvs"), Switch("follow_client", isOn: false)) { HasVariables = false },
            new("http_static", Switch("enabled", isOn: false), Text("mount", "[vhost]/"), Text("dir", "./objs/nginx/html")),
            new("http_remux",
                Switch("enabled", isOn: false), Seconds("fast_cache", 0), Switch("drop_if_not_match", isOn: true), Switch("has_audio", isOn: true),
                Switch("has_video", isOn: true), Switch("guess_has_av", isOn: true), Text("mount", "[vhost]/[app]/[stream].flv"),
                WithoutEffect("hstrs", "SRS took it out")),
            new("http_hooks",
                [Switch("enabled", isOn: false), .. new[] { "connect", "close", "publish", "unpublish", "play", "stop", "dvr", "hls", "hls_notify" }.Select(static name => List("on_" + name))]),
            new("exec", Switch("enabled", isOn: false), new Directive("publish", DirectiveKind.Commands, "")) { HasVariables = false },
            .. SegmentDirectives.Sections,
            .. RealTimeDirectives.Sections,
            .. FfmpegDirectives.Sections,
            Section.WithoutEffect("bandcheck", "SRS took it out"),
        ])
    { Key = "Vhosts", Shape = SectionShape.Named };
}
