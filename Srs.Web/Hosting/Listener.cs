using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Srs.Web.Configuration;
using Srs.Web.Hosting.Tls;

namespace Srs.Web.Hosting;

/// <summary>A TCP address that the server listens on.</summary>
/// <param name="Purpose">What it is for, as people call it.</param>
/// <param name="Setting">The key that changes it.</param>
/// <param name="Address">Where, as configured.</param>
/// <param name="Certificate">The certificate for TLS at the start; null for plain TCP.</param>
internal sealed record Listener(string Purpose, string Setting, ListenAddress Address, CertificatePaths? Certificate = null)
{
    /// <summary>Kestrel's side of it, once it listens; tells the real port.</summary>
    public ListenOptions? Kestrel { get; private set; }

    /// <summary>Where its certificate comes from now; null for plain TCP.</summary>
    public CertificateSource? CertificateSource { get; set; }

    /// <summary>The port in use: the configured one, or the one that the system chose for 0.</summary>
    public int Port => (Kestrel?.EndPoint as IPEndPoint)?.Port ?? Address.Port;

    /// <summary>Has Kestrel listen.</summary>
    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        void Configure(ListenOptions options)
        {
            Kestrel = options;
            configure(options);
        }

        if (Address.Address is { } address)
        {
            kestrel.Listen(address, Address.Port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(Address.Port, Configure);
        }
    }
}
