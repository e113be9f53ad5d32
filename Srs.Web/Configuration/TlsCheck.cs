using Srs.Web.Hosting.Tls;

namespace Srs.Web.Configuration;

/// <summary>Checks the settings of TLS, the files included.</summary>
internal static class TlsCheck
{
    /// <summary>Adds a sentence for each fault.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        var tls = options.Tls;
        if (tls.SelfSigned && tls.Cert.Length > 0)
        {
            errors.Add($"Srs:Tls:SelfSigned is true, but Srs:Tls:Cert names \"{tls.Cert}\"; use one of them.");
        }

        CheckFiles("Srs:Tls", tls.Cert, tls.Key, "", errors);
        foreach (var (section, listener) in Listeners(options))
        {
            CheckFiles(section, listener.Cert, listener.Key, ", or remove it to use the certificate of Srs:Tls", errors);
        }
    }

    /// <summary>The TLS listeners that may be there, and their sections.</summary>
    public static IEnumerable<(string Section, TlsListenOptions Listener)> Listeners(SrsOptions options) =>
        new (string Section, TlsListenOptions Listener, bool IsOn)[]
        {
            ("Srs:Rtmps", options.Rtmps, true),
            ("Srs:HttpServer:Https", options.HttpServer.Https, options.HttpServer.Enabled),
            ("Srs:HttpApi:Https", options.HttpApi.Https, options.HttpApi.Enabled),
        }
        .Where(static tls => tls.IsOn && tls.Listener.Enabled)
        .Select(static tls => (tls.Section, tls.Listener));

    private static void CheckFiles(string section, string cert, string key, string alternative, List<string> errors)
    {
        if (cert.Length == 0)
        {
            if (key.Length > 0)
            {
                errors.Add($"{section}:Key is \"{key}\", but {section}:Cert is empty; name the certificate's file there{alternative}.");
            }

            return;
        }

        try
        {
            var paths = new CertificatePaths(cert, key);
            using var leaf = PemCertificate.Load(PemFiles.Read(paths), paths).Leaf;
        }
        catch (CertificateException e)
        {
            errors.Add(e.Describe(section));
        }
    }
}
