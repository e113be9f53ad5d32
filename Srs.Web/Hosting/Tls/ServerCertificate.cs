using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Srs.Web.Hosting.Tls;

/// <summary>A certificate with its key, ready for handshakes.</summary>
/// <remarks>
/// Never disposed once it was offered to a client: connections use it for as long as they live, and the finalizer sees to the rest.
/// </remarks>
internal sealed class ServerCertificate
{
    /// <summary>Prepares a certificate.</summary>
    /// <param name="leaf">The server's own, with its private key; taken over.</param>
    /// <param name="chain">Certificates to find the intermediates among; the root need not be there and is not sent.</param>
    public ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        Leaf = leaf;

        // Offline: a start must not wait for what some issuer's server says. Shared by all handshakes, or sessions could not be resumed.
        Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    /// <summary>The server's own certificate.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>What handshakes take: key, certificate and intermediates.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>When it begins to be valid.</summary>
    public DateTimeOffset NotBefore => Leaf.NotBefore;

    /// <summary>When it ceases to be valid.</summary>
    public DateTimeOffset NotAfter => Leaf.NotAfter;

    /// <summary>The host names and addresses that it is for, separated by commas; the subject when it names none.</summary>
    public string Names
    {
        get
        {
            var names = Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(static san => san.EnumerateDnsNames().Concat(san.EnumerateIPAddresses().Select(static ip => ip.ToString())))
                .ToList();
            return names.Count > 0 ? string.Join(", ", names) : Leaf.Subject;
        }
    }
}
