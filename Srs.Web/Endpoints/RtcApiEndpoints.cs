using System.Text.Json;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Streams;
using Srs.Web.Api;
using Srs.Web.Api.Dto;

namespace Srs.Web.Endpoints;

/// <summary>SRS's own way to open WebRTC sessions, which its players and SDKs speak: JSON in, JSON out (contract c.2).</summary>
internal static class RtcApiEndpoints
{
    /// <summary>The code of all failures, as in SRS; <c>desc</c> says more.</summary>
    private const int Failure = 400;

    /// <summary>Longest body in bytes: an offer, whose line ends are escaped.</summary>
    private const int MaxBodyBytes = 2 * RtcHttp.MaxOfferBytes;

    /// <summary>Maps the routes; a slash at the end may be left out.</summary>
    public static void MapRtcApi(this WebApplication app)
    {
        Map(app, "/rtc/v1/publish/", AccessAction.Publish, "Publishes a stream by WebRTC, as SRS's pages and SDKs ask for it.");
        Map(app, "/rtc/v1/play/", AccessAction.Play, "Plays a stream by WebRTC, as SRS's pages and SDKs ask for it.");
    }

    private static void Map(WebApplication app, string path, AccessAction action, string summary)
    {
        app.MapPost(path, (Delegate)((HttpContext context) => OpenAsync(context, action)))
            .WithSummary(summary)
            .WithDescription($"Failures have status 200 and the code 400, as in SRS, and a desc that says why. Of the query: {RtcSignalling.Parameters}")
            .WithTags("WebRTC")
            .Accepts<RtcApiRequest>(ApiResponse.Json, RtcHttp.AnyType)
            .Produces<RtcApiResponse>(StatusCodes.Status200OK, ApiResponse.Json);
        RtcEndpoints.MapOthers(app, path, "POST, OPTIONS", ApiResponse.Json);
    }

    private static async Task OpenAsync(HttpContext context, AccessAction action)
    {
        RtcHttp.Allow(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var body = await RtcSignalling.ReadBodyAsync(context.Request, MaxBodyBytes);
            var request = body.IsEmpty ? null : JsonSerializer.Deserialize(body.Span, ApiJsonContext.Default.RtcApiRequest);
            if (request is not { Sdp.Length: > 0, Streamurl.Length: > 0 })
            {
                throw new RtcNegotiationException(RtcErrorCode.RtcApiJson, "The body has to be JSON with sdp and streamurl, such as webrtc://host/live/livestream.");
            }

            var session = await RtcSignalling.OpenAsync(context, Read(request.Streamurl, action), request.Sdp);
            var answer = context.RequestServices.GetRequiredService<ServerIdentity>().Sign(new RtcApiResponse { Sdp = session.Answer, Sessionid = session.Name });
            await ApiResponse.WriteJsonAsync(context, answer, ApiJsonContext.Default.RtcApiResponse);
        }
        catch (JsonException e)
        {
            await FailAsync(context, $"{RtcErrorCode.RtcApiJson:D}: {RtcErrorCode.RtcApiJson}. The body is not JSON with sdp and streamurl as texts: {e.Message}");
        }
        catch (Exception e) when (RtcRefusal.Of(context, e) is { } refusal)
        {
            context.Response.Headers.Remove("WWW-Authenticate");
            await FailAsync(context, $"{refusal.Code}: {refusal.Name}. {refusal.Reason}");
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    /// <summary>What a stream URL asks for; SRS's callbacks get its parameters, and of publishers a mark of WebRTC.</summary>
    private static RtcAsk Read(string streamUrl, AccessAction action)
    {
        const string Mark = "upstream=rtc";
        var url = RtcStreamUrl.Parse(streamUrl);
        var param = action == AccessAction.Play ? url.Param : url.Param.Length == 0 ? Mark : $"{url.Param}&{Mark}";
        return new RtcAsk(action, url.Host, url.App, url.Stream, param) { TcUrl = url.TcUrl };
    }

    private static Task FailAsync(HttpContext context, string reason) =>
        ApiResponse.WriteJsonAsync(context, new FailureResponse { Code = Failure, Desc = reason }, ApiJsonContext.Default.FailureResponse);
}
