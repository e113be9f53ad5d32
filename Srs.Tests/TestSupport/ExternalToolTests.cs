namespace Srs.Tests.TestSupport;

public sealed class ExternalToolTests
{
    [Fact]
    public void GetSkipReason_ToolIsMissing_SkipsUnlessRequired()
    {
        Assert.NotNull(RequiresToolFactAttribute.GetSkipReason("no-such-tool", isRequired: false));
        Assert.Null(RequiresToolFactAttribute.GetSkipReason("no-such-tool", isRequired: true));
        Assert.Null(RequiresToolFactAttribute.GetSkipReason("dotnet", isRequired: false));
    }

    [RequiresToolFact("cat")]
    [Trait("Category", "Interop")]
    public async Task RunAsync_FeedsInputAndCapturesOutput()
    {
        var input = new byte[200_000];
        new Random(1).NextBytes(input);

        var result = await ExternalTool.RunAsync("cat", [], input);

        Assert.Equal(input, result.AssertSucceeded().Output);
    }

    [RequiresToolFact("sh")]
    [Trait("Category", "Interop")]
    public async Task RunAsync_ToolFailsWithoutReading_GivesExitCodeAndError()
    {
        var result = await ExternalTool.RunAsync("sh", ["-c", "echo wrong >&2; exit 3"], new byte[200_000]);

        Assert.Equal((3, "wrong\n"), (result.ExitCode, result.Error));
    }
}
