namespace Srs.Web;

/// <summary>What the program is asked to do.</summary>
internal enum ServerTask
{
    /// <summary>Run the server.</summary>
    Run,

    /// <summary>Check the configuration.</summary>
    CheckConfiguration,

    /// <summary>Ask a running server whether it is ready.</summary>
    CheckHealth,

    /// <summary>Print the options.</summary>
    ShowHelp,

    /// <summary>Print the version.</summary>
    ShowVersion,

    /// <summary>Print the signature.</summary>
    ShowSignature,
}
