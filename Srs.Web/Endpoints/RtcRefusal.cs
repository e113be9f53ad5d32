using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>Why a request about WebRTC is refused, the same for WHIP, WHEP and SRS's API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">SRS's number.</param>
/// <param name="Name">SRS's name of it.</param>
/// <param name="Reason">A sentence for whoever asks.</param>
internal sealed record RtcRefusal(int Status, int Code, string Name, string Reason)
{
    /// <summary>The refusal that an exception means.</summary>
    /// <param name="context">The request; gets the challenge of a 401.</param>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Null for what is no refusal.</returns>
    public static RtcRefusal? Of(HttpContext context, Exception exception) => exception switch
    {
        RtcRefusedException e => Of(e.Status, e.Code, e.Message),
        RtcNegotiationException e => Of(RtcHttp.GetStatus(e.Code), e.Code, e.Message),
        SdpFormatException e => Of(StatusCodes.Status400BadRequest, RtcErrorCode.RtcSdpDecode, e.Message),
        AccessDeniedException e => new RtcRefusal(LiveReply.StatusOf(context, e), e.Code, NameOf(e), e.Message),
        _ => null,
    };

    /// <summary>Answers a request of WHIP or WHEP: SRS's line <c>code: name</c>, and below it the reason.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = RtcHttp.ErrorType;
        response.Headers.XContentTypeOptions = "nosniff";
        switch (Status)
        {
            case StatusCodes.Status413PayloadTooLarge when HttpProtocol.IsHttp11(context.Request.Protocol):
                // What else comes of the body is not read.
                response.Headers.Connection = "close";
                break;
            case StatusCodes.Status415UnsupportedMediaType:
                response.Headers[HttpMethods.IsPatch(context.Request.Method) ? RtcHttp.AcceptPatchHeader : RtcHttp.AcceptPostHeader] =
                    HttpMethods.IsPatch(context.Request.Method) ? RtcHttp.AcceptPatch : RtcHttp.Sdp;
                break;
        }

        return response.WriteAsync(ToString(), context.RequestAborted);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Name}\n{Reason}\n";

    private static RtcRefusal Of(int status, RtcErrorCode code, string reason) => new(status, (int)code, code.ToString(), reason);

    /// <summary>The names of SRS (contract, (h)) for what its users look for.</summary>
    private static string NameOf(AccessDeniedException e) => e.Code switch
    {
        1052 => "SecurityCheck",
        1053 => "SecurityDeny",
        1054 => "SecurityAllow",
        1074 => "ConnectionsExceed",
        2014 => "NoVhost",
        2015 => "SecurityDenied",
        2051 => "StreamNameEmpty",
        2055 => "RtmpIdentify",
        3064 => "HttpResponseCode",
        3065 => "HttpResponseData",
        _ => e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal),
    };
}
