using static Srs.Web.Configuration.SrsConf.Directive;

namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>SRS's blocks about the servers for WebRTC, SRT and RTSP.</summary>
internal static class MediaServerDirectives
{
    /// <summary>The blocks.</summary>
    public static readonly IReadOnlyList<Section> Sections =
    [
        new("rtc_server",
            [
                Switch("enabled", isOn: false),
                List("listen", "8000"),
                Choice("protocol", "udp", "tcp", "all"),
                new Directive("candidate", DirectiveKind.Candidate, "*"),
                Switch("use_auto_detect_network_ip", isOn: true),
                Choice("ip_family", "ipv4", "ipv6", "all"),
                Switch("api_as_candidates", isOn: true),
                Switch("resolve_api_domain", isOn: true),
                Switch("keep_api_domain", isOn: false),
                Switch("ecdsa", isOn: true),
                Switch("encrypt", isOn: true),
                Whole("reuseport", 1),
                Switch("merge_nalus", isOn: false),
                WithoutEffect("dir", "SRS does not read it"),
                WithoutEffect("perf_stat", "SRS took it out"),
                WithoutEffect("queue_length", "SRS took it out"),
            ],
            [
                new("tcp", Switch("enabled", isOn: false), List("listen", "8000")) { IsOpen = true },
                new("black_hole", Switch("enabled", isOn: false), Text("addr")),
            ]),
        new("srt_server",
            Switch("enabled", isOn: false),
            List("listen", "10080"),
            Whole("maxbw", -1),
            Whole("mss", 1500),
            Milliseconds("connect_timeout", 3000),
            Milliseconds("peer_idle_timeout", 10_000),
            Text("default_app", "live"),
            Text("default_streamid", "#!::r=live/livestream,m=request"),
            Choice("default_mode", "request", "publish"),
            Milliseconds("latency", 120),
            Milliseconds("recvlatency", 120),
            Milliseconds("peerlatency", 0),
            Switch("tsbpdmode", isOn: true),
            Switch("tlpktdrop", isOn: true),
            Whole("sendbuf", 8192 * (1500 - 28)),
            Whole("recvbuf", 8192 * (1500 - 28)),
            Whole("payloadsize", 1316),
            Text("passphrase"),
            Whole("pbkeylen", 0),
            Switch("sei_filter", isOn: true),
            WithoutEffect("mix_correct", "SRS does not read it")),
        new("rtsp_server", Switch("enabled", isOn: false), List("listen", "554")),
    ];
}
