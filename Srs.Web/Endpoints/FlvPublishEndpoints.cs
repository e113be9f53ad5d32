using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Srs.Media;
using Srs.Media.Delivery;
using Srs.Media.Ingest;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Web.Endpoints;

/// <summary>Publishing over HTTP: <c>POST /app/stream.flv</c> with an FLV file as body, which lasts as long as the stream.</summary>
internal static class FlvPublishEndpoints
{
    /// <summary>Publishes a stream on the ports where streams are played.</summary>
    public static async Task PublishAsync(
        HttpContext context, RtmpServices services, IHostApplicationLifetime lifetime, ILogger<HttpFlvPublisher> logger)
    {
        if (LiveRequest.Read(context, services.Broker, AccessAction.Publish) is not { } request)
        {
            await LiveReply.WriteAsync(context, StatusCodes.Status404NotFound, "There is no stream at this address.");
        }
        else if (request.Format != LiveFormat.Flv)
        {
            await LiveReply.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "Only FLV can be published; use an address that ends in .flv.");
        }
        else if (!request.Vhost.Publish.Http)
        {
            await LiveReply.WriteAsync(
                context, StatusCodes.Status403Forbidden, "Publishing by HTTP is switched off here; the setting Publish:Http of the virtual host allows it.");
        }
        else
        {
            await RunAsync(context, request.Access, request.Name, request.Vhost, services, lifetime, logger);
        }
    }

    /// <summary>Publishes the body of a request and answers it.</summary>
    public static async Task RunAsync(
        HttpContext context,
        AccessRequest access,
        string name,
        VhostOptions vhost,
        RtmpServices services,
        IHostApplicationLifetime lifetime,
        ILogger<HttpFlvPublisher> logger)
    {
        if (CrossSite.IsForeign(context.Request))
        {
            // A page that someone on this network looks at could take a stream's name otherwise.
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "A web page of another site may not publish here.");
            return;
        }

        LiftLimits(context);
        var maxTagLength = context.RequestServices.GetRequiredService<SrsOptions>().Rtmp.MaxMessageSize;
        var publisher = new HttpFlvPublisher(access, name, vhost, services, maxTagLength, logger);
        using var stopping = lifetime.ApplicationStopping.Register(() => publisher.End(SessionEndReason.ServerShutdown));
        services.Sessions.Add(publisher);
        try
        {
            PublishLease lease;
            using (context.RequestAborted.Register(() => publisher.End(SessionEndReason.PeerReset)))
            {
                lease = await services.Broker.PublishAsync(access, publisher, publisher.Ended);
            }

            // From here on the body tells: a peer that has sent all of it and closed at once counts as gone before all has been read.
            logger.HttpPublishes(publisher.Id, access.Remote, lease.Stream);
            var reason = await publisher.RunAsync(lease, context.Request.BodyReader);
            await AnswerAsync(context, reason, lease.Stream);
        }
        catch (AccessDeniedException e)
        {
            logger.HttpPublisherRefused(publisher.Id, e.Code, e.Message);
            publisher.End(SessionEndReason.AccessDenied);
            await RefuseAsync(context, LiveReply.StatusOf(context, e), $"{e.Message} (code {e.Code})");
        }
        catch (MediaProtocolException e)
        {
            logger.HttpPublisherBroke(publisher.Id, e.Message);
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Malformed chunks are an IOException of Kestrel's, which answers them itself.
            publisher.End(SessionEndReason.PeerReset);
            context.Abort();
        }
        finally
        {
            publisher.End(SessionEndReason.InternalError);
            var reason = publisher.EndReason!.Value;
            if (publisher.Describe() is { } info)
            {
                logger.HttpPublisherEnded(publisher.Id, reason, info.ReceivedBytes, info.Alive.TotalSeconds);
            }

            services.Sessions.Remove(publisher, reason);
        }
    }

    /// <summary>A stream has no size, and pauses for as long as its own limits allow.</summary>
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static Task AnswerAsync(HttpContext context, SessionEndReason reason, StreamKey stream) => reason switch
    {
        SessionEndReason.PeerClosed => LiveReply.WriteAsync(context, StatusCodes.Status200OK, $"{stream} has been published."),
        SessionEndReason.IdleTimeout => RefuseAsync(context, StatusCodes.Status408RequestTimeout, SessionEndText.Of(reason)!),
        SessionEndReason.Replaced => RefuseAsync(context, StatusCodes.Status409Conflict, SessionEndText.Of(reason)!),
        SessionEndReason.ServerShutdown => RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, SessionEndText.Of(reason)!),
        _ => SessionEndText.Of(reason) is { } words ? RefuseAsync(context, StatusCodes.Status403Forbidden, words) : Task.CompletedTask,
    };

    /// <summary>Answers before the body is over; what else comes of it is not read.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return LiveReply.WriteAsync(context, status, sentence);
    }
}
