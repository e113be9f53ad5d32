namespace Srs.Tests.TestSupport;

/// <summary>Python with aiortc, a WebRTC implementation that nobody here wrote (Debian: python3-aiortc).</summary>
internal static class Aiortc
{
    /// <summary>The system's interpreter goes first: Debian's package is for that one, whatever else PATH has.</summary>
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3"];

    private static readonly Lazy<Task<string?>> Interpreter = new(FindAsync);

    /// <summary>Runs a script to its end; skips the test where there is no aiortc, except where CI is set.</summary>
    /// <param name="script">Python.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input.</param>
    public static async Task<ExternalToolResult> RunAsync(string script, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        return await ExternalTool.RunAsync(await RequireAsync(), ["-c", script, .. arguments], input);
    }

    /// <summary>Starts a script that runs until it is disposed; skips the test as <see cref="RunAsync"/> does.</summary>
    /// <param name="script">Python.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<RunningTool> StartAsync(string script, IEnumerable<string> arguments) =>
        RunningTool.Start(await RequireAsync(), ["-c", script, .. arguments]);

    private static async Task<string> RequireAsync()
    {
        var isRequired = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        var python = await Interpreter.Value;
        Assert.SkipUnless(python is not null || isRequired, "Python has no aiortc (Debian's package python3-aiortc).");
        Assert.NotNull(python);
        return python;
    }

    private static async Task<string?> FindAsync()
    {
        foreach (var python in Interpreters)
        {
            var path = Path.IsPathRooted(python) ? python : ExternalTool.Find(python);
            if (File.Exists(path) && (await ExternalTool.RunAsync(path, ["-c", "import aiortc"])).ExitCode == 0)
            {
                return path;
            }
        }

        return null;
    }
}
