using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Srs.Media.Access;

/// <summary>Reads public keys for tokens: PEM, and JSON web key sets (RFC 7517).</summary>
public static class PublicKeyReader
{
    /// <summary>Most keys of a set.</summary>
    public const int MaxKeys = 100;

    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 16384;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>Reads PEM: a public key (<c>PUBLIC KEY</c>, <c>RSA PUBLIC KEY</c>) of the right kind.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="kind"><see cref="AuthKind.Rs256"/> or <see cref="AuthKind.Es256"/>.</param>
    /// <param name="key">What was read.</param>
    /// <param name="fault">What is wrong, as a clause, when the result is false.</param>
    public static bool TryReadPem(string pem, AuthKind kind, [NotNullWhen(true)] out JsonWebKey? key, out string fault)
    {
        key = null;
        fault = kind == AuthKind.Rs256 ? $"holds no RSA public key of {LeastRsaBits} bits or more as PEM" : "holds no public key on the curve P-256 as PEM";
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            fault = "holds a private key; the server needs the public one only (openssl pkey -in private.pem -pubout)";
            return false;
        }

        try
        {
            if (kind == AuthKind.Rs256)
            {
                using var rsa = RSA.Create();
                rsa.ImportFromPem(pem);
                key = rsa.KeySize >= LeastRsaBits ? new JsonWebKey("", kind, [.. rsa.ExportSubjectPublicKeyInfo()]) : null;
            }
            else
            {
                using var ecdsa = ECDsa.Create();
                ecdsa.ImportFromPem(pem);
                key = IsP256(ecdsa) ? new JsonWebKey("", kind, [.. ecdsa.ExportSubjectPublicKeyInfo()]) : null;
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Not PEM, or of another kind.
        }

        return key is not null;
    }

    /// <summary>Reads a JSON web key set; keys for other algorithms or other uses are passed over.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ImmutableArray<JsonWebKey> ReadSet(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var keys)
                || keys.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("It has no list of keys.");
            }

            return [.. keys.EnumerateArray().Take(MaxKeys).Select(Read).OfType<JsonWebKey>()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("It is no JSON.", e);
        }
    }

    private static JsonWebKey? Read(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || Text(key, "use") is not ("" or "sig"))
        {
            return null;
        }

        try
        {
            return (Text(key, "kty"), Text(key, "alg")) switch
            {
                ("RSA", "" or "RS256") => ReadRsa(key),
                ("EC", "" or "ES256") when Text(key, "crv") == "P-256" => ReadEc(key),
                _ => null,
            };
        }
        catch (Exception e) when (e is FormatException or CryptographicException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static JsonWebKey? ReadRsa(JsonElement key)
    {
        var modulus = Bytes(key, "n");
        if (modulus.Length * 8 is < LeastRsaBits or > MostRsaBits)
        {
            return null;
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = Bytes(key, "e") });
        return new JsonWebKey(Text(key, "kid"), AuthKind.Rs256, [.. rsa.ExportSubjectPublicKeyInfo()]);
    }

    private static JsonWebKey ReadEc(JsonElement key)
    {
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") },
        });
        return new JsonWebKey(Text(key, "kid"), AuthKind.Es256, [.. ecdsa.ExportSubjectPublicKeyInfo()]);
    }

    private static bool IsP256(ECDsa ecdsa) => ecdsa.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 };

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name));

    private static string Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
