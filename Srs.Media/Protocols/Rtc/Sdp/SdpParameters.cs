using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Format parameters, the part of an a=fmtp line after the payload type: <c>name=value</c> between semicolons.</summary>
public sealed class SdpParameters
{
    private readonly KeyValuePair<string, string>[] _pairs;

    /// <param name="pairs">Names and values in order; an empty value stands for a bare word.</param>
    public SdpParameters(params IEnumerable<KeyValuePair<string, string>> pairs) => _pairs = [.. pairs];

    /// <summary>No parameters.</summary>
    public static SdpParameters None { get; } = new();

    /// <summary>Names and values in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>Value of the first parameter of this name, whatever its case; null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _pairs)
            {
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>Reads the text after the payload type; whatever it is, it gives parameters.</summary>
    public static SdpParameters Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SdpParameters(text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParsePair));
    }

    /// <summary>A decimal number from 0 up; null when the parameter is missing or no such number.</summary>
    public int? GetNumber(string name) =>
        int.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether the parameter is 1.</summary>
    public bool IsOn(string name) => GetNumber(name) == 1;

    /// <summary>The text that a=fmtp lines carry.</summary>
    public override string ToString() => string.Join(';', _pairs.Select(static pair => pair.Value.Length == 0 ? pair.Key : $"{pair.Key}={pair.Value}"));

    private static KeyValuePair<string, string> ParsePair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(text, "") : new(text[..equals].TrimEnd(), text[(equals + 1)..].TrimStart());
    }
}
