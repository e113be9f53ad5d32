using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <content>What SRS has at the root of its configuration: about the process.</content>
internal sealed partial record SrsOptions
{
    /// <summary>Id of the server in API and callbacks; empty for a new one at each start. Default empty.</summary>
    public string ServerId { get; init; } = "";

    /// <summary>File that gets the process id and is locked while the server runs; empty for none. Default empty.</summary>
    public string Pid { get; init; } = "";

    /// <summary>Folder that relative paths start from; empty for the one that the server is started in. Default empty.</summary>
    public string WorkDir { get; init; } = "";

    /// <summary>Accepted: the server always stays in the foreground, as service managers and containers want it. Default false.</summary>
    public bool Daemon { get; init; }

    /// <summary>Where the log goes: <c>console</c> or <c>file</c>. Default console.</summary>
    public string SrsLogTank { get; init; } = "console";

    /// <summary>The file, opened anew at SIGUSR1. Default ./objs/srs.log, as SRS.</summary>
    public string SrsLogFile { get; init; } = "./objs/srs.log";

    /// <summary><c>verbose</c>, <c>info</c>, <c>trace</c>, <c>warn</c>, <c>error</c> or <c>off</c>; trace leaves it to <c>Logging:LogLevel</c>. Default trace, as SRS.</summary>
    public string SrsLogLevel { get; init; } = "trace";

    /// <summary>The same in usual words: <c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c>, <c>error</c> or <c>off</c>; it wins when it is set. Default empty.</summary>
    public string SrsLogLevelV2 { get; init; } = "";

    /// <summary>Whether log and file names have UTC. Default false.</summary>
    public bool UtcTime { get; init; }

    /// <summary>How often a line tells of a running session, one of each kind and another one each time; 0 for never, SRS has 10 s. Default 0.</summary>
    public TimeSpan PithyPrintMs { get; init; }

    /// <summary>Folder for the logs of FFmpeg. Default ./objs, as SRS.</summary>
    [NotAvailableYet("running FFmpeg")]
    public string FfLogDir { get; init; } = "./objs";

    /// <summary>Log level of FFmpeg. Default info, as SRS.</summary>
    [NotAvailableYet("running FFmpeg")]
    public string FfLogLevel { get; init; } = "info";

    /// <summary>Whether the server ends with the process that started it. Default false.</summary>
    public bool Asprocess { get; init; }

    /// <summary>Accepted: clients always have an address here. Default true.</summary>
    public bool EmptyIpOk { get; init; } = true;

    /// <summary>Whether the server runs in a container: <see cref="AutoReloadForDocker"/> counts then, and with <c>-c</c> the log goes to the console; .NET's images say so themselves. Default false.</summary>
    public bool InDocker { get; init; }

    /// <summary>Accepted: there is no daemon. Default true.</summary>
    public bool DisableDaemonForDocker { get; init; } = true;

    /// <summary>How long a graceful stop (SIGQUIT) waits before it closes the ports. Default 2.3 s, as SRS.</summary>
    public TimeSpan GraceStartWait { get; init; } = TimeSpan.FromMilliseconds(2300);

    /// <summary>How long it waits at the end. Default 3.2 s, as SRS.</summary>
    public TimeSpan GraceFinalWait { get; init; } = TimeSpan.FromMilliseconds(3200);

    /// <summary>Whether SIGTERM stops gracefully. Default false.</summary>
    public bool ForceGraceQuit { get; init; }

    /// <summary>Whether changed files of settings are read again by themselves. Default true.</summary>
    public bool InotifyAutoReload { get; init; } = true;

    /// <summary>The same in containers, if <see cref="InotifyAutoReload"/> is off. Default true.</summary>
    public bool AutoReloadForDocker { get; init; } = true;

    /// <summary>Accepted: memory is .NET's here. Default 0.8, as SRS.</summary>
    public double TcmallocReleaseRate { get; init; } = 0.8;

    /// <summary>Accepted: the server never asks for a newer version. Default false.</summary>
    public bool QueryLatestVersion { get; init; }

    /// <summary>Accepted, likewise. Default 300 s, as SRS.</summary>
    public TimeSpan FirstWaitForQlv { get; init; } = TimeSpan.FromSeconds(300);
}
