using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Srs.Media.Delivery;
using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>Live streams over HTTP: <c>GET /app/stream.flv</c>, <c>.ts</c>, <c>.aac</c>, <c>.mp3</c> as endless files, or over WebSocket as binary messages.</summary>
internal static class LiveEndpoints
{
    /// <summary>Where the streams of all formats are; POST and PUT publish there.</summary>
    private const string Pattern = "/{**path:" + LivePathConstraint.Name + "}";

    private const string Extended = "CONNECT";

    /// <summary>Registers what the routes need.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<PublisherQueue>();
        return services.Configure<RouteOptions>(static options => options.SetParameterPolicy<LivePathConstraint>(LivePathConstraint.Name));
    }

    /// <summary>Takes WebSocket requests of any origin, and maps the routes.</summary>
    public static void MapLive(this WebApplication app)
    {
        DirectResponse.Use(app);

        // A peer may be a minute of media behind, and its answer to a ping is behind that.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromMinutes(2) });
        app.MapGet(Pattern, PlayAsync)
            .WithSummary("Plays a stream as FLV, MPEG-TS, AAC or MP3, by the extension.")
            .WithDescription(
                "The virtual host is the host name of the request, or vhost= of the query. A stream that nobody publishes is waited for. "
                + "With Upgrade: websocket the same bytes come as binary messages. With .m3u8 the stream comes by HLS, with .mpd by MPEG-DASH; "
                + "with .ll.m3u8 and .ll.mpd with low latency.")
            .WithTags("Streams")
            .Produces(StatusCodes.Status200OK, contentType: LiveFormat.Flv.ContentType, additionalContentTypes: [.. LiveFormat.All.Skip(1).Select(static f => f.ContentType)])
            .Produces(StatusCodes.Status101SwitchingProtocols)
            .Produces(StatusCodes.Status401Unauthorized)
            .Produces(StatusCodes.Status403Forbidden)
            .Produces(StatusCodes.Status404NotFound)
            .Produces(StatusCodes.Status503ServiceUnavailable);

        // HTTP/2 opens a WebSocket with CONNECT (RFC 8441).
        app.MapMethods(Pattern, [HttpMethods.Head, HttpMethods.Options, Extended], PlayAsync).ExcludeFromDescription();
        app.MapMethods(Pattern, [HttpMethods.Post, HttpMethods.Put], FlvPublishEndpoints.PublishAsync)
            .WithDescription("The answer comes after the whole body. Another publisher of the same stream is refused with 409.")
            .WithTags("Streams")
            .Accepts<Stream>(LiveFormat.Flv.ContentType, "*/*") // What the client calls it does not matter; curl calls it a form.
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status400BadRequest)
            .Produces(StatusCodes.Status401Unauthorized)
            .Produces(StatusCodes.Status403Forbidden)
            .Produces(StatusCodes.Status404NotFound)
            .Produces(StatusCodes.Status408RequestTimeout)
            .Produces(StatusCodes.Status409Conflict)
            .Produces(StatusCodes.Status415UnsupportedMediaType)
            .Produces(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task PlayAsync(
        HttpContext context,
        StreamBroker broker,
        StreamRegistry streams,
        SessionRegistry sessions,
        EgressPool egress,
        PublisherQueue queue,
        TimeProvider clock,
        IHostApplicationLifetime lifetime,
        ILogger<LivePlayer> logger)
    {
        LiveReply.AllowOrigins(context);
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            return;
        }

        if (HttpMethods.IsConnect(context.Request.Method) && !context.WebSockets.IsWebSocketRequest)
        {
            await LiveReply.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "CONNECT is for WebSocket only.");
            return;
        }

        if (LiveRequest.Read(context, broker, AccessAction.Play) is not { } request)
        {
            await LiveReply.WriteAsync(context, StatusCodes.Status404NotFound, "There is no stream at this address.");
            return;
        }

        var isReady = streams.Find(request.Key)?.WhenReadyAsync(CancellationToken.None).IsCompletedSuccessfully == true;
        if (!isReady && !queue.TryEnter())
        {
            await LiveReply.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many requests wait for a publisher.");
            return;
        }

        var waits = !isReady;
        var player = new LivePlayer(request.Access, request.Name, request.Format, request.Vhost, egress, clock);
        using var aborted = context.RequestAborted.Register(() => player.End(SessionEndReason.PeerClosed));
        using var stopping = lifetime.ApplicationStopping.Register(() => player.End(SessionEndReason.ServerShutdown));
        sessions.Add(player);
        try
        {
            using var lease = await broker.PlayAsync(request.Access, player, context.RequestAborted);

            // HEAD asks about now, but nobody learns of a stream whom the rules keep from it.
            var limit = HttpMethods.IsHead(context.Request.Method) ? TimeSpan.Zero : request.Vhost.HttpRemux.WaitForPublisher;
            var wait = await queue.WaitAsync(lease.Stream, limit, player);
            if (waits)
            {
                waits = false;
                queue.Leave();
            }

            switch (wait)
            {
                case PublisherWait.NotPublished:
                    await LiveReply.WriteAsync(context, StatusCodes.Status404NotFound, $"Nobody publishes {lease.Stream.Key}.");
                    return;
                case PublisherWait.Ended:
                    context.Abort();
                    return;
            }

            if (request.Format.Refuse(lease.Stream.Headers) is { } reason)
            {
                await LiveReply.WriteAsync(
                    context, StatusCodes.Status404NotFound, $"Stream {lease.Stream.Key} cannot be had as {request.Format.Extension} because {reason}.");
                return;
            }

            logger.HttpPlays(player.Id, request.Access.Remote, lease.Stream.Key.Url);
            await SendAsync(context, request.Format, player, lease, clock, logger);
        }
        catch (AccessDeniedException e)
        {
            logger.HttpRefused(player.Id, e.Code, e.Message);
            player.End(SessionEndReason.AccessDenied);
            await LiveReply.WriteAsync(context, LiveReply.StatusOf(context, e), $"{e.Message} (code {e.Code})");
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            player.End(SessionEndReason.PeerReset);
        }
        finally
        {
            if (waits)
            {
                queue.Leave();
            }

            player.End(SessionEndReason.PeerClosed);
            var reason = await player.Ended;
            if (player.Describe() is { } info)
            {
                logger.HttpEnded(player.Id, reason, info.SentBytes, info.Alive.TotalSeconds);
            }

            sessions.Remove(player, reason);
        }
    }

    private static async Task SendAsync(
        HttpContext context, LiveFormat format, LivePlayer player, PlayLease lease, TimeProvider clock, ILogger logger)
    {
        // A viewer may rest for as long as its own limits allow; Kestrel's lower bound on its rate would cut it off sooner.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await WebSocketPlay.RunAsync(context, player, lease, clock, logger);
            return;
        }

        context.Response.ContentType = format.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (DirectResponse.TryTake(context) is { } direct)
        {
            await direct.StartAsync(clock);
            await player.RunAsync(lease, direct.Output);
            if (!player.WasCut)
            {
                await direct.CloseAsync(await player.Ended, clock);
            }

            context.Abort();
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(CancellationToken.None);

        // A listener to sound alone may have to wait for the first of it; its player should not wait for the answer.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        await player.RunAsync(lease, new LiveOutput(new ResponsePipe(context.Response.BodyWriter)));
        if (player.WasCut || await player.Ended != SessionEndReason.PublisherGone)
        {
            // Only a stream that has ended ends in good order; a player that was cut off can tell.
            context.Abort();
        }
    }
}
