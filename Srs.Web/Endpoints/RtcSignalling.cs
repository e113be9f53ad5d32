using Srs.Media.Net;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Streams;
using Srs.Web.Api;
using Srs.Web.Configuration;
using Srs.Web.Hosting;
using Srs.Web.Reload;

namespace Srs.Web.Endpoints;

/// <summary>Lets peers in, the same for WHIP, WHEP and SRS's API; what they are refused for is told by <see cref="RtcRefusal"/>.</summary>
internal static class RtcSignalling
{
    /// <summary>What the query may say, for the documentation of the routes.</summary>
    public const string Parameters =
        "codec, vcodec, acodec; eip or candidate (addresses that the peer is told); ice-ufrag and ice-pwd (ours); encrypt=false or dtls=false where "
        + "RtcServer:AllowPlain lets it.";

    /// <summary>Opens a session.</summary>
    /// <param name="context">The request; its query has the parameters of the transport.</param>
    /// <param name="ask">What is asked for.</param>
    /// <param name="offer">The offer.</param>
    /// <exception cref="RtcRefusedException">The server has no WebRTC, or none for this request.</exception>
    /// <exception cref="RtcNegotiationException">The offer or a parameter is refused.</exception>
    /// <exception cref="AccessDeniedException">The broker refuses.</exception>
    public static async Task<RtcSession> OpenAsync(HttpContext context, RtcAsk ask, string offer)
    {
        var services = context.RequestServices;
        var host = services.GetRequiredService<RtcHost>();
        if (host.Sessions is not { } sessions)
        {
            throw new RtcRefusedException(StatusCodes.Status503ServiceUnavailable, RtcErrorCode.RtcDisabled, host.Absence!);
        }

        var (_, vhost) = services.GetRequiredService<StreamBroker>().ResolveVhost(ask.Host);
        if (!vhost.Rtc.Enabled)
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcDisabled, "WebRTC is switched off for this virtual host; its setting Rtc:Enabled switches it on.");
        }

        // A page that someone on this network looks at could take a stream's name otherwise.
        var http = context.Request;
        var isPublish = ask.Action == AccessAction.Publish;
        if (isPublish && !vhost.Auth.Publish && http.Headers.Authorization.Count == 0 && CrossSite.IsForeign(http))
        {
            throw new RtcRefusedException(
                StatusCodes.Status403Forbidden, RtcErrorCode.RtcInvalidParams, "A web page of another site may not publish here without a token.");
        }

        var query = http.Query;
        var wished = query["eip"].FirstOrDefault() ?? query["candidate"].FirstOrDefault();
        var request = new RtcRequest
        {
            Access = new AccessRequest
            {
                Host = ask.Host,
                App = ask.App,
                Stream = ask.Stream,
                Action = ask.Action,
                Param = ask.Param,
                Token = LiveReply.BearerOf(http),
                Remote = context.Connection.RemoteIpAddress?.MapToIPv4IfPossible(),
                TcUrl = ask.TcUrl,
                PageUrl = http.Headers.Referer.ToString(),
            },
            Vhost = vhost,
            Offer = offer,
            Candidates = await host.GatherAsync(wished, http.Host.Value, context.RequestAborted),
            Wish = RtcCodecWish.Parse(query["codec"].FirstOrDefault(), query["vcodec"].FirstOrDefault(), query["acodec"].FirstOrDefault()),
            Credentials = ReadCredentials(query),
            Protection = ReadProtection(query, services.GetRequiredService<RunningOptions>().Current.RtcServer),
            Server = ServerIdentity.Signature,
        };
        return await (isPublish ? sessions.PublishAsync(request, context.RequestAborted) : sessions.PlayAsync(request, context.RequestAborted));
    }

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">Longest body in bytes.</param>
    /// <exception cref="RtcRefusedException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, int most)
    {
        try
        {
            return request.ContentLength > most
                ? throw new FormatException($"The body is longer than {most} bytes.")
                : await ApiBody.ReadAsync(request, most);
        }
        catch (FormatException e)
        {
            throw new RtcRefusedException(StatusCodes.Status413PayloadTooLarge, RtcErrorCode.RtcInvalidSdp, e.Message);
        }
    }

    private static IceCredentials ReadCredentials(IQueryCollection query) =>
        !query.ContainsKey("ice-ufrag") && !query.ContainsKey("ice-pwd") ? IceCredentials.Create()
        : IceCredentials.TryCreate(query["ice-ufrag"].FirstOrDefault(), query["ice-pwd"].FirstOrDefault(), out var credentials, out var error) ? credentials
        : throw new RtcNegotiationException(RtcErrorCode.RtcInvalidIce, error!);

    /// <summary>As in SRS, the query counts more than the setting, and no handshake more than no encryption; but it takes leave to make less of it.</summary>
    private static RtcProtection ReadProtection(IQueryCollection query, RtcServerOptions server)
    {
        var usual = server.Encrypt ? RtcProtection.Srtp : RtcProtection.Handshake;
        var wished = query["dtls"] == "false" ? RtcProtection.None
            : query["encrypt"].FirstOrDefault() is not { Length: > 0 } encrypt ? usual
            : encrypt == "false" ? RtcProtection.Handshake
            : RtcProtection.Srtp;
        return wished <= usual || server.AllowPlain ? wished : throw new RtcRefusedException(
            StatusCodes.Status403Forbidden,
            RtcErrorCode.RtcInvalidParams,
            "Media is not sent in the clear here; leave encrypt= and dtls= out, or have the setting RtcServer:AllowPlain switched on.");
    }
}
