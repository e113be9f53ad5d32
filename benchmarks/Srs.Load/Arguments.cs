using System.Globalization;

namespace Srs.Load;

/// <summary>Options of a command: <c>--name value</c>, or <c>--name</c> alone for switches.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads a command line.</summary>
    /// <param name="args">What follows the command.</param>
    /// <param name="options">Names that take a value.</param>
    /// <param name="switches">Names that stand alone.</param>
    /// <exception cref="LoadException">A name that is not known, comes twice or lacks its value.</exception>
    public Arguments(IReadOnlyList<string> args, string[] options, string[] switches)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (!switches.Contains(name) && !options.Contains(name))
            {
                throw new LoadException($"{name} is no option here; there are {string.Join(' ', [.. options, .. switches])}.");
            }

            if (options.Contains(name) && i + 1 == args.Count)
            {
                throw new LoadException($"{name} needs a value.");
            }

            if (!_values.TryAdd(name, options.Contains(name) ? args[++i] : ""))
            {
                throw new LoadException($"{name} is given twice.");
            }
        }
    }

    /// <summary>Whether a switch is on the line.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The value, or null when it is not on the line.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>The value of an option that has to be there.</summary>
    public string Required(string name) => Text(name) ?? throw new LoadException($"{name} is missing.");

    /// <summary>A number within bounds, or <paramref name="fallback"/>.</summary>
    public double Number(string name, double fallback, double least, double most)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new LoadException(string.Create(CultureInfo.InvariantCulture, $"{name} is {text}; it has to be from {least} to {most}."));
    }

    /// <summary>A whole number within bounds, or <paramref name="fallback"/>.</summary>
    public int Whole(string name, int fallback, int least, int most)
    {
        var value = Number(name, fallback, least, most);
        return value == Math.Floor(value) ? (int)value : throw new LoadException($"{name} has to be a whole number.");
    }
}
