using System.Collections;

namespace Srs.Web.Configuration;

/// <summary>Finds settings of features to come that somebody has switched on.</summary>
internal static class NotAvailableYet
{
    /// <summary>Tells each, its key first.</summary>
    public static IReadOnlyList<string> Find(SrsOptions options)
    {
        var found = new List<string>();
        Visit(options, new SrsOptions(), "Srs", found);
        found.AddRange(StreamCasterCheck.NotAvailableYet(options));
        return found;
    }

    private static void Visit(object options, object defaults, string path, List<string> found)
    {
        // What is switched off may say what it likes.
        if (IsOff(options))
        {
            return;
        }

        foreach (var property in OptionProperties.Of(options.GetType()))
        {
            var (value, usual) = (property.GetValue(options), property.GetValue(defaults));
            if (Equals(value, usual))
            {
                continue;
            }

            var key = $"{path}:{property.Name}";
            var feature = OptionProperties.FeatureToCome(property);
            if (value is IDictionary dictionary)
            {
                foreach (DictionaryEntry entry in dictionary)
                {
                    if (feature is null)
                    {
                        Visit(entry.Value!, Activator.CreateInstance(entry.Value!.GetType())!, $"{key}:{entry.Key}", found);
                    }
                    else if (!IsOff(entry.Value!))
                    {
                        found.Add($"{key}:{entry.Key}:Enabled is on, but {feature} is not available yet; the server runs without.");
                    }
                }
            }
            else if (feature is null)
            {
                if (value is not (null or string or ValueType))
                {
                    Visit(value, usual!, key, found);
                }
            }
            else if (value is string or ValueType)
            {
                found.Add($"{key} is {Show(value)}, but {feature} is not available yet; the server runs without.");
            }
            else if (!IsOff(value!))
            {
                found.Add($"{key}:Enabled is on, but {feature} is not available yet; the server runs without.");
            }
        }
    }

    /// <summary>A text is not shown: it may be an address with a secret in it.</summary>
    private static string Show(object value) => value switch
    {
        bool isOn => isOn ? "on" : "off",
        string => "set",
        _ => value.ToString()!,
    };

    private static bool IsOff(object options) => options.GetType().GetProperty("Enabled")?.GetValue(options) is false;
}
