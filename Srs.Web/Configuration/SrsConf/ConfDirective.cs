namespace Srs.Web.Configuration.SrsConf;

/// <summary>One directive of a configuration file, with where it stands.</summary>
/// <param name="Name">Its first word.</param>
/// <param name="Args">The other words, quotes removed.</param>
/// <param name="Children">What stands in its braces; null for a directive that ends with a semicolon.</param>
/// <param name="Place">File and line of its first word.</param>
internal sealed record ConfDirective(string Name, IReadOnlyList<string> Args, IReadOnlyList<ConfDirective>? Children, ConfPlace Place)
{
    /// <summary>The argument that counts where there may be only one; empty without any.</summary>
    public string Argument => Args.Count > 0 ? Args[0] : "";
}
