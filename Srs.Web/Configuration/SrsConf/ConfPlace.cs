namespace Srs.Web.Configuration.SrsConf;

/// <summary>A place in a configuration file.</summary>
/// <param name="File">As named on the command line or by <c>include</c>.</param>
/// <param name="Line">From 1.</param>
internal readonly record struct ConfPlace(string File, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}");
}
