using System.Runtime.InteropServices;

namespace Srs.Media.Net.OpenSsl;

/// <summary>OpenSSL refused what no peer can cause: a certificate that cannot be used, or memory that ran out.</summary>
public sealed class OpenSslException : Exception
{
    internal OpenSslException(string function)
        : base($"{function} failed: {TakeError() ?? "no reason given"}.")
    {
    }

    /// <summary>The oldest reason of this thread's error queue, which is then empty; null when it was empty already.</summary>
    internal static string? TakeError()
    {
        string? reason = null;
        while (LibCrypto.ERR_get_error() is { Value: not 0 } code)
        {
            reason ??= Marshal.PtrToStringUTF8(LibCrypto.ERR_reason_error_string(code)) ?? $"error 0x{code.Value:X}";
        }

        return reason;
    }

    /// <exception cref="OpenSslException"><paramref name="result"/> is not positive.</exception>
    internal static void ThrowIfFailed(int result, string function)
    {
        if (result <= 0)
        {
            throw new OpenSslException(function);
        }
    }

    /// <returns><paramref name="pointer"/>.</returns>
    /// <exception cref="OpenSslException">It is null.</exception>
    internal static nint ThrowIfNull(nint pointer, string function) => pointer != 0 ? pointer : throw new OpenSslException(function);
}
