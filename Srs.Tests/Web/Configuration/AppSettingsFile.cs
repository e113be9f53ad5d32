using System.Collections;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

/// <summary>Writes the section <c>Srs</c> of <c>appsettings.json</c> out of the option records.</summary>
internal static class AppSettingsFile
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Puts the section into the file's text; the others stay.</summary>
    public static string Fill(string text)
    {
        var root = JsonNode.Parse(text)!.AsObject();
        root["Srs"] = Make(new SrsOptions());
        return root.ToJsonString(Format) + "\n";
    }

    private static JsonObject Make(object options)
    {
        var section = new JsonObject();
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite))
        {
            section[property.Name] = property.GetValue(options) switch
            {
                null => null,
                string text => JsonValue.Create(text),
                bool flag => JsonValue.Create(flag),
                int number => JsonValue.Create(number),
                double number => JsonValue.Create(number),
                TimeSpan time => JsonValue.Create(time.ToString("c")),
                Enum member => JsonValue.Create(member.ToString().ToLowerInvariant()),
                IDictionary => new JsonObject(),
                var inner => Make(inner),
            };
        }

        return section;
    }
}
