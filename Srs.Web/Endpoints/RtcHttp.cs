using Microsoft.Net.Http.Headers;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Web.Endpoints;

/// <summary>What WHIP and WHEP say in HTTP: statuses, error bodies and preconditions.</summary>
internal static class RtcHttp
{
    /// <summary>Media type of offers and answers.</summary>
    public const string Sdp = "application/sdp";

    /// <summary>Longest offer, in bytes; Chromium's are about 6 kB.</summary>
    public const int MaxOfferBytes = 256 * 1024;

    /// <summary>Header that names what a POST may carry.</summary>
    public const string AcceptPostHeader = "Accept-Post";

    /// <summary>Header that names what a PATCH may carry (RFC 5789 §3.1).</summary>
    public const string AcceptPatchHeader = "Accept-Patch";

    /// <summary>Routes take every type, so that the answer to a wrong one is theirs, too, and says which is right.</summary>
    public const string AnyType = "*/*";

    /// <summary>Media type of error bodies.</summary>
    public const string ErrorType = "text/plain; charset=utf-8";

    /// <summary>What a PATCH may carry (RFC 9725 §4.3.1), for Accept-Patch.</summary>
    public const string AcceptPatch = SdpFragment.ContentType;

    /// <summary>Lets pages of any origin ask and read the headers of WHIP, unless the settings do not.</summary>
    public static void Allow(HttpContext context)
    {
        LiveReply.AllowOrigins(context);
        if (context.Response.Headers.AccessControlAllowOrigin.Count > 0)
        {
            // By name: browsers do not take the asterisk for all of these.
            context.Response.Headers.AccessControlExposeHeaders = "Location, ETag, Link, Accept-Patch, Accept-Post";
        }
    }

    /// <summary>
    /// The status that a refusal has: 409 for a busy stream, 404 for a session that is gone, 403 for somebody else's and where WebRTC is
    /// off, 400 for the rest, which the client can mend.
    /// </summary>
    public static int GetStatus(RtcErrorCode code) => code switch
    {
        RtcErrorCode.RtcStreamBusy => StatusCodes.Status409Conflict,
        RtcErrorCode.RtcNoSession => StatusCodes.Status404NotFound,
        RtcErrorCode.RtcInvalidSession => StatusCodes.Status403Forbidden,
        RtcErrorCode.RtcDisabled => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>The body of a refusal: SRS's line <c>code: name</c>, and below it the reason in words.</summary>
    public static string WriteError(RtcErrorCode code, string reason) => $"{code:D}: {code}\n{reason}\n";

    /// <summary>Whether a body may be an offer: clients that name no type, or curl's default for forms, are let through, as SRS does.</summary>
    public static bool MayBeOffer(string? contentType) =>
        string.IsNullOrEmpty(contentType) || IsType(contentType, Sdp) || IsType(contentType, "application/x-www-form-urlencoded");

    /// <summary>Whether a body is a fragment of trickle ICE.</summary>
    public static bool IsFragment(string? contentType) => IsType(contentType, SdpFragment.ContentType);

    /// <summary>The entity tag of an ICE session (RFC 9725 §4.3.1): another for each of our ICE user names, which change with each restart.</summary>
    public static EntityTagHeaderValue GetTag(RtcIceParameters ours) => new($"\"{Uri.EscapeDataString(ours.Ufrag)}\"");

    /// <summary>Checks If-Match of a PATCH (RFC 9725 §4.3.1): the session's tag with candidates, an asterisk with a restart; either will do.</summary>
    /// <param name="ifMatch">The header; empty when there is none.</param>
    /// <param name="tag">Tag of the session.</param>
    /// <returns>The status of the refusal: 428 without the header, 412 with another tag; null when the request may go on.</returns>
    public static int? CheckIfMatch(string? ifMatch, EntityTagHeaderValue tag)
    {
        if (string.IsNullOrWhiteSpace(ifMatch))
        {
            return StatusCodes.Status428PreconditionRequired;
        }

        var isKnown = EntityTagHeaderValue.TryParseList([ifMatch], out var tags)
            && tags.Any(given => given.Equals(EntityTagHeaderValue.Any) || given.Compare(tag, useStrongComparison: true));
        return isKnown ? null : StatusCodes.Status412PreconditionFailed;
    }

    private static bool IsType(string? contentType, string type) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);
}
