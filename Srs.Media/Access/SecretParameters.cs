using System.Collections.Frozen;
using System.Text;

namespace Srs.Media.Access;

/// <summary>Takes secrets out of URLs before anybody sees them in an answer or a log line.</summary>
public static class SecretParameters
{
    private const string Hidden = "***";

    private static readonly FrozenSet<string> Names = new[]
    {
        "token", "jwt", "key", "sign", "signature", "sig", "secret", "password", "passwd", "pass", "pwd", "auth", "authorization", "access_token",
        "id_token", "refresh_token", "api_key", "apikey", "streamkey", "stream_key", "credential", "passphrase", "x-amz-signature", "x-amz-security-token",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Replaces the values of parameters that are secrets by name, and a password before the host, with three asterisks.</summary>
    /// <param name="url">A URL, or its query alone.</param>
    public static string Mask(string url)
    {
        if (url.AsSpan().IndexOfAny('=', '@') < 0)
        {
            return url;
        }

        var text = new StringBuilder(url.Length);
        var rest = MaskUser(url, text);
        while (rest.IndexOfAny("?&#;=") is var mark and >= 0)
        {
            text.Append(rest[..(mark + 1)]);
            var isSecret = rest[mark] == '=' && IsSecret(rest[..mark]);
            rest = rest[(mark + 1)..];
            if (isSecret)
            {
                text.Append(Hidden);
                rest = rest.IndexOfAny("&#;") is var end and >= 0 ? rest[end..] : default;
            }
        }

        return text.Append(rest).ToString();
    }

    /// <summary>Copies what stands up to the host.</summary>
    /// <returns>What is left.</returns>
    private static ReadOnlySpan<char> MaskUser(string url, StringBuilder text)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return url;
        }

        var start = scheme + 3;
        var authority = url.AsSpan(start);
        authority = authority.IndexOfAny("/?#") is var end and >= 0 ? authority[..end] : authority;
        var at = authority.LastIndexOf('@');
        text.Append(url.AsSpan(0, start)).Append(at < 0 ? "" : Hidden);
        return url.AsSpan(start + Math.Max(at, 0));
    }

    private static bool IsSecret(ReadOnlySpan<char> name) =>
        Names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) || (name.Contains('%') && Names.Contains(Uri.UnescapeDataString(name.ToString())));
}
