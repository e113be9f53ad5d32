using System.Diagnostics;

namespace Srs.Tests.TestSupport;

/// <summary>Runs a program that is not ours, such as ffmpeg.</summary>
public static class ExternalTool
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>True when the program is in a folder of PATH.</summary>
    public static bool IsOnPath(string tool) => Find(tool) is not null;

    /// <summary>Path of the program, or null when it is in no folder of PATH.</summary>
    public static string? Find(string tool)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = OperatingSystem.IsWindows() ? [tool + ".exe", tool] : [tool];
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs the program to its end; kills it after 30 seconds or as long as it may take.</summary>
    /// <param name="tool">Name of the program on PATH.</param>
    /// <param name="arguments">Passed as they are, no shell.</param>
    /// <param name="input">Fed to its standard input, which is then closed. A program that stops reading early is fine.</param>
    /// <param name="limit">Longest time that it may take; 30 seconds when null.</param>
    /// <exception cref="TimeoutException">It was still running.</exception>
    public static async Task<ExternalToolResult> RunAsync(
        string tool, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(tool)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start.");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stopping.CancelAfter(limit ?? Timeout);
        try
        {
            using var output = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(output, stopping.Token);
            var readingError = process.StandardError.ReadToEndAsync(stopping.Token);
            await FeedAsync(process, input, stopping.Token);
            await reading;
            var error = await readingError;
            await process.WaitForExitAsync(stopping.Token);
            return new ExternalToolResult(process.ExitCode, output.ToArray(), error);
        }
        catch (OperationCanceledException e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{tool} was still running after {(limit ?? Timeout).TotalSeconds} s.", e);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program closed its end first; its exit code tells whether that was right.
        }
    }
}
