using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Srs.Media.Access;

/// <summary>A JSON web token in compact form (RFC 7519, RFC 7515 §3.1), read but not verified.</summary>
/// <remarks><code>BASE64URL(header) "." BASE64URL(claims) "." BASE64URL(signature)</code></remarks>
internal sealed record JsonWebToken
{
    /// <summary>Longest token in characters.</summary>
    public const int MaxLength = 8192;

    private const int MaxDepth = 16;

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Header <c>alg</c>; never trusted to choose how a signature is checked.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Header <c>kid</c>; null for none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The characters that are signed, as ASCII.</summary>
    public required byte[] Signed { get; init; }

    /// <summary>The signature.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>Claim <c>jti</c>; empty for none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Claim <c>iss</c>; empty for none.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Claim <c>aud</c>.</summary>
    public ImmutableArray<string> Audience { get; init; } = [];

    /// <summary>Claim <c>exp</c>; null for none.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Claim <c>nbf</c>; null for none.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Claim <c>stream</c>: patterns of <see cref="StreamPattern"/>.</summary>
    public ImmutableArray<string> Streams { get; init; } = [];

    /// <summary>Claim <c>action</c>: publish, play, or both.</summary>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>Claim <c>vhost</c>; empty for any.</summary>
    public string Vhost { get; init; } = "";

    /// <summary>Reads a token.</summary>
    /// <param name="text">As the client shows it.</param>
    /// <param name="token">What was read.</param>
    /// <param name="fault">What is wrong, as a clause, when the result is false.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out JsonWebToken? token, out string fault)
    {
        token = null;
        fault = "it is not three parts of base64url with dots between";
        if (text.Length > MaxLength)
        {
            fault = $"it has {text.Length} characters, the limit is {MaxLength}";
            return false;
        }

        var parts = text.Split('.');
        if (parts.Length != 3 || Array.Exists(parts, static part => part.AsSpan().ContainsAnyExcept(Letters)))
        {
            return false;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]), Strict);
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]), Strict);
            token = Read(header.RootElement, claims.RootElement, Encoding.ASCII.GetBytes(text, 0, text.Length - parts[2].Length - 1), Base64Url.DecodeFromChars(parts[2]));
            return true;
        }
        catch (FormatException e)
        {
            fault = e is ClaimException ? e.Message : fault;
            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is a string that is no text, such as half of a surrogate pair.
            fault = "a part of it is no JSON";
            return false;
        }
    }

    private static JsonWebToken Read(JsonElement header, JsonElement claims, byte[] signed, byte[] signature)
    {
        if (header.ValueKind != JsonValueKind.Object || claims.ValueKind != JsonValueKind.Object)
        {
            throw new ClaimException("its header and its claims have to be objects");
        }

        if (header.TryGetProperty("crit", out _))
        {
            // RFC 7515 §4.1.11: what is critical and not known makes the token invalid; nothing is known.
            throw new ClaimException("it needs extensions (crit) that are not supported");
        }

        return new JsonWebToken
        {
            Algorithm = Text(header, "alg"),
            KeyId = header.TryGetProperty("kid", out _) ? Text(header, "kid") : null,
            Signed = signed,
            Signature = signature,
            Id = Text(claims, "jti"),
            Issuer = Text(claims, "iss"),
            Audience = Texts(claims, "aud"),
            Expires = Time(claims, "exp"),
            NotBefore = Time(claims, "nbf"),
            Streams = Texts(claims, "stream"),
            Actions = Texts(claims, "action"),
            Vhost = Text(claims, "vhost"),
        };
    }

    private static string Text(JsonElement part, string name) =>
        !part.TryGetProperty(name, out var value) ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new ClaimException($"its {name} is no text");

    private static ImmutableArray<string> Texts(JsonElement part, string name)
    {
        if (!part.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            return Text(part, name) is { Length: > 0 } single ? [single] : [];
        }

        return [.. value.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new ClaimException($"its {name} holds what is no text"))];
    }

    /// <summary>Seconds since 1970, perhaps with a fraction (RFC 7519 §2, NumericDate).</summary>
    private static DateTimeOffset? Time(JsonElement part, string name)
    {
        if (!part.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || !(seconds >= 0))
        {
            throw new ClaimException($"its {name} is no time in seconds since 1970");
        }

        var latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return seconds >= latest ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddSeconds(seconds);
    }

    private sealed class ClaimException(string message) : FormatException(message);
}
