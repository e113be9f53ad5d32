namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>A stranger's text as log lines and messages may bear it.</summary>
internal static class RemoteText
{
    /// <summary>Longest status code and description kept, in characters.</summary>
    public const int MaxStatusLength = 256;

    /// <summary>Cuts the text to a length and makes <c>?</c> of all that moves a terminal's cursor.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters that stay; an ellipsis stands for those that do not.</param>
    public static string Clean(string text, int most)
    {
        var shown = text.Length <= most ? text : text[..most] + "…";
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(static c => char.IsControl(c) ? '?' : c)) : shown;
    }
}
