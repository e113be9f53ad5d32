using Microsoft.Win32.SafeHandles;

namespace Srs.Media.Net.OpenSsl;

/// <summary>SSL: one session, which keeps its context alive. One thread at a time.</summary>
internal sealed class SslHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <exception cref="OpenSslException">Out of memory.</exception>
    public SslHandle(SslContextHandle context)
        : base(ownsHandle: true) =>
        SetHandle(OpenSslException.ThrowIfNull(LibSsl.SSL_new(context), nameof(LibSsl.SSL_new)));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_free(handle);
        return true;
    }
}
