namespace Srs.Web;

/// <summary>What the process ends with: as SRS's, the low byte of an error code.</summary>
internal static class ExitCode
{
    /// <summary>Nothing is wrong.</summary>
    public const int Success = 0;

    /// <summary>A running server does not answer, or is not ready.</summary>
    public const int NotReady = 1;

    /// <summary>The file of the process id cannot be had (1034).</summary>
    public const int PidFile = 1034 & 0xFF;

    /// <summary>Another server holds the file of the process id (1035).</summary>
    public const int AlreadyRunning = 1035 & 0xFF;

    /// <summary>A library of the system is missing without which nothing works (5002).</summary>
    public const int Library = 5002 & 0xFF;

    /// <summary>An address cannot be listened on (1002).</summary>
    public const int Bind = 1002 & 0xFF;

    /// <summary>The configuration or the command line is wrong (1023).</summary>
    public const int Configuration = 1023 & 0xFF;
}
