using Srs.Media.Access;

namespace Srs.Web.Api;

/// <summary>The command line as callers of the API may see it: settings on it may be secrets.</summary>
internal static class CommandLineText
{
    /// <summary>Joins arguments; of the values of settings, secrets are masked.</summary>
    public static string Show(IEnumerable<string> arguments)
    {
        var shown = new List<string>();
        var name = "";
        foreach (var argument in arguments)
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (name.Length > 0 && !argument.StartsWith('-'))
            {
                shown.Add(Mask(name, argument));
                name = "";
            }
            else if (equals >= 0)
            {
                shown.Add(argument[..(equals + 1)] + Mask(argument[..equals], argument[(equals + 1)..]));
                name = "";
            }
            else
            {
                shown.Add(SecretParameters.MaskAll(argument));
                name = argument.StartsWith("--", StringComparison.Ordinal) ? argument : "";
            }
        }

        return string.Join(' ', shown);
    }

    private static string Mask(string name, string value) => SecretParameters.IsSecret(name.AsSpan()[(name.LastIndexOf(':') + 1)..])
        ? SecretParameters.Hidden
        : SecretParameters.MaskAll(value);
}
