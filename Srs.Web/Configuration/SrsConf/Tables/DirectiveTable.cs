namespace Srs.Web.Configuration.SrsConf.Tables;

/// <summary>Every directive of SRS 7.0.18 and of the final 7.0.</summary>
internal static class DirectiveTable
{
    /// <summary>The root of SRS's configuration.</summary>
    public static readonly Section Root = new(
        "",
        GlobalDirectives.Root,
        [.. GlobalDirectives.Sections, .. ListenDirectives.Sections, .. MediaServerDirectives.Sections, VhostDirectives.Vhost])
    { Key = "Srs" };
}
