using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Srs.Web.Hosting.Tls;

/// <summary>Makes a certificate for those who have none: ECDSA P-256, for all names and addresses of this machine.</summary>
internal static class SelfSignedCertificate
{
    /// <summary>Longest time that one is used for, in days; then the next is made.</summary>
    private const int ValidDays = 365;

    /// <summary>Most addresses in it; a host of containers has hundreds.</summary>
    private const int MaxAddresses = 64;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Makes one with a new key, valid from the day before.</summary>
    public static ServerCertificate Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Srs self-signed", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(SubjectNames());
        var leaf = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(ValidDays));
        if (OperatingSystem.IsWindows())
        {
            using var withoutStore = leaf;
            leaf = X509CertificateLoader.LoadPkcs12(withoutStore.Export(X509ContentType.Pkcs12), null);
        }

        return new ServerCertificate(leaf, []);
    }

    private static X509Extension SubjectNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var host = Dns.GetHostName();
        if (Uri.CheckHostName(host) == UriHostNameType.Dns && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            names.AddDnsName(host);
        }

        foreach (var address in Addresses())
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    private static IEnumerable<IPAddress> Addresses()
    {
        IEnumerable<IPAddress> own = [];
        try
        {
            own = NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
                .Select(static unicast => unicast.Address)
                .Where(static address => !address.IsIPv6LinkLocal);
        }
        catch (NetworkInformationException)
        {
            // A sandbox may hide them; the loopbacks are there.
        }

        return own.Prepend(IPAddress.IPv6Loopback).Prepend(IPAddress.Loopback).Distinct().Take(MaxAddresses);
    }
}
