using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>Signed URLs: <c>sign</c> is HMAC SHA-256 in hexadecimal over <c>action:url:expires</c>.</summary>
/// <remarks>
/// The action is <c>publish</c> or <c>play</c>, the URL is the stream's as the API shows it (<c>/app/stream</c>, with the virtual host
/// before it unless it is the default one), and <c>expires</c> is a time in seconds since 1970, as in the query. An example is
/// <c>play:/live/livestream:1767225600</c>.
/// </remarks>
internal static class SignedUrl
{
    /// <summary>Signs.</summary>
    /// <param name="secret">The key.</param>
    /// <param name="action">What it is for.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="expires">As it stands in the query.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Sign(ReadOnlySpan<byte> secret, AccessAction action, StreamKey stream, string expires) =>
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{(action == AccessAction.Publish ? "publish" : "play")}:{stream.Url}:{expires}"));

    /// <summary>Whether a signature is that of the key.</summary>
    /// <param name="secret">The key.</param>
    /// <param name="action">What it is for.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="expires">As it stands in the query.</param>
    /// <param name="sign">64 hexadecimal digits, in any case.</param>
    public static bool Verify(ReadOnlySpan<byte> secret, AccessAction action, StreamKey stream, string expires, string sign)
    {
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return sign.Length == 2 * shown.Length
            && Convert.FromHexString(sign, shown, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(Sign(secret, action, stream, expires), shown);
    }

    /// <summary>Reads a time; nothing but digits.</summary>
    public static bool TryReadTime(string expires, out DateTimeOffset time)
    {
        var isTime = long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        time = isTime ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return isTime;
    }
}
