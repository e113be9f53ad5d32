using static Srs.Web.Configuration.SrsConf.Directive;

namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>SRS's blocks of a virtual host that run FFmpeg: transcode and ingest.</summary>
internal static class FfmpegDirectives
{
    /// <summary>The blocks.</summary>
    public static readonly IReadOnlyList<Section> Sections =
    [
        new("transcode", [Switch("enabled", isOn: false), Text("ffmpeg")], [Engine(SectionShape.Named)]) { Shape = SectionShape.Named, HasVariables = false },
        new("ingest",
            [Switch("enabled", isOn: false), Text("ffmpeg")],
            [new("input", Choice("type", "", "file", "stream"), Text("url")), Engine(SectionShape.Single)]) { Shape = SectionShape.Named, HasVariables = false },
    ];

    private static Section Engine(SectionShape shape) => new(
        "engine",
        Switch("enabled", isOn: false),
        Pairs("perfile"),
        Text("iformat", "flv"),
        Pairs("vfilter"),
        Text("vcodec"),
        Whole("vbitrate", 0),
        Number("vfps", "0"),
        Whole("vwidth", 0),
        Whole("vheight", 0),
        Whole("vthreads", 1),
        Text("vprofile"),
        Text("vpreset"),
        Pairs("vparams"),
        Text("acodec"),
        Whole("abitrate", 0),
        Whole("asample_rate", 0),
        Whole("achannels", 0),
        Pairs("aparams"),
        Text("oformat", "flv"),
        Text("output"))
    { Shape = shape, IsOpen = true };

    private static Directive Pairs(string name) => new(name, DirectiveKind.Pairs, "");
}
