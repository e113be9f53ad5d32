using static Srs.Web.Configuration.SrsConf.Directive;

namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>SRS's blocks of a virtual host about WebRTC, SRT and RTSP.</summary>
internal static class RealTimeDirectives
{
    /// <summary>The blocks.</summary>
    public static readonly IReadOnlyList<Section> Sections =
    [
        new("rtc",
            Switch("enabled", isOn: false),
            Switch("nack", isOn: true),
            Switch("nack_no_copy", isOn: true),
            Switch("twcc", isOn: true),
            Seconds("stun_timeout", 30),
            Switch("stun_strict_check", isOn: false),
            Choice("dtls_role", "passive", "active"),
            Choice("dtls_version", "auto", "dtls1.0", "dtls1.2"),
            Whole("drop_for_pt", 0),
            Switch("rtmp_to_rtc", isOn: false),
            Switch("keep_bframe", isOn: false),
            Switch("keep_avc_nalu_sei", isOn: true),
            Whole("opus_bitrate", 48_000),
            Switch("rtc_to_rtmp", isOn: false),
            Seconds("pli_for_rtmp", 6),
            Whole("aac_bitrate", 48_000),
            Switch("init_rate_from_sdp", isOn: false),
            Switch("keep_original_ssrc", isOn: false)),
        new("srt", Switch("enabled", isOn: false), Switch("srt_to_rtmp", isOn: true) with { OtherVariables = ["SRS_VHOST_SRT_TO_RTMP"] }),
        new("rtsp", Switch("enabled", isOn: false), Switch("rtmp_to_rtsp", isOn: true)),
    ];
}
