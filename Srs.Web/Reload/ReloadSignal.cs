using System.Runtime.InteropServices;

namespace Srs.Web.Reload;

/// <summary>Reads the settings again at SIGHUP, as SRS does; for the process, not for each server in it.</summary>
internal static class ReloadSignal
{
    /// <summary>Begins to listen; ends when the result is disposed.</summary>
    public static IDisposable Register(Reloader reloader) => PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        // Left alone it would end the process.
        context.Cancel = true;
        reloader.Trigger("", "SIGHUP");
    });
}
