using System.Runtime.InteropServices;
using Srs.Web.Logging;

namespace Srs.Web.Hosting;

/// <summary>What the signals of the process do, as in SRS: SIGTERM and SIGINT stop at once, SIGQUIT gracefully, SIGUSR1 opens the log file anew.</summary>
/// <remarks>Windows knows Ctrl+C as SIGINT, Ctrl+Break as SIGQUIT and its own end as SIGTERM.</remarks>
internal sealed class ServerSignals : IDisposable
{
    /// <summary>SIGUSR1, which has no name in .NET and no one number for all systems.</summary>
    private static readonly PosixSignal UserDefined1 = (PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30);

    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Listens until it is disposed.</summary>
    /// <param name="server">Who is stopped.</param>
    public ServerSignals(SrsApplication server)
    {
        var services = server.Services;
        var graceful = services.GetRequiredService<GracefulStop>();
        On(PosixSignal.SIGINT, graceful.StopAtOnce);
        On(PosixSignal.SIGTERM, server.Options.ForceGraceQuit ? graceful.Begin : graceful.StopAtOnce);
        On(PosixSignal.SIGQUIT, graceful.Begin);
        if (!OperatingSystem.IsWindows())
        {
            var log = services.GetService<LogFile>();
            On(UserDefined1, () => log?.Reopen());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());

    private void On(PosixSignal signal, Action action) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        // The system's own answer would be the end of the process.
        context.Cancel = true;
        action();
    }));
}
