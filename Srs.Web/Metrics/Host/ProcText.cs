using System.Globalization;

namespace Srs.Web.Metrics.Host;

/// <summary>Reads the kernel's text files. What is missing or odd reads as nothing, never as an error.</summary>
internal static class ProcText
{
    /// <summary>A file's content; empty where there is no such file, as on other systems.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return "";
        }
    }

    /// <summary>The words of the first line that begins with <paramref name="label"/>, without the label.</summary>
    /// <param name="text">Lines.</param>
    /// <param name="label">The first word, with its colon where the file has one.</param>
    /// <param name="skip">How many such lines to pass over.</param>
    public static string[] Words(string text, string label, int skip = 0)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0] == label && skip-- == 0)
            {
                return words[1..];
            }
        }

        return [];
    }

    /// <summary>A word as a whole number; 0 when there is no such word or it is none.</summary>
    public static long Number(IReadOnlyList<string> words, int index) =>
        index >= 0 && index < words.Count
            && long.TryParse(words[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>A word as a number with decimals; 0 when there is no such word or it is none.</summary>
    public static double Decimal(IReadOnlyList<string> words, int index) =>
        index < words.Count && double.TryParse(words[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : 0;

    /// <summary>The number that follows the word <paramref name="key"/>, as in <c>tw 63</c>.</summary>
    public static long After(string[] words, string key)
    {
        var at = Array.IndexOf(words, key);
        return at < 0 ? 0 : Number(words, at + 1);
    }
}
