namespace Srs.Tests.Segments;

/// <summary>A folder that is deleted in the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("srs-segments-");

    public string FullName => _folder.FullName;

    public string Combine(string path) => Path.Combine(_folder.FullName, path);

    /// <summary>Every file, relative and in order.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(FullName, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(FullName, file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);
}
