using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Srs.Media.Delivery;
using Srs.Media.Delivery.HttpFlv;
using Srs.Media.Egress;
using Srs.Media.Net;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>HTTP-FLV: <c>GET /app/stream.flv</c>, a stream as an endless FLV file.</summary>
internal static class HttpFlvEndpoints
{
    private const string ContentType = "video/x-flv";

    /// <summary>Registers what the route needs.</summary>
    public static IServiceCollection AddHttpFlv(this IServiceCollection services)
    {
        services.AddSingleton<PublisherQueue>();
        return services.Configure<RouteOptions>(static options => options.SetParameterPolicy<FlvPathConstraint>(FlvPathConstraint.Name));
    }

    /// <summary>Maps the route.</summary>
    public static void MapHttpFlv(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/{**path:" + FlvPathConstraint.Name + "}", ["GET", "HEAD", "OPTIONS"], PlayAsync)
            .WithSummary("Plays a stream as FLV over HTTP.")
            .WithDescription("The virtual host is the host name of the request, or vhost= of the query. A stream that nobody publishes is waited for.")
            .WithTags("Streams")
            .Produces(StatusCodes.Status200OK, contentType: ContentType)
            .Produces(StatusCodes.Status403Forbidden)
            .Produces(StatusCodes.Status404NotFound)
            .Produces(StatusCodes.Status503ServiceUnavailable);

    private static async Task PlayAsync(
        HttpContext context,
        StreamBroker broker,
        SessionRegistry sessions,
        EgressPool egress,
        PublisherQueue queue,
        TimeProvider clock,
        IHostApplicationLifetime lifetime,
        ILogger<FlvPlayer> logger)
    {
        AllowOrigins(context);
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            return;
        }

        if (Identify(context, broker) is not var (request, name, vhost))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no stream at this address.");
            return;
        }

        var player = new FlvPlayer(request, name, vhost, egress, clock);
        using var aborted = context.RequestAborted.Register(() => player.End(SessionEndReason.PeerClosed));
        using var stopping = lifetime.ApplicationStopping.Register(() => player.End(SessionEndReason.ServerShutdown));
        sessions.Add(player);
        try
        {
            using var lease = await broker.PlayAsync(request, player, context.RequestAborted);
            switch (await queue.WaitAsync(lease.Stream, vhost.HttpRemux.WaitForPublisher, player))
            {
                case PublisherWait.NotPublished:
                    await RefuseAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {lease.Stream.Key}.");
                    return;
                case PublisherWait.Full:
                    await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many requests wait for a publisher.");
                    return;
                case PublisherWait.Ended:
                    context.Abort();
                    return;
            }

            logger.HttpPlays(player.Id, request.Remote, lease.Stream.Key.Url);
            await SendAsync(context, player, lease);
        }
        catch (AccessDeniedException e)
        {
            logger.HttpRefused(player.Id, e.Code, e.Message);
            player.End(SessionEndReason.AccessDenied);
            await RefuseAsync(context, StatusCodes.Status403Forbidden, $"{e.Message} (code {e.Code})");
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            player.End(SessionEndReason.PeerReset);
        }
        finally
        {
            player.End(SessionEndReason.PeerClosed);
            var reason = await player.Ended;
            if (player.Describe() is { } info)
            {
                logger.HttpEnded(player.Id, reason, info.SentBytes, info.Alive.TotalSeconds);
            }

            sessions.Remove(player, reason);
        }
    }

    private static async Task SendAsync(HttpContext context, FlvPlayer player, PlayLease lease)
    {
        // A viewer may rest for as long as its own limits allow; Kestrel's lower bound on its rate would cut it off sooner.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(CancellationToken.None);
        await player.RunAsync(lease, context.Response.BodyWriter);
        if (await player.Ended != SessionEndReason.PublisherGone)
        {
            // Only a stream that has ended ends in good order; a player that was cut off can tell.
            context.Abort();
        }
    }

    private static (AccessRequest Request, string Name, VhostOptions Vhost)? Identify(HttpContext context, StreamBroker broker)
    {
        var http = context.Request;
        var query = http.Query;
        var host = query["vhost"].FirstOrDefault() ?? query["domain"].FirstOrDefault() ?? http.Host.Host.Trim('[', ']');
        var path = http.Path.Value ?? "";
        VhostOptions vhost;
        try
        {
            (_, vhost) = broker.ResolveVhost(host);
        }
        catch (AccessDeniedException)
        {
            return null;
        }

        if (!vhost.HttpRemux.Enabled || !StreamMount.Get(vhost.HttpRemux.Mount).TryMatch(path, out var app, out var stream))
        {
            return null;
        }

        var request = new AccessRequest
        {
            Host = host,
            App = app,
            Stream = stream,
            Action = AccessAction.Play,
            Param = http.QueryString.Value ?? "",
            Remote = context.Connection.RemoteIpAddress?.MapToIPv4IfPossible(),
            TcUrl = $"{http.Scheme}://{http.Host.Host}/{app}",
            PageUrl = http.Headers.Referer.ToString(),
        };
        return (request, path[(path.LastIndexOf('/') + 1)..], vhost);
    }

    private static void AllowOrigins(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0)
        {
            return;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowHeaders = "*";
        headers.AccessControlAllowMethods = "*";
        headers.AccessControlExposeHeaders = "*";
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        // The sentence repeats a stranger's stream name.
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(sentence, context.RequestAborted);
    }
}
