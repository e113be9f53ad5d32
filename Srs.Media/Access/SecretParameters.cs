using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Srs.Media.Access;

/// <summary>Takes secrets out of URLs before anybody sees them in an answer or a log line.</summary>
public static class SecretParameters
{
    /// <summary>Stands for what is not shown.</summary>
    public const string Hidden = "***";

    /// <summary>What ends a URL in a sentence.</summary>
    private static readonly SearchValues<char> Around = SearchValues.Create(" \t\r\n\"'");

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
        var rest = MaskUser(url, text, isAddress: false);
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

    /// <summary>Replaces all of the query and of the fragment, and a password before the host: for addresses in settings, whose parameters may have any name.</summary>
    public static string MaskAll(string url)
    {
        var text = new StringBuilder(url.Length);
        var rest = MaskUser(url, text, isAddress: true);
        var mark = rest.IndexOfAny("?#");
        return mark < 0 || mark == rest.Length - 1 ? text.Append(rest).ToString() : text.Append(rest[..(mark + 1)]).Append(Hidden).ToString();
    }

    /// <summary>As <see cref="MaskAll"/>, for every URL within a sentence; a URL ends at white space or a quotation mark.</summary>
    public static string MaskUrls(string text)
    {
        var shown = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (rest.IndexOf("://") is var mark and >= 0)
        {
            var start = rest[..mark].LastIndexOfAny(Around) + 1;
            var end = rest[mark..].IndexOfAny(Around) is var length and >= 0 ? mark + length : rest.Length;
            shown.Append(rest[..start]).Append(MaskAll(rest[start..end].ToString()));
            rest = rest[end..];
        }

        return shown.Append(rest).ToString();
    }

    /// <summary>Whether a parameter of this name holds a secret, in any case of its letters.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name) =>
        Names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) || (name.Contains('%') && Names.Contains(Uri.UnescapeDataString(name.ToString())));

    /// <summary>Copies what stands up to the host.</summary>
    /// <param name="url">A URL, or a part of one.</param>
    /// <param name="text">Takes the copy.</param>
    /// <param name="isAddress">Whether it begins with the host when it has no scheme.</param>
    /// <returns>What is left.</returns>
    private static ReadOnlySpan<char> MaskUser(string url, StringBuilder text, bool isAddress)
    {
        var start = url.IndexOf("//", StringComparison.Ordinal) + 2;
        if (start < 2 || (start > 2 && url[start - 3] != ':'))
        {
            if (!isAddress)
            {
                return url;
            }

            start = 0;
        }

        var authority = url.AsSpan(start);
        authority = authority.IndexOfAny("/?#") is var end and >= 0 ? authority[..end] : authority;
        var at = authority.LastIndexOf('@');
        text.Append(url.AsSpan(0, start)).Append(at < 0 ? "" : Hidden);
        return url.AsSpan(start + Math.Max(at, 0));
    }
}
