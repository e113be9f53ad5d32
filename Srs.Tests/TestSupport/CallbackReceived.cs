using System.Text.Json;

namespace Srs.Tests.TestSupport;

/// <summary>A call as a callback server got it.</summary>
internal sealed record CallbackReceived(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Action => this["action"];

    /// <summary>The value of a key as text.</summary>
    public string this[string key]
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.TryGetProperty(key, out var value) ? value.ToString() : "";
        }
    }

    /// <summary>The keys, in order.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return [.. json.RootElement.EnumerateObject().Select(static property => property.Name)];
        }
    }
}
