using System.Text;

namespace Srs.Tests.TestSupport;

/// <summary>What a program left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Bytes of its standard output.</param>
/// <param name="Error">Text of its standard error.</param>
public sealed record ExternalToolResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>Standard output as text.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output);

    /// <summary>Lines of standard error but those with a message, and ffmpeg's count of how often that was repeated.</summary>
    public IReadOnlyList<string> ErrorLinesWithout(string message)
    {
        var (rest, isKnown) = (new List<string>(), false);
        foreach (var line in Error.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            isKnown = line.Contains(message, StringComparison.Ordinal) || (isKnown && line.Contains("Last message repeated", StringComparison.Ordinal));
            if (!isKnown)
            {
                rest.Add(line);
            }
        }

        return rest;
    }

    /// <summary>Fails the test, quoting standard error, unless the exit code is 0.</summary>
    public ExternalToolResult AssertSucceeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}: {Error}");
        return this;
    }
}
