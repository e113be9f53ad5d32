using System.Globalization;
using System.Text.RegularExpressions;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>Turns a directive's argument into the text that our settings have.</summary>
internal static partial class ValueReader
{
    /// <summary>Converts.</summary>
    /// <param name="directive">What the argument belongs to.</param>
    /// <param name="text">The argument, or several joined with spaces.</param>
    /// <param name="environment">For <c>$NAME</c>.</param>
    /// <param name="value">What our setting gets.</param>
    /// <param name="remark">What is wrong when the result is false; else what the user should know, or null.</param>
    public static bool TryRead(
        Directive directive, string text, IReadOnlyDictionary<string, string> environment, out string value, out string? remark)
    {
        remark = null;
        value = text;
        switch (directive.Kind)
        {
            case DirectiveKind.Switch:
                value = text == "on" ? "true" : "false";
                remark = text is "on" or "off" ? null : $"has to be on or off (SRS takes it for {directive.Default})";
                return remark is null;
            case DirectiveKind.SwitchUnlessOff:
                value = text == "off" ? "false" : "true";
                remark = text is "on" or "off" ? null : "is taken for on, as by SRS; write on or off";
                return true;
            case DirectiveKind.Choice:
                remark = directive.Choices.Contains(text) ? null : $"has to be {string.Join(" or ", directive.Choices.Where(static c => c.Length > 0))}";
                return remark is null;
            case DirectiveKind.Candidate:
                value = text.StartsWith('$') ? environment.GetValueOrDefault(text[1..], "") is { Length: > 0 } named ? named : "*" : text;
                return true;
            case DirectiveKind.Whole:
                return TryReadNumber(text, isWhole: true, mayBeNegative: true, "", out value, out remark);
            case DirectiveKind.Number:
                return TryReadNumber(text, isWhole: false, mayBeNegative: true, "", out value, out remark);
            case DirectiveKind.Seconds:
                return TryReadNumber(text, isWhole: false, mayBeNegative: false, "s", out value, out remark);
            case DirectiveKind.WholeSeconds:
                return TryReadNumber(text, isWhole: true, mayBeNegative: false, "s", out value, out remark);
            case DirectiveKind.Milliseconds:
                return TryReadNumber(text, isWhole: true, mayBeNegative: false, "ms", out value, out remark);
            default:
                return true;
        }
    }

    /// <summary>Reads the number at the beginning and drops what follows, as C's atoi and atof do for SRS.</summary>
    private static bool TryReadNumber(string text, bool isWhole, bool mayBeNegative, string unit, out string value, out string? remark)
    {
        var match = (isWhole ? WholeNumber() : DecimalNumber()).Match(text);
        value = "";
        remark = null;
        if (!match.Success
            || !decimal.TryParse(match.ValueSpan, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > int.MaxValue || (number < 0 && !mayBeNegative))
        {
            var kind = (isWhole ? "a whole number" : "a number") + (unit switch { "s" => " of seconds", "ms" => " of milliseconds", _ => "" });
            remark = $"has to be {kind}{(mayBeNegative ? "" : ", not negative")}, at most {int.MaxValue}";
            return false;
        }

        value = number.ToString("0.#########", CultureInfo.InvariantCulture);
        remark = match.Length == text.Length ? null : $"is read as {value}, as by SRS";
        value += unit;
        return true;
    }

    [GeneratedRegex(@"^[+-]?[0-9]{1,15}", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^[+-]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalNumber();
}
