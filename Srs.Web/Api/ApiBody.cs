using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Srs.Web.Api;

/// <summary>Reads the JSON body of a request.</summary>
internal static class ApiBody
{
    /// <summary>Longest body in bytes.</summary>
    public const int MaxBytes = 8192;

    /// <summary>Reads a body.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="JsonException">It is not JSON, or not of this type.</exception>
    /// <exception cref="FormatException">It is too long, or says null.</exception>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        var body = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > MaxBytes)
        {
            throw new FormatException($"The body is longer than {MaxBytes} bytes.");
        }

        return length == 0 ? null
            : JsonSerializer.Deserialize(body.AsSpan(0, length), type) ?? throw new FormatException("The body is null; leave it out, or send {}.");
    }
}
