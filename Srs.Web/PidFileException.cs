namespace Srs.Web;

/// <summary>The file of the process id cannot be had.</summary>
internal sealed class PidFileException(int exitCode, string message) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
