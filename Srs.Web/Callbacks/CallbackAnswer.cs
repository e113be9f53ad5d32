using System.Globalization;
using System.Text.Json;

namespace Srs.Web.Callbacks;

/// <summary>Reads what a callback server answered: <c>0</c>, or a JSON object with a <c>code</c>.</summary>
internal static class CallbackAnswer
{
    /// <summary>Longest answer, in bytes; servers say a few.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Judges the body of an answer with status 200 or 201.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="body">Its body, at most <see cref="MaxLength"/> bytes.</param>
    public static CallbackResult Read(int status, ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \r\n\t"u8).IsEmpty)
        {
            return new CallbackResult(CallbackOutcome.BadAnswer, status, "The answer is empty; it has to be 0 or {\"code\":0}.");
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            var code = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("code", out var found)
                ? found
                : json.RootElement;
            if (code.ValueKind == JsonValueKind.Number && code.TryGetInt64(out var number))
            {
                return number == 0
                    ? new CallbackResult(CallbackOutcome.Ok, status)
                    : new CallbackResult(CallbackOutcome.Refused, status, string.Create(CultureInfo.InvariantCulture, $"The answer is code {number}."));
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        return new CallbackResult(CallbackOutcome.BadAnswer, status, "The answer is neither 0 nor JSON with an integer code, such as {\"code\":0}.");
    }
}
