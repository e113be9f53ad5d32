using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Streams;
using Srs.Web.Hosting;
using Srs.Web.Reload;

namespace Srs.Web.Endpoints;

/// <summary>WHIP (RFC 9725) and WHEP: an offer goes in, an answer comes out, and the session has an address.</summary>
internal static class RtcEndpoints
{
    private const string WhepPath = "/rtc/v1/whep/";
    private const string WhipPlayPath = "/rtc/v1/whip-play/";

    /// <summary>Maps the routes; a slash at the end may be left out.</summary>
    public static void MapRtc(this WebApplication app)
    {
        MapOffers(app, RtcSessionUrl.Path, "Publishes a stream by WebRTC (WHIP): the offer as body, the answer as reply.");
        MapOffers(app, WhepPath, "Plays a stream by WebRTC (WHEP): the offer as body, the answer as reply.");
        MapOffers(app, WhipPlayPath, "As /rtc/v1/whep/.");
        app.MapDelete(RtcSessionUrl.Path, Delete)
            .WithSummary("Ends a WebRTC session; the address is what Location said.")
            .WithTags("WebRTC")
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status403Forbidden);
        app.MapPatch(RtcSessionUrl.Path, (Delegate)PatchAsync)
            .WithSummary("Trickles candidates to a WebRTC session, or restarts its ICE.")
            .WithTags("WebRTC")
            .Accepts<string>(SdpFragment.ContentType, RtcHttp.AnyType)
            .Produces(StatusCodes.Status200OK, contentType: SdpFragment.ContentType)
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status404NotFound)
            .Produces(StatusCodes.Status412PreconditionFailed)
            .Produces(StatusCodes.Status428PreconditionRequired);
        MapOthers(app, RtcSessionUrl.Path, "POST, PATCH, DELETE, OPTIONS");
        MapOthers(app, WhepPath, "POST, OPTIONS");
        MapOthers(app, WhipPlayPath, "POST, OPTIONS");
        app.MapRtcApi();
    }

    /// <summary>Answers OPTIONS, and 405 to methods that the route has not; a catch-all of the streams would take them otherwise.</summary>
    /// <param name="app">Where to.</param>
    /// <param name="path">The route.</param>
    /// <param name="methods">What it has.</param>
    /// <param name="acceptPost">What a POST carries.</param>
    public static void MapOthers(WebApplication app, string path, string methods, string acceptPost = RtcHttp.Sdp) => app.Map(path, Results<NoContent, ContentHttpResult> (HttpContext context) =>
    {
        RtcHttp.Allow(context);
        context.Response.Headers.Allow = methods;
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return TypedResults.Text($"This address takes {methods}.\n", RtcHttp.ErrorType, statusCode: StatusCodes.Status405MethodNotAllowed);
        }

        context.Response.Headers[RtcHttp.AcceptPostHeader] = acceptPost;
        return TypedResults.NoContent();
    }).ExcludeFromDescription();

    private static void MapOffers(WebApplication app, string path, string summary) => app.MapPost(path, (Delegate)OfferAsync)
        .WithSummary(summary)
        .WithDescription(
            $"Of the query: app (live), stream (livestream), vhost; {RtcSignalling.Parameters} "
            + "Everything else goes to callbacks and access rules. A token may come as Authorization: Bearer.")
        .WithTags("WebRTC")
        .Accepts<string>(RtcHttp.Sdp, RtcHttp.AnyType)
        .Produces(StatusCodes.Status201Created, contentType: RtcHttp.Sdp)
        .Produces(StatusCodes.Status400BadRequest)
        .Produces(StatusCodes.Status401Unauthorized)
        .Produces(StatusCodes.Status403Forbidden)
        .Produces(StatusCodes.Status409Conflict)
        .Produces(StatusCodes.Status413PayloadTooLarge)
        .Produces(StatusCodes.Status415UnsupportedMediaType)
        .Produces(StatusCodes.Status503ServiceUnavailable);

    private static async Task OfferAsync(HttpContext context)
    {
        if (context.Request.Query["action"] == "delete")
        {
            // What a page can send while it is being closed (navigator.sendBeacon) is a POST.
            await Delete(context).ExecuteAsync(context);
            return;
        }

        await AnswerAsync(context, async () =>
        {
            var http = context.Request;
            if (!RtcHttp.MayBeOffer(http.ContentType))
            {
                throw new RtcRefusedException(StatusCodes.Status415UnsupportedMediaType, RtcErrorCode.RtcInvalidSdp, $"The body is not {RtcHttp.Sdp}.");
            }

            var ask = new RtcAsk(
                IsPublish(http) ? AccessAction.Publish : AccessAction.Play,
                HlsRequest.HostOf(http),
                http.Query["app"].FirstOrDefault() ?? "live",
                http.Query["stream"].FirstOrDefault() ?? "livestream",
                (http.QueryString.Value ?? "").TrimStart('?'));
            var session = await RtcSignalling.OpenAsync(context, ask, await ReadTextAsync(http));
            var url = new RtcSessionUrl(ask.App, ask.Stream, session.Name, session.Token);
            var response = context.Response;
            response.StatusCode = StatusCodes.Status201Created;
            response.ContentType = RtcHttp.Sdp;
            response.Headers.Location = url.ToAbsolute(http);
            response.Headers.ETag = RtcHttp.GetTag(session.Ice).ToString();
            response.Headers[RtcHttp.AcceptPatchHeader] = RtcHttp.AcceptPatch;
            response.Headers.Link = RtcIceServer.LinksOf(context.RequestServices.GetRequiredService<RunningOptions>().Current.RtcServer);
            await response.WriteAsync(session.Answer, context.RequestAborted);
        });
    }

    private static bool IsPublish(HttpRequest request) =>
        request.Path.StartsWithSegments("/rtc/v1/whip", StringComparison.Ordinal) && request.Query["action"] != "play";

    private static async Task<string> ReadTextAsync(HttpRequest request) =>
        Encoding.UTF8.GetString((await RtcSignalling.ReadBodyAsync(request, RtcHttp.MaxOfferBytes)).Span);

    private static Results<Ok, ContentHttpResult> Delete(HttpContext context)
    {
        RtcHttp.Allow(context);
        var session = FindSession(context);
        if (session is null)
        {
            // As in SRS: it is what was wanted.
            return TypedResults.Ok();
        }

        if (!IsOwner(context, session))
        {
            return TypedResults.Text(
                RtcHttp.WriteError(RtcErrorCode.RtcInvalidSession, "The token is not that of the session."), RtcHttp.ErrorType, statusCode: StatusCodes.Status403Forbidden);
        }

        session.End(SessionEndReason.PeerClosed);
        return TypedResults.Ok();
    }

    /// <summary>Takes candidates of the peer, which we do not need, as it comes to us; or restarts ICE. RFC 9725 §4.3.</summary>
    private static Task PatchAsync(HttpContext context) => AnswerAsync(context, async () =>
    {
        var (request, response) = (context.Request, context.Response);
        if (FindSession(context) is not { } session || !IsOwner(context, session))
        {
            throw new RtcRefusedException(StatusCodes.Status404NotFound, RtcErrorCode.RtcNoSession, "There is no such session.");
        }

        if (!RtcHttp.IsFragment(request.ContentType))
        {
            throw new RtcRefusedException(StatusCodes.Status415UnsupportedMediaType, RtcErrorCode.RtcInvalidSdp, $"A PATCH carries {RtcHttp.AcceptPatch}.");
        }

        if (RtcHttp.CheckIfMatch(request.Headers.IfMatch, RtcHttp.GetTag(session.Ice)) is { } status)
        {
            throw new RtcRefusedException(status, RtcErrorCode.RtcInvalidParams, "If-Match must name the ETag of the session, or be an asterisk for a restart.");
        }

        var fragment = SdpFragmentReader.Read(await ReadTextAsync(request));
        if (!fragment.IsRestart(session.RemoteIce!))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var answer = session.Restart(fragment.Ice!);
        response.ContentType = SdpFragment.ContentType;
        response.Headers.ETag = RtcHttp.GetTag(session.Ice).ToString();
        await response.WriteAsync(answer, context.RequestAborted);
    });

    private static RtcSession? FindSession(HttpContext context) =>
        context.RequestServices.GetRequiredService<RtcHost>().Sessions?.FindByName(context.Request.Query["session"].ToString());

    private static bool IsOwner(HttpContext context, RtcSession session) =>
        new RtcSessionUrl("", "", session.Name, session.Token).IsToken(context.Request.Query["token"]);

    private static async Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        RtcHttp.Allow(context);
        try
        {
            await answer();
        }
        catch (Exception e) when (RtcRefusal.Of(context, e) is { } refusal)
        {
            await refusal.WriteAsync(context);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
