namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What may stand in tokens, and a peer's words as they appear in sentences.</summary>
internal static class SdpText
{
    private const int MaxShown = 32;

    /// <summary>Whether the text has visible ASCII only, at least one and at most so many characters.</summary>
    public static bool IsVisible(ReadOnlySpan<char> text, int most) =>
        !text.IsEmpty && text.Length <= most && !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>Cuts the text and makes <c>?</c> of all but visible ASCII.</summary>
    public static string Show(string text)
    {
        var shown = text.Length <= MaxShown ? text : text[..MaxShown] + "...";
        return string.Concat(shown.Select(static c => c is >= ' ' and <= '~' ? c : '?'));
    }

    /// <summary>Makes <c>?</c> of what would end the line that the text is to stand in.</summary>
    public static string OneLine(string text) => text.AsSpan().ContainsAnyInRange('\0', '\x1F') ? string.Concat(text.Select(static c => c < ' ' ? '?' : c)) : text;

    /// <summary>Joins the first words of a list for a sentence.</summary>
    public static string ShowAll(IEnumerable<string> words)
    {
        const int Most = 12;
        string[] shown = [.. words.Distinct(StringComparer.OrdinalIgnoreCase).Take(Most + 1)];
        return shown.Length == 0 ? "nothing" : string.Join(", ", shown.Take(Most).Select(Show)) + (shown.Length > Most ? ", ..." : "");
    }
}
