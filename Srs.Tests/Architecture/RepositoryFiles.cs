using System.Runtime.CompilerServices;

namespace Srs.Tests.Architecture;

/// <summary>The source tree that the tests were built from.</summary>
internal static class RepositoryFiles
{
    /// <summary>Folder that holds <c>Srs.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All C# files of a project, generated ones left out, as path from the root and text.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(string project)
    {
        var separator = Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal) && !file.Contains($"{separator}bin{separator}", StringComparison.Ordinal))
            .Select(file => (Path.GetRelativePath(Root, file).Replace(separator, '/'), File.ReadAllText(file)));
    }

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        var folder = Path.GetDirectoryName(thisFile);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Srs.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run without their sources.");
    }
}
