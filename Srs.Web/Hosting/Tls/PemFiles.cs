using System.Text;
using Srs.Web.Configuration;

namespace Srs.Web.Hosting.Tls;

/// <summary>The texts of a certificate's files; equal when nothing has changed.</summary>
/// <param name="Cert">Certificate and intermediates.</param>
/// <param name="Key">Private key; the same text when one file holds both.</param>
internal sealed record PemFiles(string Cert, string Key)
{
    /// <summary>Longest file in bytes; a chain takes about ten thousand.</summary>
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>Reads the files.</summary>
    /// <exception cref="CertificateException">One of them cannot be read.</exception>
    public static PemFiles Read(CertificatePaths paths)
    {
        var cert = Read(paths, isKey: false);
        return new PemFiles(cert, paths.Key.Length == 0 ? cert : Read(paths, isKey: true));
    }

    /// <summary>Keeps the private key out of logs.</summary>
    public override string ToString() => nameof(PemFiles);

    private static string Read(CertificatePaths paths, bool isKey)
    {
        try
        {
            using var file = new FileStream(isKey ? paths.Key : paths.Cert, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

            // Looked at every few seconds, so not for the large-object heap.
            var bytes = new byte[(file.CanSeek ? Math.Min(file.Length, MaxFileBytes) : MaxFileBytes) + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= MaxFileBytes
                ? Encoding.Latin1.GetString(bytes, 0, length)
                : throw new CertificateException(paths, isKey, "is longer than 1 MB; name a PEM file");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateException(paths, isKey, "does not exist; name a PEM file, relative to the working directory or with its full path", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CertificateException(paths, isKey, "may not be read by the server's user, or is a folder; name a PEM file and let that user read it", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new CertificateException(paths, isKey, $"cannot be read ({e.Message.TrimEnd('.')}); name a PEM file", e);
        }
    }
}
