using static Srs.Web.Configuration.SrsConf.Directive;

namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>SRS's blocks of a virtual host about files: HLS, DASH, HDS, recording.</summary>
internal static class SegmentDirectives
{
    private const string Html = "./objs/nginx/html";

    /// <summary>The blocks.</summary>
    public static readonly IReadOnlyList<Section> Sections =
    [
        new("hls",
            Switch("enabled", isOn: false),
            Seconds("hls_fragment", 10),
            Number("hls_td_ratio", "1.0"),
            Number("hls_aof_ratio", "2.1"),
            Seconds("hls_window", 60),
            Choice("hls_on_error", "continue", "ignore", "disconnect"),
            Text("hls_path", Html),
            Text("hls_m3u8_file", "[app]/[stream].m3u8"),
            Text("hls_ts_file", "[app]/[stream]-[seq].ts"),
            Switch("hls_use_fmp4", isOn: false),
            Text("hls_fmp4_file", "[app]/[stream]-[seq].m4s"),
            Text("hls_init_file", "[app]/[stream]/init.mp4"),
            Text("hls_entry_prefix"),
            Choice("hls_acodec", "aac", "mp3", "an"),
            Choice("hls_vcodec", "h264", "h265", "vn"),
            Switch("hls_cleanup", isOn: true),
            Seconds("hls_dispose", 120),
            Switch("hls_wait_keyframe", isOn: true),
            Switch("hls_ts_floor", isOn: false),
            Whole("hls_nb_notify", 64),
            Switch("hls_ctx", isOn: true),
            Switch("hls_ts_ctx", isOn: true),
            Switch("hls_master_m3u8_path_relative", isOn: false),
            new Directive("hls_keys", DirectiveKind.SwitchUnlessOff, "off"),
            Whole("hls_fragments_per_key", 5),
            Text("hls_key_file", "[app]/[stream]-[seq].key"),
            Text("hls_key_file_path"),
            Text("hls_key_url"),
            Switch("hls_dts_directly", isOn: true),
            Switch("hls_recover", isOn: true),
            WithoutEffect("hls_storage", "SRS took it out"),
            WithoutEffect("hls_mount", "SRS took it out")),
        new("dash",
            Switch("enabled", isOn: false), Seconds("dash_fragment", 10), Seconds("dash_update_period", 5), Seconds("dash_timeshift", 300),
            Text("dash_path", Html), Text("dash_mpd_file", "[app]/[stream].mpd"), Whole("dash_window_size", 5), Switch("dash_cleanup", isOn: true),
            Seconds("dash_dispose", 120)),
        new("hds", Switch("enabled", isOn: false), Seconds("hds_fragment", 10), Seconds("hds_window", 60), Text("hds_path", Html)),
        new("dvr",
            Switch("enabled", isOn: false), List("dvr_apply", "all") with { HasVariable = false }, Choice("dvr_plan", "session", "segment"),
            Text("dvr_path", Html + "/[app]/[stream].[timestamp].flv"), new Directive("dvr_duration", DirectiveKind.WholeSeconds, "30"),
            Switch("dvr_wait_keyframe", isOn: true), Choice("time_jitter", "full", "zero", "off")),
    ];
}
