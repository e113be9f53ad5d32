using Microsoft.Win32.SafeHandles;

namespace Srs.Media.Net.OpenSsl;

/// <summary>EVP_CIPHER_CTX: a cipher with its key, used again for each packet with another initialisation vector.</summary>
/// <remarks>One thread at a time; disposing it meanwhile is safe, and the next use then throws <see cref="ObjectDisposedException"/>.</remarks>
internal sealed unsafe class EvpCipher : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Bytes of the tag that <see cref="Seal"/> makes.</summary>
    public const int TagBytes = 16;

    /// <param name="algorithm">OpenSSL's name, such as "AES-128-GCM".</param>
    /// <param name="key">As long as the cipher wants it.</param>
    /// <exception cref="OpenSslException">There is no such cipher.</exception>
    public EvpCipher(string algorithm, ReadOnlySpan<byte> key)
        : base(ownsHandle: true)
    {
        OpenSslLibrary.Require();
        var cipher = OpenSslException.ThrowIfNull(LibCrypto.EVP_CIPHER_fetch(0, algorithm, 0), nameof(LibCrypto.EVP_CIPHER_fetch));
        try
        {
            SetHandle(OpenSslException.ThrowIfNull(LibCrypto.EVP_CIPHER_CTX_new(), nameof(LibCrypto.EVP_CIPHER_CTX_new)));
            fixed (byte* start = key)
            {
                OpenSslException.ThrowIfFailed(
                    LibCrypto.EVP_EncryptInit_ex(handle, cipher, 0, start, null), nameof(LibCrypto.EVP_EncryptInit_ex));
            }
        }
        finally
        {
            LibCrypto.EVP_CIPHER_free(cipher);
        }
    }

    /// <summary>Encrypts in place and authenticates (GCM).</summary>
    /// <param name="iv">12 bytes.</param>
    /// <param name="prefix">Authenticated only.</param>
    /// <param name="suffix">Authenticated only, after the prefix.</param>
    /// <param name="data">Encrypted in place.</param>
    /// <param name="tag"><see cref="TagBytes"/> bytes, written.</param>
    public void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> suffix, Span<byte> data, Span<byte> tag)
    {
        var (isHeld, isDone, written) = (false, false, 0);
        try
        {
            DangerousAddRef(ref isHeld);
            fixed (byte* ivStart = iv, prefixStart = prefix, suffixStart = suffix, dataStart = data, tagStart = tag)
            {
                isDone = LibCrypto.EVP_EncryptInit_ex(handle, 0, 0, null, ivStart) > 0
                    && (prefix.IsEmpty || LibCrypto.EVP_EncryptUpdate(handle, null, &written, prefixStart, prefix.Length) > 0)
                    && (suffix.IsEmpty || LibCrypto.EVP_EncryptUpdate(handle, null, &written, suffixStart, suffix.Length) > 0)
                    && (data.IsEmpty || LibCrypto.EVP_EncryptUpdate(handle, dataStart, &written, dataStart, data.Length) > 0)
                    && LibCrypto.EVP_EncryptFinal_ex(handle, tagStart, &written) > 0
                    && LibCrypto.EVP_CIPHER_CTX_ctrl(handle, LibCrypto.GetTag, TagBytes, tagStart) > 0;
            }
        }
        finally
        {
            Release(isHeld);
        }

        if (!isDone)
        {
            throw new OpenSslException(nameof(Seal));
        }
    }

    /// <summary>Decrypts in place what <see cref="Seal"/> made.</summary>
    /// <returns>False when the tag does not fit; the data are then worth nothing.</returns>
    public bool TryOpen(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> suffix, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        var (isHeld, written) = (false, 0);
        try
        {
            DangerousAddRef(ref isHeld);
            fixed (byte* ivStart = iv, prefixStart = prefix, suffixStart = suffix, dataStart = data, tagStart = tag)
            {
                var unused = stackalloc byte[TagBytes];
                return LibCrypto.EVP_DecryptInit_ex(handle, 0, 0, null, ivStart) > 0
                    && LibCrypto.EVP_CIPHER_CTX_ctrl(handle, LibCrypto.SetTag, TagBytes, tagStart) > 0
                    && (prefix.IsEmpty || LibCrypto.EVP_DecryptUpdate(handle, null, &written, prefixStart, prefix.Length) > 0)
                    && (suffix.IsEmpty || LibCrypto.EVP_DecryptUpdate(handle, null, &written, suffixStart, suffix.Length) > 0)
                    && (data.IsEmpty || LibCrypto.EVP_DecryptUpdate(handle, dataStart, &written, dataStart, data.Length) > 0)
                    && LibCrypto.EVP_DecryptFinal_ex(handle, unused, &written) > 0;
            }
        }
        finally
        {
            Release(isHeld);
        }
    }

    /// <summary>Adds the key stream to data in place, which encrypts and decrypts (counter mode).</summary>
    /// <param name="iv">16 bytes: the first counter block.</param>
    /// <param name="data">Changed in place.</param>
    public void ApplyKeyStream(ReadOnlySpan<byte> iv, Span<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        var (isHeld, isDone, written) = (false, false, 0);
        try
        {
            DangerousAddRef(ref isHeld);
            fixed (byte* ivStart = iv, dataStart = data)
            {
                isDone = LibCrypto.EVP_EncryptInit_ex(handle, 0, 0, null, ivStart) > 0
                    && LibCrypto.EVP_EncryptUpdate(handle, dataStart, &written, dataStart, data.Length) > 0;
            }
        }
        finally
        {
            Release(isHeld);
        }

        if (!isDone)
        {
            throw new OpenSslException(nameof(ApplyKeyStream));
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }

    private void Release(bool isHeld)
    {
        if (isHeld)
        {
            DangerousRelease();
        }
    }
}
