using Srs.Web.Api;

namespace Srs.Web.Callbacks;

/// <summary>Addresses of <c>on_hls_notify</c>, which have variables in path and query.</summary>
internal static class HlsNotifyUrl
{
    /// <summary>Fills an address.</summary>
    /// <param name="template">The address as configured. User, host and port stay as they are, whatever the values.</param>
    /// <param name="subject">Whom it is about: the publisher, whose query <c>[param]</c> is, with its leading <c>?</c>.</param>
    /// <param name="segment">What the playlist says of the segment; when that is an address of http or https, it is what is to be got.</param>
    /// <param name="server">The server.</param>
    /// <returns>Null when nothing good comes out.</returns>
    public static Uri? Fill(Uri template, CallbackSubject subject, string segment, ServerIdentity server)
    {
        if (CallbackUrl.TryParse(segment, out var whole))
        {
            return whole;
        }

        var text = template.OriginalString.Trim();
        var start = text.IndexOf("//", StringComparison.Ordinal) + 2;
        var path = text.AsSpan(start).IndexOfAny('/', '?');
        if (path < 0)
        {
            return template;
        }

        path += start;

        // What a client has sent comes last, and is not looked through for variables.
        var filled = text[path..]
            .Replace("[server_id]", Uri.EscapeDataString(server.ServerId), StringComparison.Ordinal)
            .Replace("[service_id]", Uri.EscapeDataString(server.ServiceId), StringComparison.Ordinal)
            .Replace("[app]", string.Join('/', subject.Stream.App.Split('/').Select(Uri.EscapeDataString)), StringComparison.Ordinal)
            .Replace("[stream]", Uri.EscapeDataString(subject.Stream.Stream), StringComparison.Ordinal)
            .Replace("[ts_url]", segment, StringComparison.Ordinal)
            .Replace("[param]", subject.Request.Param.Replace("#", "%23", StringComparison.Ordinal), StringComparison.Ordinal);
        return CallbackUrl.TryParse(text[..path] + filled, out var url) ? url : null;
    }
}
