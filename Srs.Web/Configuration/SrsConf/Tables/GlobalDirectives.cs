using static Srs.Web.Configuration.SrsConf.Directive;

namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>Directives at the root of SRS's configuration, and its blocks about the process.</summary>
internal static class GlobalDirectives
{
    /// <summary>Directives at the root.</summary>
    public static readonly IReadOnlyList<Directive> Root =
    [
        Text("server_id"),
        Text("pid", "./objs/srs.pid"),
        Text("ff_log_dir", "./objs"),
        Text("ff_log_level", "info"),
        Choice("srs_log_tank", "file", "console") with { OtherVariables = ["SRS_LOG_TANK"] },
        Choice("srs_log_level", "trace", "verbose", "info", "warn", "error", "off") with { OtherVariables = ["SRS_LOG_LEVEL"] },
        Text("srs_log_level_v2") with { OtherVariables = ["SRS_LOG_LEVEL_V2"] },
        Text("srs_log_file", "./objs/srs.log") with { OtherVariables = ["SRS_LOG_FILE"] },
        Whole("max_connections", 1000),
        Switch("daemon", isOn: true),
        Switch("utc_time", isOn: false),
        Milliseconds("pithy_print_ms", 10_000),
        Text("work_dir", "./"),
        Switch("asprocess", isOn: false),
        Switch("empty_ip_ok", isOn: true),
        Switch("in_docker", isOn: false),
        Milliseconds("grace_start_wait", 2300),
        Milliseconds("grace_final_wait", 3200),
        Switch("force_grace_quit", isOn: false),
        Switch("disable_daemon_for_docker", isOn: true),
        Switch("inotify_auto_reload", isOn: false),
        Switch("auto_reload_for_docker", isOn: true),
        Number("tcmalloc_release_rate", "0.8"),
        Switch("query_latest_version", isOn: false),
        Seconds("first_wait_for_qlv", 300),
        Switch("is_full", isOn: false) with { HasVariable = false, Ignored = "it marks SRS's sample of all directives" },
    ];

    /// <summary>Blocks about the process.</summary>
    public static readonly IReadOnlyList<Section> Sections =
    [
        new("circuit_breaker",
            Switch("enabled", isOn: true), Whole("high_threshold", 90), Whole("high_pulse", 2), Whole("critical_threshold", 95),
            Whole("critical_pulse", 1), Whole("dying_threshold", 99), Whole("dying_pulse", 5)) { IsOpen = true },
        new("exporter", Switch("enabled", isOn: false), Text("listen", "9972"), Text("label"), Text("tag")),
        new("heartbeat",
            Switch("enabled", isOn: false), new Directive("interval", DirectiveKind.WholeSeconds, "10"),
            Text("url", "http://127.0.0.1:8085/api/v1/servers"), Text("device_id"), Switch("summaries", isOn: false), Switch("ports", isOn: false)),
        new("stats", Switch("enabled", isOn: true), Whole("network", 0), List("disk")) { HasVariables = false },
        Section.WithoutEffect("threads", "SRS took it out; the server uses all processors"),
        Section.WithoutEffect("tencentcloud_cls", "SRS took it out"),
        Section.WithoutEffect("tencentcloud_apm", "SRS took it out"),
    ];
}
