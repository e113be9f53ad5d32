using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media;
using Srs.Media.Net;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Streams;
using Srs.Web.Api;
using Srs.Web.Hosting;

namespace Srs.Web.Endpoints;

/// <summary>WHIP (RFC 9725) and WHEP: an offer goes in, an answer comes out, and the session has an address.</summary>
internal static class RtcEndpoints
{
    /// <summary>Longest offer, in bytes; Chromium's are about 6 kB.</summary>
    private const int MaxOfferBytes = 256 * 1024;

    private const string WhepPath = "/rtc/v1/whep/";
    private const string WhipPlayPath = "/rtc/v1/whip-play/";

    /// <summary>Maps the routes.</summary>
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
        app.MapPatch(RtcSessionUrl.Path, PatchAsync)
            .WithSummary("Trickles candidates to a WebRTC session, or restarts its ICE.")
            .WithTags("WebRTC")
            .Accepts<string>(SdpFragment.ContentType)
            .Produces(StatusCodes.Status200OK, contentType: SdpFragment.ContentType)
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status404NotFound)
            .Produces(StatusCodes.Status412PreconditionFailed)
            .Produces(StatusCodes.Status428PreconditionRequired);
    }

    private static void MapOffers(WebApplication app, string path, string summary)
    {
        app.MapPost(path, OfferAsync)
            .WithSummary(summary)
            .WithDescription(
                "Of the query: app (live), stream (livestream), vhost, codec, vcodec, acodec, eip or candidate (addresses that the peer is told), "
                + "ice-ufrag and ice-pwd; everything else goes to callbacks and access rules. A token may come as Authorization: Bearer.")
            .WithTags("WebRTC")
            .Accepts<string>(RtcHttp.Sdp)
            .Produces(StatusCodes.Status201Created, contentType: RtcHttp.Sdp)
            .Produces(StatusCodes.Status400BadRequest)
            .Produces(StatusCodes.Status401Unauthorized)
            .Produces(StatusCodes.Status403Forbidden)
            .Produces(StatusCodes.Status409Conflict)
            .Produces(StatusCodes.Status503ServiceUnavailable);
        app.MapMethods(path, [HttpMethods.Options], AnswerOptions).ExcludeFromDescription();
    }

    private static IResult AnswerOptions(HttpContext context)
    {
        Allow(context);
        context.Response.Headers["Accept-Post"] = RtcHttp.Sdp;
        return TypedResults.NoContent();
    }

    private static async Task OfferAsync(HttpContext context, RtcHost host, StreamBroker broker, ServerIdentity identity)
    {
        Allow(context);
        if (CrossSite.IsForeign(context.Request) && IsPublish(context.Request) && !context.Request.Headers.Authorization.Any())
        {
            await RefuseAsync(context, RtcErrorCode.RtcInvalidParams, "A web page of another site may not publish here without a token.", StatusCodes.Status403Forbidden);
            return;
        }

        if (host.Sessions is not { } sessions)
        {
            await RefuseAsync(context, RtcErrorCode.RtcDisabled, host.Absence!, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        try
        {
            var request = await ReadAsync(context, host, broker);
            var isPublish = request.Access.Action == AccessAction.Publish;
            var session = await (isPublish ? sessions.PublishAsync(request, context.RequestAborted) : sessions.PlayAsync(request, context.RequestAborted));
            var url = new RtcSessionUrl(request.Access.App, request.Access.Stream, session.Name, session.Token);
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.ContentType = RtcHttp.Sdp;
            context.Response.Headers.Location = url.ToAbsolute(context.Request);
            context.Response.Headers.ETag = RtcHttp.GetTag(new RtcIceParameters(request.Credentials.UserFragment, request.Credentials.Password)).ToString();
            context.Response.Headers["Accept-Patch"] = RtcHttp.AcceptPatch;
            await context.Response.WriteAsync(session.Answer, context.RequestAborted);
        }
        catch (RtcNegotiationException e)
        {
            await RefuseAsync(context, e.Code, e.Message, RtcHttp.GetStatus(e.Code));
        }
        catch (AccessDeniedException e)
        {
            var status = LiveReply.StatusOf(context, e);
            await LiveReply.WriteAsync(context, status, $"{e.Code}: {e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal)}\n{e.Message}\n");
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static async Task<RtcRequest> ReadAsync(HttpContext context, RtcHost host, StreamBroker broker)
    {
        var http = context.Request;
        var query = http.Query;
        if (!RtcHttp.MayBeOffer(http.ContentType))
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcInvalidSdp, $"The body is not {RtcHttp.Sdp}.");
        }

        var hostName = query["vhost"].FirstOrDefault() ?? query["domain"].FirstOrDefault() ?? http.Host.Host.Trim('[', ']');
        var (_, vhost) = broker.ResolveVhost(hostName);
        if (!vhost.Rtc.Enabled)
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcDisabled, "WebRTC is switched off for this virtual host; its setting Rtc:Enabled switches it on.");
        }

        var credentials = IceCredentials.Create();
        if ((query.ContainsKey("ice-ufrag") || query.ContainsKey("ice-pwd"))
            && !IceCredentials.TryCreate(query["ice-ufrag"].FirstOrDefault(), query["ice-pwd"].FirstOrDefault(), out credentials, out var error))
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcInvalidIce, error!);
        }

        var wished = query["eip"].FirstOrDefault() ?? query["candidate"].FirstOrDefault();
        return new RtcRequest
        {
            Access = new AccessRequest
            {
                Host = hostName,
                App = query["app"].FirstOrDefault() ?? "live",
                Stream = query["stream"].FirstOrDefault() ?? "livestream",
                Action = IsPublish(http) ? AccessAction.Publish : AccessAction.Play,
                Param = http.QueryString.Value ?? "",
                Token = LiveReply.BearerOf(http),
                Remote = context.Connection.RemoteIpAddress?.MapToIPv4IfPossible(),
                PageUrl = http.Headers.Referer.ToString(),
            },
            Vhost = vhost,
            Offer = await ReadOfferAsync(context),
            Candidates = await host.Candidates!.GatherAsync(wished, http.Host.Value, context.RequestAborted),
            Wish = RtcCodecWish.Parse(query["codec"].FirstOrDefault(), query["vcodec"].FirstOrDefault(), query["acodec"].FirstOrDefault()),
            Credentials = credentials,
            Server = ServerIdentity.Signature,
        };
    }

    private static bool IsPublish(HttpRequest request) =>
        request.Path.StartsWithSegments("/rtc/v1/whip", StringComparison.Ordinal) && request.Query["action"] != "play";

    private static async Task<string> ReadOfferAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxOfferBytes;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    private static IResult Delete(HttpContext context, RtcHost host)
    {
        Allow(context);
        var session = host.Sessions?.FindByName(context.Request.Query["session"].ToString());
        if (session is null)
        {
            return TypedResults.Ok();
        }

        var url = new RtcSessionUrl("", "", session.Name, session.Token);
        if (!url.IsToken(context.Request.Query["token"]))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return TypedResults.Text(RtcHttp.WriteError(RtcErrorCode.RtcInvalidSession, "The token is not that of the session."), RtcHttp.ErrorType, statusCode: 403);
        }

        session.End(SessionEndReason.PeerClosed);
        return TypedResults.Ok();
    }

    /// <summary>Takes candidates of the peer, which we do not need, as it comes to us; or restarts ICE. RFC 9725 §4.3.</summary>
    private static async Task PatchAsync(HttpContext context, RtcHost host)
    {
        Allow(context);
        var session = host.Sessions?.FindByName(context.Request.Query["session"].ToString());
        if (session is null || !new RtcSessionUrl("", "", session.Name, session.Token).IsToken(context.Request.Query["token"]))
        {
            await RefuseAsync(context, RtcErrorCode.RtcNoSession, "There is no such session.", StatusCodes.Status404NotFound);
            return;
        }

        if (!RtcHttp.IsFragment(context.Request.ContentType))
        {
            await RefuseAsync(context, RtcErrorCode.RtcInvalidSdp, $"A PATCH carries {RtcHttp.AcceptPatch}.", StatusCodes.Status415UnsupportedMediaType);
            return;
        }

        if (RtcHttp.CheckIfMatch(context.Request.Headers.IfMatch, RtcHttp.GetTag(session.Ice)) is { } refusal)
        {
            await RefuseAsync(context, RtcErrorCode.RtcInvalidParams, "If-Match must name the ETag of the session, or be an asterisk for a restart.", refusal);
            return;
        }

        try
        {
            var fragment = SdpFragmentReader.Read(await ReadOfferAsync(context));
            if (!fragment.IsRestart(session.RemoteIce!))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            var answer = session.Restart(fragment.Ice!);
            context.Response.ContentType = SdpFragment.ContentType;
            context.Response.Headers.ETag = RtcHttp.GetTag(session.Ice).ToString();
            await context.Response.WriteAsync(answer, context.RequestAborted);
        }
        catch (RtcNegotiationException e)
        {
            await RefuseAsync(context, e.Code, e.Message, RtcHttp.GetStatus(e.Code));
        }
        catch (SdpFormatException e)
        {
            await RefuseAsync(context, RtcErrorCode.RtcSdpDecode, e.Message, StatusCodes.Status400BadRequest);
        }
    }

    private static void Allow(HttpContext context)
    {
        LiveReply.AllowOrigins(context);
        if (context.Response.Headers.AccessControlAllowOrigin.Count > 0)
        {
            context.Response.Headers.AccessControlExposeHeaders = "Location, ETag, Link, Accept-Patch";
        }
    }

    private static Task RefuseAsync(HttpContext context, RtcErrorCode code, string reason, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = RtcHttp.ErrorType;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(RtcHttp.WriteError(code, reason), context.RequestAborted);
    }
}
