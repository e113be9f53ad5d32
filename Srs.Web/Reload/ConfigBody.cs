using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Srs.Web.Reload;

/// <summary>Reads settings, or a patch of them, that somebody sends as JSON.</summary>
internal static class ConfigBody
{
    /// <summary>Longest text in bytes; a whole section with a thousand virtual hosts has about 8 MB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Objects in one another; the settings need 8.</summary>
    public const int MaxDepth = 16;

    /// <summary>Reads an object.</summary>
    /// <exception cref="JsonException">It is not JSON, or too deep.</exception>
    /// <exception cref="FormatException">It is no object, names a key twice, or is no text.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            throw new FormatException("The settings have to be UTF-8.");
        }

        if (JsonNode.Parse(text, OptionsJson.AnyCase, new JsonDocumentOptions { MaxDepth = MaxDepth }) is not JsonObject json)
        {
            throw new FormatException("The settings have to be a JSON object, such as {\"Rtmp\": {\"ChunkSize\": 60000}}.");
        }

        try
        {
            Visit(json);
        }
        catch (ArgumentException)
        {
            // Found only when the keys are looked at. Its message names no place.
            throw new FormatException("The settings name a key twice; keys that differ in case only are the same.");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("The settings have half a character, such as \\ud800 alone.");
        }

        return json;
    }

    private static void Visit(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var (_, member) in json)
            {
                Visit(member);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Visit(item);
            }
        }
        else if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            value.GetValue<string>();
        }
    }
}
