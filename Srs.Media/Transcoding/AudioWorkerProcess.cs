using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Srs.Media.Transcoding;

/// <summary>Starts worker processes.</summary>
internal static class AudioWorkerProcess
{
    /// <summary>Variables that a worker gets; the server's others may hold secrets, and a worker meets the bytes of strangers.</summary>
    private static readonly string[] Variables =
        ["PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DOTNET_ROOT"];

    /// <summary>Starts one.</summary>
    /// <param name="program">The program and its first arguments.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static AudioWorkerLink Start(IReadOnlyList<string> program)
    {
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var inherited = Variables.Select(static name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in inherited)
        {
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        // One thread works; a heap for each processor would only take memory.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var process = Process.Start(start)!;
        return new AudioWorkerLink(
            process.Id.ToString(CultureInfo.InvariantCulture), process.StandardInput.BaseStream, process.StandardOutput.BaseStream, () => Kill(process));
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
    }
}
