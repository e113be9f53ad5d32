using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>Hash of a certificate as SDP carries it: "sha-256 AA:BB:…". RFC 8122 section 5.</summary>
public sealed class DtlsFingerprint : IEquatable<DtlsFingerprint>
{
    /// <summary>Names in SDP and in OpenSSL, and bytes of the hash.</summary>
    private static readonly (DtlsHash Hash, string Name, string OpenSslName, int Bytes)[] Hashes =
    [
        (DtlsHash.Sha1, "sha-1", "SHA1", 20),
        (DtlsHash.Sha224, "sha-224", "SHA224", 28),
        (DtlsHash.Sha256, "sha-256", "SHA256", 32),
        (DtlsHash.Sha384, "sha-384", "SHA384", 48),
        (DtlsHash.Sha512, "sha-512", "SHA512", 64),
    ];

    private readonly byte[] _bytes;

    /// <param name="hash">Hash function.</param>
    /// <param name="bytes">The hash, copied.</param>
    /// <exception cref="ArgumentException">It is not as long as hashes of that function are.</exception>
    public DtlsFingerprint(DtlsHash hash, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Hashes[(int)hash].Bytes)
        {
            throw new ArgumentException($"A fingerprint of {Hashes[(int)hash].Name} has {Hashes[(int)hash].Bytes} bytes.", nameof(bytes));
        }

        Hash = hash;
        _bytes = bytes.ToArray();
    }

    /// <summary>Hash function.</summary>
    public DtlsHash Hash { get; }

    /// <summary>The hash.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>OpenSSL's name of the hash function.</summary>
    internal string OpenSslName => Hashes[(int)Hash].OpenSslName;

    /// <summary>Reads the value of an <c>a=fingerprint</c> line; letters may be of either case.</summary>
    /// <returns>False when the function is not known or the text is not such a value.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out DtlsFingerprint? fingerprint)
    {
        fingerprint = null;
        text = text.Trim();
        var space = text.IndexOf(' ');
        if (space < 0)
        {
            return false;
        }

        var digits = text[(space + 1)..].TrimStart();
        foreach (var (hash, name, _, length) in Hashes)
        {
            if (text[..space].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                var bytes = new byte[length];
                if (TryParseBytes(digits, bytes))
                {
                    fingerprint = new DtlsFingerprint(hash, bytes);
                }

                break;
            }
        }

        return fingerprint is not null;
    }

    /// <inheritdoc/>
    public bool Equals(DtlsFingerprint? other) => other is not null && Hash == other.Hash && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DtlsFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var code = default(HashCode);
        code.Add(Hash);
        code.AddBytes(_bytes);
        return code.ToHashCode();
    }

    /// <summary>The value of an <c>a=fingerprint</c> line.</summary>
    public override string ToString() =>
        $"{Hashes[(int)Hash].Name} {string.Join(':', _bytes.Select(static value => value.ToString("X2", CultureInfo.InvariantCulture)))}";

    private static bool TryParseBytes(ReadOnlySpan<char> digits, Span<byte> bytes)
    {
        if (digits.Length != (3 * bytes.Length) - 1)
        {
            return false;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            var pair = digits.Slice(3 * i, 2);
            if ((i > 0 && digits[(3 * i) - 1] != ':')
                || !byte.TryParse(pair, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return false;
            }
        }

        return true;
    }
}
