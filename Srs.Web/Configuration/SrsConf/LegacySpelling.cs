namespace Srs.Web.Configuration.SrsConf;

/// <summary>Rewrites directives of older versions of SRS to those of today, as SRS does when it loads a file.</summary>
internal static class LegacySpelling
{
    private static readonly string[] InPlay =
    [
        "time_jitter", "mix_correct", "atc", "atc_auto", "mw_latency", "gop_cache", "gop_cache_max_frames", "queue_length", "send_min_interval",
        "reduce_sequence_header",
    ];

    private static readonly string[] InCluster = ["mode", "origin", "token_traverse", "vhost", "debug_srs_upnode"];

    /// <summary>Directives of <c>stream_caster</c> and <c>sip</c> for the SIP server that SRS no longer has.</summary>
    public static readonly IReadOnlyList<string> GbDirectives =
    [
        "rtp_port_min", "rtp_port_max", "rtp_idle_timeout", "wait_keyframe", "audio_enable", "auto_create_channel", "serial", "realm",
        "ack_timeout", "keepalive_timeout", "auto_play", "invite_port_fixed", "query_catalog_interval",
    ];

    /// <summary>Rewrites a file's root directives.</summary>
    /// <param name="root">As read.</param>
    /// <param name="warnings">Gets a sentence for each rewritten directive.</param>
    public static IReadOnlyList<ConfDirective> Rewrite(IReadOnlyList<ConfDirective> root, List<string> warnings)
    {
        // Usual to this day, so without a warning; they beat what stands in rtmp { }.
        var rtmp = root.Where(static d => d.Name is "listen" or "chunk_size").ToList();
        var result = root.Except(rtmp).Select(directive => directive switch
        {
            { Name: "http_stream" } => Rename(directive, "http_server", warnings),
            { Name: "rtmp", Children: not null } => directive with { Children = [.. rtmp, .. directive.Children.Where(c => rtmp.TrueForAll(r => r.Name != c.Name))] },
            { Name: "vhost", Children: not null } => directive with { Children = RewriteVhost(directive.Children, warnings) },
            { Name: "stream_caster", Children: not null } => directive with { Children = RewriteCaster(directive.Children, warnings) },
            { Name: "srt_server", Children: not null } => directive with { Children = [.. directive.Children.Select(c => c.Name == "tlpkdrop" ? Rename(c, "tlpktdrop", warnings) : c)] },
            _ => directive,
        }).ToList();
        if (rtmp.Count > 0 && !result.Exists(static d => d.Name == "rtmp"))
        {
            result.Insert(0, new ConfDirective("rtmp", [], rtmp, rtmp[0].Place));
        }

        return result;
    }

    private static List<ConfDirective> RewriteCaster(IReadOnlyList<ConfDirective> children, List<string> warnings)
    {
        var moves = new Moves(warnings);
        var rest = children.Where(child => child.Name != "host" || !moves.Move(child, "sip", "candidate"));
        return moves.AddTo([.. rest]);
    }

    private static List<ConfDirective> RewriteVhost(IReadOnlyList<ConfDirective> children, List<string> warnings)
    {
        var moves = new Moves(warnings);
        List<ConfDirective> rest = [.. children.Where(child => !TryMove(child, moves)).Select(child => child switch
        {
            { Name: "http" } => Rename(child, "http_static", warnings),
            { Name: "rtc", Children: not null } => child with { Children = [.. child.Children.Select(c => RewriteRtc(c, warnings))] },
            _ => child,
        })];
        return moves.AddTo(rest);
    }

    private static bool TryMove(ConfDirective child, Moves moves) => child switch
    {
        { Name: "refer", Children: null } => moves.MoveSwitched(child, "refer", "all"),
        { Name: "refer_play" } => moves.MoveSwitched(child, "refer", "play"),
        { Name: "refer_publish" } => moves.MoveSwitched(child, "refer", "publish"),
        { Name: "forward", Children: null } => moves.MoveSwitched(child, "forward", "destination"),
        { Name: "publish_1stpkt_timeout" } => moves.Move(child, "publish", "firstpkt_timeout"),
        { Name: "publish_normal_timeout" } => moves.Move(child, "publish", "normal_timeout"),
        { Name: "mr", Children: not null } => moves.MoveChildren(child, "publish", ("enabled", "mr"), ("latency", "mr_latency")),
        { Name: "nack", Children: not null } => moves.MoveChildren(child, "rtc", ("enabled", "nack"), ("no_copy", "nack_no_copy")),
        { Name: "twcc", Children: not null } => moves.MoveChildren(child, "rtc", ("enabled", "twcc")),
        _ when InPlay.Contains(child.Name) => moves.Move(child, "play", child.Name),
        _ when InCluster.Contains(child.Name) => moves.Move(child, "cluster", child.Name),
        _ => false,
    };

    private static ConfDirective RewriteRtc(ConfDirective child, List<string> warnings) => child.Name switch
    {
        "aac" => Rename(child, "rtmp_to_rtc", warnings) with { Args = [child.Argument == "transcode" ? "on" : "off"] },
        "bframe" => Rename(child, "keep_bframe", warnings) with { Args = [child.Argument == "keep" ? "on" : "off"] },
        _ => child,
    };

    private static ConfDirective Rename(ConfDirective directive, string name, List<string> warnings)
    {
        warnings.Add($"{directive.Place}: \"{directive.Name}\" is an old spelling; write {name}.");
        return directive with { Name = name };
    }

    /// <summary>Directives that belong into another block than where they stand.</summary>
    private sealed class Moves(List<string> warnings)
    {
        private readonly Dictionary<string, List<ConfDirective>> _moved = [];

        /// <returns>True, always, for use in a condition.</returns>
        public bool Move(ConfDirective directive, string section, string name)
        {
            warnings.Add($"{directive.Place}: \"{directive.Name}\" is an old spelling; write {section} {{ {name} ...; }}.");
            Into(section).Add(directive with { Name = name });
            return true;
        }

        /// <summary>Moves, and switches the block on, which the old spelling did by being there.</summary>
        public bool MoveSwitched(ConfDirective directive, string section, string name)
        {
            if (!Into(section).Exists(static d => d.Name == "enabled"))
            {
                Into(section).Add(new ConfDirective("enabled", ["on"], null, directive.Place));
            }

            return Move(directive, section, name);
        }

        public bool MoveChildren(ConfDirective block, string section, params (string Old, string New)[] names)
        {
            foreach (var child in block.Children!)
            {
                // What is unknown keeps its name and is told as such, with its place.
                Move(child, section, names.FirstOrDefault(n => n.Old == child.Name).New ?? child.Name);
            }

            return true;
        }

        /// <summary>Puts each into its block, which is made when there is none; what stands in the block already wins.</summary>
        public List<ConfDirective> AddTo(List<ConfDirective> parent)
        {
            foreach (var (section, moved) in _moved)
            {
                var at = parent.FindIndex(d => d.Name == section && d.Children is not null);
                if (at < 0)
                {
                    parent.Add(new ConfDirective(section, [], moved, moved[0].Place));
                }
                else
                {
                    parent[at] = parent[at] with { Children = [.. parent[at].Children!, .. moved] };
                }
            }

            return parent;
        }

        private List<ConfDirective> Into(string section)
        {
            if (!_moved.TryGetValue(section, out var moved))
            {
                _moved.Add(section, moved = []);
            }

            return moved;
        }
    }
}
