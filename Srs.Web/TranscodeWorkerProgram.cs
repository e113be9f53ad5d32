using System.Reflection;
using System.Runtime.InteropServices;
using Srs.Media.Transcoding;

namespace Srs.Web;

/// <summary>The process as a worker that transcodes sound for a server, which starts it.</summary>
internal static class TranscodeWorkerProgram
{
    /// <summary>The only argument of such a process.</summary>
    public const string Argument = "--transcode-worker";

    /// <summary>Works until the server closes standard input.</summary>
    /// <returns>The exit code, which nobody looks at: a worker tells the server through its output.</returns>
    public static async Task<int> RunAsync()
    {
        // Signals to a group of processes are for the server, which may need its workers until it has stopped.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static context => context.Cancel = true);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        await TranscodeWorkerHost.RunAsync(input, output);
        return ExitCode.Success;
    }

    /// <summary>The command that starts one: this program again, by itself or by dotnet.</summary>
    public static IReadOnlyList<string> Command()
    {
        var assembly = typeof(TranscodeWorkerProgram).Assembly;
        var process = Environment.ProcessPath ?? "dotnet";
        var isDotnet = Path.GetFileNameWithoutExtension(process).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        if (Assembly.GetEntryAssembly() == assembly && !isDotnet)
        {
            return [process, Argument];
        }

        // By dotnet run, or inside another program, such as a test.
        return [isDotnet ? process : FindDotnet(), "exec", Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".dll"), Argument];
    }

    /// <summary>The one whose runtime this is; on PATH when it stands nowhere near.</summary>
    private static string FindDotnet()
    {
        var file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var near = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", file));
        return File.Exists(near) ? near : file;
    }
}
