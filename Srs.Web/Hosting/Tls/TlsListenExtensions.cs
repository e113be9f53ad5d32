using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Srs.Web.Hosting.Tls;

/// <summary>Puts TLS before a listener's protocol.</summary>
internal static class TlsListenExtensions
{
    /// <summary>Longest time from connecting to the end of the handshake.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>TLS 1.2 and 1.3, with the newest certificate of the source for each new connection.</summary>
    /// <param name="options">The listener.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="protocols">What is offered by ALPN (RFC 7301), the best first; empty to offer nothing.</param>
    public static void UseTls(this ListenOptions options, CertificateSource certificate, List<SslApplicationProtocol> protocols) =>
        options.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current.Context,
                ApplicationProtocols = protocols,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
            }),
        });
}
