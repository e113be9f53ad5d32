using System.Globalization;

namespace Srs.Web;

/// <summary>The file that tells the process id, locked while the server runs. It stays when the server ends, as SRS's does.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly FileStream _file;

    private PidFile(FileStream file) => _file = file;

    /// <summary>Takes the file.</summary>
    /// <param name="path">Where it is; its folder is made when it is missing. Empty for no file.</param>
    /// <returns>Null for no file; else the caller disposes it at its end.</returns>
    /// <exception cref="PidFileException">Another server has it, or it cannot be written.</exception>
    public static PidFile? Take(string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        FileStream? file = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

            // Shared, for scripts read it; the lock below is the one that SRS takes, too.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (!TryLock(file))
            {
                file.Dispose();
                throw new PidFileException(ExitCode.AlreadyRunning, $"srs is already running! Another server holds {path}; stop it, or set Srs:Pid (pid, SRS_PID) to another file.");
            }

            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new PidFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw new PidFileException(ExitCode.PidFile, $"The file for the process id, {path}, cannot be written: {e.Message} Set Srs:Pid (pid, SRS_PID) to another one.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static bool TryLock(FileStream file)
    {
        // Where there are no such locks, two servers meet at their ports.
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            file.Lock(0, 0);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
