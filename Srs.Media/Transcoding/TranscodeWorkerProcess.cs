using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Srs.Media.Transcoding;

/// <summary>Starts worker processes.</summary>
internal static class TranscodeWorkerProcess
{
    /// <summary>Variables that a worker gets; the server's others may hold secrets, and a worker meets the bytes of strangers.</summary>
    private static readonly string[] Variables =
        ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

    /// <summary>What variables of the runtime begin with.</summary>
    private const string RuntimePrefix = "DOTNET_";

    /// <summary>Starts one.</summary>
    /// <param name="program">The program and its first arguments.</param>
    /// <param name="isBackground">Whether it gives way to everything else on the machine.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static TranscodeWorkerLink Start(IReadOnlyList<string> program, bool isBackground)
    {
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.ToArray())
        {
            if (!Variables.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith(RuntimePrefix, StringComparison.OrdinalIgnoreCase))
            {
                start.Environment.Remove(name);
            }
        }

        // One thread works; a heap for each processor would only take memory.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var process = Process.Start(start)!;
        if (isBackground)
        {
            GiveWay(process);
        }

        return new TranscodeWorkerLink(
            process.Id.ToString(CultureInfo.InvariantCulture), process.StandardInput.BaseStream, process.StandardOutput.BaseStream, () => Kill(process));
    }

    private static void GiveWay(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // Then it does not.
        }
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
