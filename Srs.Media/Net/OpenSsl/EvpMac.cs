using Microsoft.Win32.SafeHandles;

namespace Srs.Media.Net.OpenSsl;

/// <summary>EVP_MAC_CTX: HMAC-SHA1 with its key, used again for each packet.</summary>
/// <remarks>One thread at a time; disposing it meanwhile is safe, and the next use then throws <see cref="ObjectDisposedException"/>.</remarks>
internal sealed unsafe class EvpMac : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Bytes of a result.</summary>
    public const int HashBytes = 20;

    /// <exception cref="OpenSslException">There is no HMAC-SHA1.</exception>
    public EvpMac(ReadOnlySpan<byte> key)
        : base(ownsHandle: true)
    {
        OpenSslLibrary.Require();
        var mac = OpenSslException.ThrowIfNull(LibCrypto.EVP_MAC_fetch(0, "HMAC", 0), nameof(LibCrypto.EVP_MAC_fetch));
        try
        {
            SetHandle(OpenSslException.ThrowIfNull(LibCrypto.EVP_MAC_CTX_new(mac), nameof(LibCrypto.EVP_MAC_CTX_new)));
            var parameters = stackalloc LibCrypto.Parameter[2];
            fixed (byte* start = key, name = "digest\0"u8, value = "SHA1\0"u8)
            {
                parameters[0] = new LibCrypto.Parameter { Key = name, DataType = LibCrypto.Utf8String, Data = value, Size = 4 };
                parameters[1] = default;
                OpenSslException.ThrowIfFailed(
                    LibCrypto.EVP_MAC_init(handle, start, (nuint)key.Length, parameters), nameof(LibCrypto.EVP_MAC_init));
            }
        }
        finally
        {
            LibCrypto.EVP_MAC_free(mac);
        }
    }

    /// <summary>Authenticates bytes.</summary>
    /// <param name="data">All of them.</param>
    /// <param name="hash"><see cref="HashBytes"/> bytes, written.</param>
    public void Compute(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var (isHeld, isDone) = (false, false);
        nuint written = 0;
        try
        {
            DangerousAddRef(ref isHeld);
            fixed (byte* dataStart = data, hashStart = hash)
            {
                isDone = LibCrypto.EVP_MAC_init(handle, null, 0, null) > 0
                    && LibCrypto.EVP_MAC_update(handle, dataStart, (nuint)data.Length) > 0
                    && LibCrypto.EVP_MAC_final(handle, hashStart, &written, (nuint)hash.Length) > 0;
            }
        }
        finally
        {
            if (isHeld)
            {
                DangerousRelease();
            }
        }

        if (!isDone)
        {
            throw new OpenSslException(nameof(Compute));
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_MAC_CTX_free(handle);
        return true;
    }
}
