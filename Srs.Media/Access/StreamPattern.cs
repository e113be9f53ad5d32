namespace Srs.Media.Access;

/// <summary>Which streams a credential is for: <c>app/stream</c>, where <c>*</c> stands for any characters but a slash; a lone <c>*</c> is every stream.</summary>
internal static class StreamPattern
{
    /// <summary>Most characters of a pattern; twice the longest name of a stream with its application.</summary>
    public const int MaxLength = 2048;

    /// <summary>Whether a stream is meant.</summary>
    /// <param name="pattern">The pattern, with or without a slash at its front.</param>
    /// <param name="app">Application.</param>
    /// <param name="stream">Name of the stream.</param>
    public static bool Matches(string pattern, string app, string stream) =>
        pattern == "*" || (pattern.Length <= MaxLength && Matches(pattern.AsSpan().TrimStart('/'), $"{app}/{stream}"));

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // Where the last star stands, and what it has swallowed so far; a star cannot leave its level, so older ones need no second try.
        var (star, swallowed) = (-1, 0);
        var (p, t) = (0, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, swallowed) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0 && text[swallowed] != '/')
            {
                p = star + 1;
                t = ++swallowed;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
