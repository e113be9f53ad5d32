using System.Runtime.InteropServices;

namespace Srs.Media.Net.OpenSsl;

/// <summary>Functions of libssl under their own names; the manual page of each says the rest.</summary>
/// <remarks><see cref="OpenSslLibrary.Require"/> comes before the first call. C's long is 4 bytes on Windows, 8 elsewhere.</remarks>
internal static unsafe partial class LibSsl
{
    /// <summary>SSL_CTRL_SET_MTU, of a session: bytes of a datagram.</summary>
    public const int SetMtu = 17;

    /// <summary>SSL_CTRL_SET_SESS_CACHE_MODE, of a context.</summary>
    public const int SetSessionCacheMode = 44;

    /// <summary>SSL_CTRL_SET_MAX_CERT_LIST, of a context: bytes of the longest handshake message.</summary>
    public const int SetMaxCertificateList = 51;

    /// <summary>DTLS_CTRL_GET_TIMEOUT, of a session; the result is 0 when no flight waits for an answer.</summary>
    public const int GetTimeout = 73;

    /// <summary>DTLS_CTRL_SET_LINK_MTU, of a session: bytes of an IP packet.</summary>
    public const int SetLinkMtu = 120;

    /// <summary>SSL_CTRL_SET_MIN_PROTO_VERSION, of a context.</summary>
    public const int SetMinVersion = 123;

    /// <summary>SSL_CTRL_SET_MAX_PROTO_VERSION, of a context.</summary>
    public const int SetMaxVersion = 124;

    /// <summary>DTLS1_2_VERSION</summary>
    public const int Dtls12 = 0xFEFD;

    /// <summary>SSL_OP_NO_QUERY_MTU, NO_TICKET, NO_COMPRESSION and NO_RENEGOTIATION.</summary>
    public const ulong Options = 0x1000 | 0x4000 | 0x20000 | 0x40000000;

    /// <summary>SSL_VERIFY_PEER and SSL_VERIFY_FAIL_IF_NO_PEER_CERT.</summary>
    public const int RequireCertificate = 3;

    /// <summary>SSL_ERROR_WANT_READ</summary>
    public const int WantRead = 2;

    /// <summary>SSL_ERROR_WANT_WRITE</summary>
    public const int WantWrite = 3;

    /// <summary>SSL_ERROR_ZERO_RETURN: the peer sent close_notify.</summary>
    public const int ZeroReturn = 6;

    /// <summary>EVP_PKEY_RSA</summary>
    public const int RsaKey = 6;

    /// <summary>EVP_PKEY_EC</summary>
    public const int EcKey = 408;

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int OPENSSL_init_ssl(ulong options, nint settings);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint DTLS_method();

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial CLong SSL_CTX_ctrl(SslContextHandle context, int command, CLong value, nint pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial ulong SSL_CTX_set_options(SslContextHandle context, ulong options);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_CTX_use_certificate_ASN1(SslContextHandle context, int length, byte* certificate);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_CTX_use_PrivateKey_ASN1(int type, SslContextHandle context, byte* key, CLong length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_CTX_check_private_key(SslContextHandle context);

    /// <summary>Zero means success.</summary>
    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_tlsext_use_srtp(SslContextHandle context, string profiles);

    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(SslContextHandle context, string ciphers);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_set_verify(SslContextHandle context, int mode, nint callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_set_cert_verify_callback(
        SslContextHandle context, delegate* unmanaged<nint, nint, int> callback, nint argument);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_new(SslContextHandle context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_free(nint session);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_accept_state(nint session);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_connect_state(nint session);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_bio(nint session, nint reads, nint writes);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial CLong SSL_ctrl(nint session, int command, CLong value, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void DTLS_set_timer_cb(nint session, delegate* unmanaged<nint, uint, uint> callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_do_handshake(nint session);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_read(nint session, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_shutdown(nint session);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_free_buffers(nint session);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_get_error(nint session, int result);

    /// <summary>A pair of a name's pointer and the number of the profile, an unsigned long; null when none was agreed on.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_get_selected_srtp_profile(nint session);

    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_export_keying_material(
        nint session, byte* output, nuint length, string label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_get_current_cipher(nint session);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_CIPHER_get_name(nint cipher);
}
