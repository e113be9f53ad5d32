using Srs.Tests.Architecture;

namespace Srs.Tests.Web.Configuration;

/// <summary>The page of all settings, and the file that holds them all; eng/write-docs.sh writes both.</summary>
public sealed class ConfigurationDocsTests
{
    /// <summary>Set by eng/write-docs.sh: the files are written instead of compared.</summary>
    private static readonly bool Writes = Environment.GetEnvironmentVariable("SRS_WRITE_DOCS") == "1";

    [Fact]
    public void ConfigurationPage_IsWhatTheRecordsSay() => Check("docs/configuration.md", ConfigurationDocs.Fill);

    [Fact]
    public void AppSettings_AreWhatTheRecordsSay() => Check("appsettings.json", AppSettingsFile.Fill);

    private static void Check(string file, Func<string, string> fill)
    {
        var path = Path.Combine(RepositoryFiles.Root, file);
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var expected = fill(text);
        if (Writes)
        {
            File.WriteAllText(path, expected);
        }
        else
        {
            Assert.True(expected == text, $"{file} does not say what the option records say; eng/write-docs.sh writes it anew.");
        }
    }
}
