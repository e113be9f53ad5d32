using System.Globalization;

namespace Srs.Tests.Lifetime;

/// <summary>What Linux knows of sockets; zero elsewhere.</summary>
internal static class KernelSockets
{
    private const string Listening = "0A";
    private const string TimeWait = "06";

    /// <summary>The server's ends of the connections from a port that hold memory, those that no process has any more included.</summary>
    public static IReadOnlyList<string> List(int remotePort)
    {
        const string Table = "/proc/net/tcp";
        if (!File.Exists(Table))
        {
            return [];
        }

        var remote = ":" + remotePort.ToString("X4", CultureInfo.InvariantCulture);
        return
        [
            .. File.ReadLines(Table).Skip(1)
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[2].EndsWith(remote, StringComparison.Ordinal) && fields[3] is not (Listening or TimeWait))
                .Select(static fields => $"state {fields[3]}, queues {fields[4]}, inode {fields[9]}"),
        ];
    }

    /// <summary>Sockets, pipes and the like that this process has open; not files, of which the runtime opens one for each assembly that it comes to need.</summary>
    public static int CountDescriptors()
    {
        const string Folder = "/proc/self/fd";
        return Directory.Exists(Folder)
            ? Directory.EnumerateFileSystemEntries(Folder).Count(static path => new FileInfo(path).LinkTarget?.StartsWith('/') == false)
            : 0;
    }
}
