using System.Runtime.CompilerServices;

namespace Srs.Tests.TestSupport;

/// <summary>A test that runs a program from PATH: skipped without it, except where CI is set, since there it must be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresToolFactAttribute : FactAttribute
{
    /// <param name="tool">Name of the program, such as "ffmpeg".</param>
    /// <param name="sourceFilePath">Filled in by the compiler.</param>
    /// <param name="sourceLineNumber">Filled in by the compiler.</param>
    public RequiresToolFactAttribute(
        string tool, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Tool = tool;
        var isContinuousIntegration = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        if (!isContinuousIntegration && !ExternalTool.IsOnPath(tool))
        {
            Skip = $"{tool} is not on PATH.";
        }
    }

    /// <summary>Name of the program.</summary>
    public string Tool { get; }
}
