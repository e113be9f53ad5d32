using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Srs.Web.Api;

/// <summary>Writes API answers as JSON, or as a script when the caller gave a <c>callback</c>.</summary>
/// <remarks>Markup in names leaves as <c>\u003C</c> and the like, so that an answer read as a page is still only text.</remarks>
internal static class ApiResponse
{
    /// <summary>Content type of an answer.</summary>
    public const string Json = "application/json";

    private const string Script = "text/javascript";

    /// <summary>Writes an answer whose callback name, if there is one, has been checked.</summary>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return JsonpCallback.Find(context.Request) is { } callback
            ? WriteAsync(context.Response, Script, [.. Encoding.ASCII.GetBytes(callback), (byte)'(', .. json, (byte)')'])
            : WriteAsync(context.Response, Json, json);
    }

    /// <summary>Writes an answer as JSON, whatever the query says.</summary>
    public static Task WriteJsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        WriteAsync(context.Response, Json, JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static Task WriteAsync(HttpResponse response, string contentType, byte[] body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, response.HttpContext.RequestAborted).AsTask();
    }
}
