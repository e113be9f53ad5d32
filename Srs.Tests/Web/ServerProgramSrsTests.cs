using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web;

/// <summary>The process started as SRS is: <c>-c</c>, <c>-e</c>, <c>-t</c> and so on.</summary>
[Trait("Category", "Loopback")]
public sealed class ServerProgramSrsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("srs-program").FullName;

    [Theory]
    [InlineData("-v", "7.0.18")]
    [InlineData("-g", "SRS/7.0.18(Srs)")]
    public async Task Run_AskedWhoItIs_SaysSoAndEnds(string option, string expected)
    {
        var (exitCode, output, error) = await RunAsync([option]);

        Assert.Equal((0, expected, ""), (exitCode, output.Trim(), error));
    }

    [Fact]
    public async Task Run_AskedForHelp_TellsTheOptions()
    {
        var (exitCode, output, _) = await RunAsync(["-h"]);

        Assert.Equal(0, exitCode);
        Assert.All(new[] { "-c file", "-e", "-t", "-v", "-g", "-h" }, option => Assert.Contains($"  {option}", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_UnknownOption_OneLineAndExitCodeOfSrs()
    {
        var (exitCode, output, error) = await RunAsync(["-x"]);

        Assert.Equal((255, "", "There is no option -x; -h tells which there are."), (exitCode, output, error.Trim()));
    }

    [Fact]
    public async Task Check_GoodFile_TellsWhatIsNotThereYetAndEndsWithZero()
    {
        var (exitCode, output, error) = await RunAsync(["-t", "-c", Write("listen 1935;\ndaemon off;\nsrs_log_tank console;\nvhost __defaultVhost__ { dash { enabled on; } }\n")]);

        Assert.Equal((0, ""), (exitCode, error));
        var lines = output.Trim().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains("srs.conf:4: vhost __defaultVhost__.dash.enabled: Srs:DefaultVhost:Dash:Enabled is on, but DASH is not available yet", lines[0], StringComparison.Ordinal);
        Assert.Equal("The configuration is good.", lines[1].Trim());
        Assert.False(Directory.Exists(Path.Combine(_folder, "objs")), "A check leaves no pid file.");
    }

    [Fact]
    public async Task Check_BadFile_TellsEachFaultAndEndsAsSrs()
    {
        var (exitCode, output, error) = await RunAsync(["-tc", Write("listen 1935;\nlissten 1;\ndaemon yes;\nchunk_size 1;\n")]);

        Assert.Equal((255, ""), (exitCode, output));
        Assert.Equal(3, error.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Check_MissingFile_SaysSo()
    {
        var (exitCode, _, error) = await RunAsync(["-t", "-c", Path.Combine(_folder, "nothing.conf")]);

        Assert.Equal(255, exitCode);
        Assert.Contains("nothing.conf cannot be read", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TakenPortInTheFile_EndsAsSrs()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();

        var (exitCode, _, error) = await RunAsync(["-c", Write($"listen {taken.LocalEndPoint};\npid {_folder}/srs.pid;\n")]);

        Assert.Equal(234, exitCode);
        Assert.Contains("is taken by another program", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PidFileThatCannotBe_EndsAsSrs()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");

        var (exitCode, _, error) = await RunAsync(["-c", Write("listen 127.0.0.1:0;\npid file/srs.pid;\n")]);

        Assert.Equal(10, exitCode);
        Assert.StartsWith("The file for the process id, file/srs.pid, cannot be written", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FromACleanEnvironment_WorksInItsFolderAndLocksItsPidFile()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "work"));
        string[] variables =
        [
            "SRS_WORK_DIR=work", "SRS_PID=run/srs.pid", "SRS_LISTEN=127.0.0.1:0", "SRS_HTTP_SERVER_ENABLED=on", "SRS_HTTP_SERVER_LISTEN=127.0.0.1:0",
            "SRS_HTTP_SERVER_DIR=./objs/nginx/html", "SRS_VHOST_HTTP_REMUX_ENABLED=on",
        ];
        using var first = Start(["-e"], variables);
        try
        {
            var lines = new List<string>();
            while (!lines.Exists(static l => l.StartsWith("  Console", StringComparison.Ordinal)))
            {
                lines.Add(await first.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync() ?? throw new EndOfStreamException());
            }

            Assert.Contains(lines, static l => l.Contains(".flv", StringComparison.Ordinal));
            Assert.Equal(first.Id.ToString(), await File.ReadAllTextAsync(Path.Combine(_folder, "work", "run", "srs.pid"), TestContext.Current.CancellationToken));

            var (exitCode, _, error) = await RunAsync(["-e"], variables);
            Assert.Equal(11, exitCode);
            Assert.StartsWith("srs is already running!", error, StringComparison.Ordinal);

            using var kill = Process.Start("kill", ["-TERM", first.Id.ToString()]);
            await first.WaitForExitAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
            Assert.Equal(0, first.ExitCode);
        }
        finally
        {
            first.Kill();
        }
    }

    [Fact]
    public async Task Signal_Hangup_ReadsTheFileAgainAlsoFromAnotherFolder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "work"));
        File.WriteAllText(Path.Combine(_folder, "part.conf"), "max_connections 10;");
        Write("listen 127.0.0.1:0; daemon off; pid run.pid; srs_log_tank console; work_dir work; include part.conf; vhost __defaultVhost__ { }");
        using var process = Start(["-c", "srs.conf"], []);
        try
        {
            async Task ReadUntilAsync(string text)
            {
                while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync() is var line && !(line ?? throw new EndOfStreamException()).Contains(text, StringComparison.Ordinal))
                {
                }
            }

            await ReadUntilAsync("Srs is ready.");
            foreach (var (conf, expected) in new[] { ("max_connections 11;", "1 settings changed (Srs:MaxConnections) by nobody known, SIGHUP"), ("max_connections none;", "nothing was changed (SIGHUP)") })
            {
                File.WriteAllText(Path.Combine(_folder, "part.conf"), conf);
                using var hangup = Process.Start("kill", ["-HUP", process.Id.ToString()]);
                await ReadUntilAsync(expected);
            }

            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Start_WorkDirThatIsNone_SaysSo()
    {
        var (exitCode, _, error) = await RunAsync(["-e"], ["SRS_WORK_DIR=missing", "SRS_LISTEN=127.0.0.1:0"]);

        Assert.Equal(255, exitCode);
        Assert.Contains("Srs:WorkDir is \"missing\", but cannot be entered", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string conf)
    {
        var file = Path.Combine(_folder, "srs.conf");
        File.WriteAllText(file, conf);
        return file;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, string[]? variables = null)
    {
        using var process = Start(arguments, variables ?? []);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Starts the program in the test's folder with these environment variables and no others.</summary>
    private Process Start(string[] arguments, string[] variables)
    {
        var start = ServerProcess.Command();
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, _folder);
        start.Environment.Clear();
        foreach (var variable in variables)
        {
            start.Environment[variable.Split('=', 2)[0]] = variable.Split('=', 2)[1];
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
