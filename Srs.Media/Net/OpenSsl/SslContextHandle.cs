using Microsoft.Win32.SafeHandles;

namespace Srs.Media.Net.OpenSsl;

/// <summary>SSL_CTX: what sessions of one certificate share. Any thread.</summary>
internal sealed class SslContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <exception cref="OpenSslException">Out of memory.</exception>
    public SslContextHandle()
        : base(ownsHandle: true) =>
        SetHandle(OpenSslException.ThrowIfNull(LibSsl.SSL_CTX_new(LibSsl.DTLS_method()), nameof(LibSsl.SSL_CTX_new)));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_CTX_free(handle);
        return true;
    }
}
