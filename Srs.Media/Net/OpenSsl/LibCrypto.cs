using System.Runtime.InteropServices;

namespace Srs.Media.Net.OpenSsl;

/// <summary>Functions of libcrypto under their own names; the manual page of each says the rest.</summary>
/// <remarks><see cref="OpenSslLibrary.Require"/> comes before the first call. C's long is 4 bytes on Windows, 8 elsewhere.</remarks>
internal static unsafe partial class LibCrypto
{
    /// <summary>EVP_CTRL_AEAD_GET_TAG</summary>
    public const int GetTag = 0x10;

    /// <summary>EVP_CTRL_AEAD_SET_TAG</summary>
    public const int SetTag = 0x11;

    /// <summary>OSSL_PARAM_UTF8_STRING</summary>
    public const uint Utf8String = 4;

    /// <summary>EVP_MAX_MD_SIZE</summary>
    public const int MaxDigestBytes = 64;

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial CULong OpenSSL_version_num();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint OpenSSL_version(int type);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void ERR_clear_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial CULong ERR_get_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint ERR_reason_error_string(CULong error);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_get_new_index();

    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint BIO_meth_new(int type, string name);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_meth_set_write(nint method, delegate* unmanaged<nint, byte*, int, int> write);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_meth_set_read(nint method, delegate* unmanaged<nint, byte*, int, int> read);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_meth_set_ctrl(nint method, delegate* unmanaged<nint, int, CLong, nint, CLong> control);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint BIO_new(nint method);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void BIO_set_init(nint bio, int isReady);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void BIO_set_flags(nint bio, int flags);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void BIO_clear_flags(nint bio, int flags);

    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint EVP_get_digestbyname(string name);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int X509_digest(nint certificate, nint digest, byte* hash, uint* length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint X509_STORE_CTX_get0_cert(nint store);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void X509_STORE_CTX_set_error(nint store, int error);

    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint EVP_CIPHER_fetch(nint library, string algorithm, nint properties);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void EVP_CIPHER_free(nint cipher);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_CIPHER_CTX_ctrl(nint context, int command, int value, byte* pointer);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_EncryptInit_ex(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_EncryptUpdate(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_EncryptFinal_ex(nint context, byte* output, int* written);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_DecryptInit_ex(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_DecryptUpdate(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_DecryptFinal_ex(nint context, byte* output, int* written);

    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint EVP_MAC_fetch(nint library, string algorithm, nint properties);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void EVP_MAC_free(nint mac);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_MAC_CTX_new(nint mac);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void EVP_MAC_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_MAC_init(nint context, byte* key, nuint keyLength, Parameter* parameters);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_MAC_update(nint context, byte* data, nuint length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_MAC_final(nint context, byte* output, nuint* written, nuint size);

    /// <summary>OSSL_PARAM; a list of them ends with one that is all zero.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Parameter
    {
        /// <summary>Name, ends with a zero byte.</summary>
        public byte* Key;

        /// <summary>Kind of value, such as <see cref="Utf8String"/>.</summary>
        public uint DataType;

        /// <summary>The value.</summary>
        public byte* Data;

        /// <summary>Bytes of the value.</summary>
        public nuint Size;

        /// <summary>Written by functions that give values.</summary>
        public nuint ReturnSize;
    }
}
