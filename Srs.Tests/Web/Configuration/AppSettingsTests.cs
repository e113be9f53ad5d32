using System.Reflection;
using System.Text.Json;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

/// <summary>The file that users start from tells every key with its default.</summary>
public sealed class AppSettingsTests
{
    [Fact]
    public void AppSettings_HoldsEveryKeyWithItsDefault()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
        var written = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(file.RootElement.GetProperty("Srs"), "Srs", written);
        var defaults = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(new SrsOptions(), "Srs", defaults);

        Assert.Equal(defaults, written);
    }

    private static void Collect(JsonElement element, string path, SortedDictionary<string, string> values)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                Collect(property.Value, $"{path}:{property.Name}", values);
            }
        }
        else
        {
            values.Add(path, element.ToString().ToUpperInvariant());
        }
    }

    private static void Collect(object options, string path, SortedDictionary<string, string> values)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite))
        {
            var key = $"{path}:{property.Name}";
            var value = property.GetValue(options);
            if (value is null or string or ValueType)
            {
                values.Add(key, (value?.ToString() ?? "").ToUpperInvariant());
            }
            else if (value is not System.Collections.IDictionary)
            {
                Collect(value, key, values);
            }
        }
    }
}
