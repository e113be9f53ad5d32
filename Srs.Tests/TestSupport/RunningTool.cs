using System.Diagnostics;

namespace Srs.Tests.TestSupport;

/// <summary>A program that is not ours and runs until the test has seen enough, such as an encoder.</summary>
public sealed class RunningTool : IAsyncDisposable
{
    private readonly Process _process;

    private RunningTool(Process process) => _process = process;

    /// <summary>Starts ffmpeg with a live test picture at 25 frames a second, with a tone, as H.264 and AAC.</summary>
    /// <param name="address">Where it publishes.</param>
    /// <param name="size">Size of the picture.</param>
    public static RunningTool Publish(string address, string size = "320x180") => Start("ffmpeg", [.. Encode(size), "-f", "flv", address]);

    /// <summary>Starts it as <see cref="Publish"/>, with three B-frames in a row, as x264 makes them unless it is told otherwise.</summary>
    public static RunningTool PublishWithBFrames(string address) => Start(
        "ffmpeg",
        [
            "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-f", "lavfi", "-i", "sine",
            "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac", "-f", "flv", address,
        ]);

    /// <summary>Starts it with several addresses that all get the same.</summary>
    public static RunningTool PublishToAll(IEnumerable<string> addresses) =>
        Start("ffmpeg", [.. Encode("320x180"), "-map", "0:v", "-map", "1:a", "-flags", "+global_header", "-f", "tee", string.Join('|', addresses.Select(static address => "[f=flv]" + address))]);

    /// <summary>Starts a program; what it prints is thrown away.</summary>
    public static RunningTool Start(string tool, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardInput = true, UseShellExecute = false };
        return new RunningTool(Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start."));
    }

    private static string[] Encode(string size) =>
    [
        "-v", "error", "-re", "-f", "lavfi", "-i", $"testsrc2=s={size}:r=25", "-f", "lavfi", "-i", "sine",
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac",
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        _process.Dispose();
    }
}
