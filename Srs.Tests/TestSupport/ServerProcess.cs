using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Srs.Tests.TestSupport;

/// <summary>The server as a process of its own, on free loopback ports, for what only a process has: signals, exit code, files.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>What the shell of <see cref="StartUnderShellAsync"/> says first.</summary>
    private const string IdLine = "the server's process is ";

    private readonly Process _process;
    private readonly List<string> _lines = [];

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public int RtmpPort { get; private set; }

    public int HttpPort { get; private set; }

    /// <summary>What it has printed so far, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="settings">More settings, such as <c>Srs:Rtmp:ChunkSize=4096</c>.</param>
    public static Task<ServerProcess> StartAsync(params string[] settings) => StartOnFreePortsAsync(Command(), settings);

    /// <summary>Starts a shell that starts a server; <see cref="Kill"/> ends the shell alone.</summary>
    public static Task<ServerProcess> StartUnderShellAsync(params string[] settings)
    {
        var server = Command();
        var shell = new ProcessStartInfo("sh", ["-c", $"\"$@\" & echo \"{IdLine}$!\"; wait", "sh", server.FileName, .. server.ArgumentList]);
        return StartOnFreePortsAsync(shell, settings);
    }

    private static Task<ServerProcess> StartOnFreePortsAsync(ProcessStartInfo command, string[] settings)
    {
        string[] all =
        [
            "Srs:Rtmp:Listen=127.0.0.1:0", "Srs:HttpServer:Listen=127.0.0.1:0", "Srs:HttpApi:Listen=127.0.0.1:0", "Srs:CircuitBreaker:Enabled=false",
            "Srs:RtcServer:Listen=127.0.0.1:0", "Srs:RtcServer:Tcp:Listen=127.0.0.1:0", .. settings,
        ];
        return StartAsync(command, all.Select(static setting => "--" + setting));
    }

    /// <summary>Starts a server whose settings are in files, with an HTTP port and the API, and waits until it is ready.</summary>
    /// <param name="command">The command so far, such as <see cref="Command"/>.</param>
    /// <param name="arguments">More of it.</param>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo command, IEnumerable<string> arguments)
    {
        command.RedirectStandardOutput = true;
        foreach (var argument in arguments)
        {
            command.ArgumentList.Add(argument);
        }

        var server = new ServerProcess(Process.Start(command)!);
        server._process.OutputDataReceived += (_, line) =>
        {
            lock (server._lines)
            {
                server._lines.Add(line.Data ?? "");
            }
        };
        server._process.BeginOutputReadLine();
        try
        {
            await Wait.UntilAsync(() => server.Lines.Any(static line => line.StartsWith("  API", StringComparison.Ordinal)), "the server's start");
            server.RtmpPort = server.FindPort("  Publish");
            server.HttpPort = server.FindPort("  Console");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The command that runs the server, without arguments.</summary>
    /// <param name="folder">Folder of its program, and of its settings; null for that of the tests.</param>
    /// <remarks>With the usual signals: tests that were started in the background or by nohup have some ignored, and pass that on.</remarks>
    public static ProcessStartInfo Command(string? folder = null)
    {
        var dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : FindDotnet();
        var program = Path.Combine(folder ?? AppContext.BaseDirectory, "Srs.Web.dll");
        return OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=HUP,INT,QUIT", dotnet, program])
            : new ProcessStartInfo(dotnet, [program]);
    }

    /// <summary>Sends a signal, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
        return _process.ExitCode;
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Ends the process that was started, without a word; <see cref="WaitForExitAsync"/> waits for all that write to its output.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        // Without its shell the server would go on, and whoever waits for the output of all this for ever.
        if (Lines.FirstOrDefault(static line => line.StartsWith(IdLine, StringComparison.Ordinal)) is { } line)
        {
            KillIfThere(int.Parse(line.AsSpan(IdLine.Length), CultureInfo.InvariantCulture));
        }

        await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        _process.Dispose();
    }

    private static void KillIfThere(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended, as it should.
        }
    }

    private int FindPort(string start) =>
        int.Parse(Port().Match(Lines.First(line => line.StartsWith(start, StringComparison.Ordinal))).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();

    /// <summary>The runtime that runs this test, for there is no path to look it up in.</summary>
    private static string FindDotnet() =>
        Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
