using Srs.Web.Configuration;

namespace Srs.Web.Hosting.Tls;

/// <summary>A certificate cannot be used.</summary>
/// <param name="paths">Its files.</param>
/// <param name="isKey">Whether the fault lies in the file that the setting <c>Key</c> names.</param>
/// <param name="fault">What is wrong and what to do, as the rest of a sentence that begins with the file; without full stop.</param>
/// <param name="inner">What the system said.</param>
internal sealed class CertificateException(CertificatePaths paths, bool isKey, string fault, Exception? inner = null)
    : Exception($"{FullPath(isKey ? paths.Key : paths.Cert)} {fault}.", inner)
{
    /// <summary>The fault as a sentence about a setting.</summary>
    /// <param name="section">The section that names the files, such as <c>Srs:Tls</c>.</param>
    public string Describe(string section) => $"{section}:{(isKey ? "Key" : "Cert")} is \"{(isKey ? paths.Key : paths.Cert)}\", but {Message}";

    private static string FullPath(string path) => path.Contains('\0', StringComparison.Ordinal) ? "the name" : Path.GetFullPath(path);
}
