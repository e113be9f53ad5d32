using System.IO.Compression;

namespace Srs.Tests.Architecture;

/// <summary>What the packages hold that the test script packs; SRS_PACKAGES is the folder it packs into.</summary>
public sealed class PackageTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SRS_PACKAGES");

    [Fact]
    public void Package_HoldsLibraryDocumentationReadmeAndLicence()
    {
        SkipUnlessPacked();
        using var package = Open("*.nupkg");

        Assert.Superset(
            new HashSet<string> { "lib/net10.0/Srs.Media.dll", "lib/net10.0/Srs.Media.xml", "README.md", "LICENSE" },
            package.Entries.Select(static entry => entry.FullName).ToHashSet());
        var specification = ReadText(package, "Srs.Media.nuspec");
        Assert.Contains("<license type=\"expression\">MIT</license>", specification, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", specification, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.AspNetCore", specification, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Srs.Media/PACKAGE.md")), ReadText(package, "README.md"));
    }

    [Fact]
    public void SymbolPackage_HoldsTheSymbols()
    {
        SkipUnlessPacked();
        using var package = Open("*.snupkg");

        Assert.Contains(package.Entries, static entry => entry.FullName == "lib/net10.0/Srs.Media.pdb");
    }

    private static void SkipUnlessPacked()
    {
        var isRequired = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        Assert.SkipUnless(Folder is not null || isRequired, "SRS_PACKAGES names no folder of packages; eng/test.sh makes one.");
        Assert.NotNull(Folder);
    }

    private static ZipArchive Open(string pattern) => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(Folder!, pattern)));

    private static string ReadText(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
