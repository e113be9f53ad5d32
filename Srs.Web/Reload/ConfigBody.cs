using System.Text.Json;
using System.Text.Json.Nodes;

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
    /// <exception cref="FormatException">It is no object, or names a key twice.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> text)
    {
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

        return json;
    }

    private static void Visit(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var (_, value) in json)
            {
                Visit(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var value in list)
            {
                Visit(value);
            }
        }
    }
}
