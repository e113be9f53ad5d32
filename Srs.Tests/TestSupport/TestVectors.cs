namespace Srs.Tests.TestSupport;

/// <summary>The files of the Vectors folder; its README.md says where each is from.</summary>
public static class TestVectors
{
    public static string GetPath(string name) => Path.Combine(AppContext.BaseDirectory, "Vectors", name);

    public static byte[] Read(string name) => File.ReadAllBytes(GetPath(name));
}
