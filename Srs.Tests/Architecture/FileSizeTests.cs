namespace Srs.Tests.Architecture;

public sealed class FileSizeTests
{
    /// <summary>Lines past which a file has a second subject in it.</summary>
    private const int MaxLines = 500;

    [Theory]
    [InlineData("Srs.Media")]
    [InlineData("Srs.Web")]
    public void Sources_StayWithinTheLimit(string project)
    {
        var large = RepositoryFiles.Sources(project)
            .Select(static file => (file.Path, Lines: file.Text.AsSpan().Count('\n')))
            .Where(static file => file.Lines > MaxLines);

        Assert.Empty(large);
    }
}
