namespace Srs.Web.Configuration.SrsConf;

/// <summary>What bounds the reading of configuration files.</summary>
internal static class ConfLimits
{
    /// <summary>Longest file in bytes; SRS's own sample of every directive has 100 kB.</summary>
    public const int MaxFileBytes = 4 * 1024 * 1024;

    /// <summary>All files together in bytes, a file counting as often as it is included.</summary>
    public const int MaxTotalBytes = 4 * MaxFileBytes;

    /// <summary>Files read, likewise.</summary>
    public const int MaxFiles = 256;

    /// <summary>Braces and includes in one another; SRS's directives need 5.</summary>
    public const int MaxDepth = 16;

    /// <summary>Faults told; more are the consequence of the first ones.</summary>
    public const int MaxErrors = 50;
}
