using static Srs.Web.Configuration.SrsConf.Directive;

namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>SRS's blocks about listeners for RTMP, HTTP and stream casters.</summary>
internal static class ListenDirectives
{
    /// <summary>The blocks.</summary>
    public static readonly IReadOnlyList<Section> Sections =
    [
        new("rtmp",
            List("listen") with { OtherVariables = ["SRS_LISTEN"] },

            // SRS documents SRS_CHUNK_SIZE and reads SRS_VHOST_CHUNK_SIZE.
            Whole("chunk_size", 60_000) with { OtherVariables = ["SRS_CHUNK_SIZE", "SRS_VHOST_CHUNK_SIZE"] }),
        new("rtmps", [Switch("enabled", isOn: false), List("listen", "1443"), .. Certificate]),
        new("http_api",
            [Switch("enabled", isOn: false), List("listen", "1985"), Switch("crossdomain", isOn: true)],
            [
                new("raw_api",
                    Switch("enabled", isOn: false), Switch("allow_reload", isOn: false),
                    WithoutEffect("allow_query", "SRS took it out"), WithoutEffect("allow_update", "SRS took it out")),
                new("auth", Switch("enabled", isOn: false), Text("username"), Text("password")),
                Https("1990"),
            ]),
        new("http_server",
            [Switch("enabled", isOn: false), List("listen", "8080"), Text("dir", "./objs/nginx/html"), Switch("crossdomain", isOn: true)],
            [Https("8088")]),
        new("stream_caster",
            [
                Switch("enabled", isOn: false), Text("caster"), Text("output"), Text("listen"),
                .. LegacySpelling.GbDirectives.Select(static name => WithoutEffect(name, "SRS took it out")),
            ],
            [
                new("sip",
                    [
                        Switch("enabled", isOn: true), Whole("listen", 5060), Seconds("timeout", 60), Seconds("reinvite", 5),
                        new Directive("candidate", DirectiveKind.Candidate, "*"),
                        .. LegacySpelling.GbDirectives.Select(static name => WithoutEffect(name, "SRS took it out")),
                    ]),
            ]) { Key = "StreamCasters", Shape = SectionShape.Numbered, HasVariables = false },
    ];

    private static IReadOnlyList<Directive> Certificate => [Text("key", "./conf/server.key"), Text("cert", "./conf/server.crt")];

    private static Section Https(string port) =>
        new("https", [Switch("enabled", isOn: false), List("listen", port), .. Certificate]) { IsOpen = true };
}
