using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Srs.Web.Callbacks;

/// <summary>Signs calls, so that a callback server can tell them from anybody else's.</summary>
internal static class CallbackSignature
{
    /// <summary>Seconds since 1970; part of what is signed, so that an old call cannot be sent again.</summary>
    public const string TimestampHeader = "X-Srs-Timestamp";

    /// <summary><c>sha256=</c> and the HMAC-SHA256 of timestamp, a dot and body, in lower-case hex.</summary>
    public const string SignatureHeader = "X-Srs-Signature";

    /// <summary>Id of the call, the same when it is tried again.</summary>
    public const string DeliveryHeader = "X-Srs-Delivery";

    /// <summary>The headers of a call.</summary>
    /// <param name="secret">The key; empty for no signature.</param>
    /// <param name="deliveryId">Id of the call.</param>
    /// <param name="now">The time.</param>
    /// <param name="body">The body.</param>
    public static IReadOnlyList<(string Name, string Value)> Sign(string secret, string deliveryId, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        if (secret.Length == 0)
        {
            return [(DeliveryHeader, deliveryId)];
        }

        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), (byte)'.', .. body];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return [(DeliveryHeader, deliveryId), (TimestampHeader, timestamp), (SignatureHeader, "sha256=" + Convert.ToHexStringLower(mac))];
    }
}
