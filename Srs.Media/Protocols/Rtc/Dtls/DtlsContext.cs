using System.Runtime.InteropServices;
using Srs.Media.Net.OpenSsl;
using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>What the sessions of one certificate share: DTLS 1.2 only, forward secret ciphers, no resumption, no renegotiation.</summary>
/// <remarks>Any thread. Disposing it leaves the sessions that were made alone. RFC 6347, RFC 5764, RFC 8827 section 6.5.</remarks>
public sealed class DtlsContext : IDisposable
{
    /// <summary>Bytes of the longest handshake message that a peer may send, which its certificates are.</summary>
    public const int MaxMessageBytes = 32 * 1024;

    /// <summary>AES-GCM is what RFC 8827 section 6.5 asks of every peer; <see cref="DtlsRecordFilter.MinEncryptedBytes"/> holds for all of them.</summary>
    private const string Ciphers = "ECDHE+AESGCM:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA";

    /// <param name="certificate">Ours.</param>
    /// <param name="profiles">SRTP profiles that are offered or taken, the preferred one first; null means all.</param>
    /// <exception cref="DllNotFoundException">OpenSSL is missing; the message says what to install.</exception>
    /// <exception cref="OpenSslException">OpenSSL refuses the certificate.</exception>
    public DtlsContext(DtlsCertificate certificate, IReadOnlyList<SrtpProfile>? profiles = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        OpenSslLibrary.Require();
        Certificate = certificate;
        Profiles = profiles ?? SrtpProfile.All;
        Handle = new SslContextHandle();
        try
        {
            Set(LibSsl.SetMinVersion, LibSsl.Dtls12);
            Set(LibSsl.SetMaxVersion, LibSsl.Dtls12);
            Set(LibSsl.SetSessionCacheMode, 0);
            Set(LibSsl.SetMaxCertificateList, MaxMessageBytes);
            LibSsl.SSL_CTX_set_options(Handle, LibSsl.Options);
            OpenSslException.ThrowIfFailed(LibSsl.SSL_CTX_set_cipher_list(Handle, Ciphers), nameof(LibSsl.SSL_CTX_set_cipher_list));
            var names = string.Join(':', Profiles.Select(static profile => profile.Name));
            if (LibSsl.SSL_CTX_set_tlsext_use_srtp(Handle, names) != 0)
            {
                throw new OpenSslException(nameof(LibSsl.SSL_CTX_set_tlsext_use_srtp));
            }

            UseCertificate(certificate);
        }
        catch
        {
            Handle.Dispose();
            throw;
        }
    }

    /// <summary>Ours.</summary>
    public DtlsCertificate Certificate { get; }

    /// <summary>SRTP profiles that are offered or taken, the preferred one first.</summary>
    public IReadOnlyList<SrtpProfile> Profiles { get; }

    /// <summary>OpenSSL's side of it.</summary>
    internal SslContextHandle Handle { get; }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private void Set(int command, int value) => LibSsl.SSL_CTX_ctrl(Handle, command, new CLong(value), 0);

    private unsafe void UseCertificate(DtlsCertificate certificate)
    {
        fixed (byte* der = certificate.Der, key = certificate.PrivateKey)
        {
            OpenSslException.ThrowIfFailed(
                LibSsl.SSL_CTX_use_certificate_ASN1(Handle, certificate.Der.Length, der), nameof(LibSsl.SSL_CTX_use_certificate_ASN1));
            var type = certificate.KeyType == DtlsKeyType.Rsa ? LibSsl.RsaKey : LibSsl.EcKey;
            OpenSslException.ThrowIfFailed(
                LibSsl.SSL_CTX_use_PrivateKey_ASN1(type, Handle, key, new CLong(certificate.PrivateKey.Length)),
                nameof(LibSsl.SSL_CTX_use_PrivateKey_ASN1));
        }

        OpenSslException.ThrowIfFailed(LibSsl.SSL_CTX_check_private_key(Handle), nameof(LibSsl.SSL_CTX_check_private_key));
        LibSsl.SSL_CTX_set_verify(Handle, LibSsl.RequireCertificate, 0);
        LibSsl.SSL_CTX_set_cert_verify_callback(Handle, DtlsEngine.CertificateVerifier, 0);
    }
}
