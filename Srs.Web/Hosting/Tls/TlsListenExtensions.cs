using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Srs.Web.Hosting.Tls;

/// <summary>Puts TLS before a listener's protocol.</summary>
internal static class TlsListenExtensions
{
    /// <summary>Longest wait for the first byte, and then for the end of the handshake.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>TLS 1.2 and 1.3, with the newest certificate of the <see cref="Listener"/> that each connection came by.</summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="protocols">What is offered by ALPN (RFC 7301), the best first; null where no HTTP is spoken.</param>
    public static void UseTls(this ListenOptions options, List<SslApplicationProtocol>? protocols)
    {
        options.Use(AbortAtStop);
        if (protocols is not null)
        {
            var clock = options.ApplicationServices.GetRequiredService<TimeProvider>();
            options.Use(next => PlainHttpNotice.Apply(next, clock));
        }

        options.UseHttps(https =>
        {
            https.HandshakeTimeout = HandshakeTimeout;
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;

            // Kestrel wants one of its own; what counts is set below, for each connection and before a byte of it is read. Its other
            // hook runs only after a good ClientHello, and a bad one would be logged as an error for want of a certificate.
            https.ServerCertificateSelector = static (connection, _) => CertificateOf(connection!).Leaf;
            https.OnAuthenticate = (connection, handshake) =>
            {
                handshake.ServerCertificateSelectionCallback = null;
                handshake.ServerCertificateContext = CertificateOf(connection).Context;
                handshake.ApplicationProtocols = protocols;
                handshake.AllowRenegotiation = false;
            };
        });
        options.Use(EndHandshake);
        options.Use(TlsOutput.Apply);
    }

    private static ServerCertificate CertificateOf(ConnectionContext connection) => connection.Features.GetRequiredFeature<Listener>().CertificateSource!.Current;

    /// <summary>Aborts a connection whose handshake is under way when the server stops, which would wait for it.</summary>
    private static ConnectionDelegate AbortAtStop(ConnectionDelegate next) => async connection =>
    {
        var stopping = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
        using var handshake = new Handshake(stopping.Register(static state => ((ConnectionContext)state!).Abort(), connection));
        connection.Features.Set(handshake);
        await next(connection);
    };

    /// <summary>From here on the protocol ends its own connections.</summary>
    private static ConnectionDelegate EndHandshake(ConnectionDelegate next) => connection =>
    {
        connection.Features.GetRequiredFeature<Handshake>().Dispose();
        return next(connection);
    };

    private sealed class Handshake(CancellationTokenRegistration abortAtStop) : IDisposable
    {
        public void Dispose() => abortAtStop.Dispose();
    }
}
