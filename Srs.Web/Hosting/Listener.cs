using Srs.Web.Configuration;
using Srs.Web.Endpoints;
using Srs.Web.Hosting.Tls;

namespace Srs.Web.Hosting;

/// <summary>A TCP address that the server listens on, by one snapshot of the settings; a feature of the connections that come by it.</summary>
/// <param name="protocol">What is spoken there.</param>
/// <param name="purpose">What it is for, as people call it.</param>
/// <param name="setting">The key that changes it.</param>
/// <param name="address">Where, as configured.</param>
internal sealed class Listener(ListenerProtocol protocol, string purpose, string setting, ListenAddress address)
{
    /// <summary>What is spoken there.</summary>
    public ListenerProtocol Protocol => protocol;

    /// <summary>What it is for, as people call it.</summary>
    public string Purpose => purpose;

    /// <summary>The key that changes it.</summary>
    public string Setting => setting;

    /// <summary>Where, as configured.</summary>
    public ListenAddress Address => address;

    /// <summary>The files of its certificate; null for plain TCP.</summary>
    public CertificatePaths? Certificate { get; init; }

    /// <summary>Where an FLV caster publishes; null for every other listener.</summary>
    public FlvCaster? Caster { get; init; }

    /// <summary>Whether peers of WebRTC come by it, too, beside HTTP.</summary>
    public bool TakesRtc { get; init; }

    /// <summary>What <see cref="Certificate"/> was loaded to, from before the first connection; null for plain TCP.</summary>
    public CertificateSource? CertificateSource { get; set; }

    /// <summary>The port in use: the configured one, or the one that the system chose for 0.</summary>
    public int Port { get; set; } = address.Port;
}
