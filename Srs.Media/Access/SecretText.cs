using System.Security.Cryptography;
using System.Text;

namespace Srs.Media.Access;

/// <summary>A secret in the settings: the text itself, or <c>sha256:</c> and the 64 hexadecimal digits of its SHA-256.</summary>
public static class SecretText
{
    private const string Prefix = "sha256:";

    /// <summary>Whether what is configured is a hash, and a whole one; text is always fine.</summary>
    public static bool IsWellFormed(string configured) =>
        !configured.StartsWith(Prefix, StringComparison.Ordinal) || TryReadHash(configured, stackalloc byte[SHA256.HashSizeInBytes]);

    /// <summary>Whether the hash of a secret is configured, and not the secret.</summary>
    public static bool IsHash(string configured) => configured.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Compares in a time that tells nothing of either but the length of what was shown.</summary>
    /// <param name="configured">As in the settings; empty matches nothing.</param>
    /// <param name="shown">What somebody shows.</param>
    public static bool Matches(string configured, string shown)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        if (!TryReadHash(configured, expected))
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(configured), expected);
        }

        SHA256.HashData(Encoding.UTF8.GetBytes(shown), actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual) && configured.Length > 0;
    }

    private static bool TryReadHash(string configured, Span<byte> hash) =>
        IsHash(configured) && configured.Length == Prefix.Length + (2 * hash.Length)
        && Convert.FromHexString(configured.AsSpan(Prefix.Length), hash, out _, out _) == System.Buffers.OperationStatus.Done;
}
