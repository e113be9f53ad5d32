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
        Skip = GetSkipReason(tool, isRequired: !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")));
    }

    /// <summary>Name of the program.</summary>
    public string Tool { get; }

    /// <summary>Why the test is skipped; null when it runs, and then fails if the program that it must have is missing.</summary>
    internal static string? GetSkipReason(string tool, bool isRequired) =>
        isRequired || ExternalTool.IsOnPath(tool) ? null : $"{tool} is not on PATH.";
}
