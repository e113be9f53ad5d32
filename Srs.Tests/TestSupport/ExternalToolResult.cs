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

    /// <summary>Fails the test, quoting standard error, unless the exit code is 0.</summary>
    public ExternalToolResult AssertSucceeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}: {Error}");
        return this;
    }
}
