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
        var body = await ReadAsync(request, MaxBytes);
        return body.Length == 0 ? null
            : JsonSerializer.Deserialize(body.Span, type) ?? throw new FormatException("The body is null; leave it out, or send {}.");
    }

    /// <summary>Reads a body as it is; memory is taken as bytes come.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">Longest body in bytes.</param>
    /// <exception cref="FormatException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int most)
    {
        var body = new MemoryStream();
        var part = new byte[Math.Min(most + 1, 16 * 1024)];
        while (await request.Body.ReadAsync(part, request.HttpContext.RequestAborted) is var length and > 0)
        {
            if (body.Length + length > most)
            {
                throw new FormatException($"The body is longer than {most} bytes.");
            }

            body.Write(part, 0, length);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
