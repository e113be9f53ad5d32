using Srs.Media.Delivery;
using Srs.Media.Ingest;
using Srs.Media.Net;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Web.Hosting;

namespace Srs.Web.Endpoints;

/// <summary>SRS's FLV caster: ports that take <c>POST /app/stream.flv</c> and nothing else.</summary>
internal static class FlvCasterEndpoints
{
    /// <summary>Keeps the casters' ports apart from all other routes; comes before them.</summary>
    public static void UseFlvCasters(this WebApplication app) =>
        app.Use(static (context, next) => context.Features.Get<Listener>()?.Caster is { } caster ? CastAsync(context, caster) : next(context));

    private static Task CastAsync(HttpContext context, FlvCaster caster)
    {
        var path = context.Request.Path.Value ?? "";
        var slash = path.LastIndexOf('/');
        var isPublish = HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method);
        if (!isPublish || slash <= 0 || !path.EndsWith(LiveFormat.Flv.Extension, StringComparison.OrdinalIgnoreCase))
        {
            return LiveReply.WriteAsync(context, StatusCodes.Status404NotFound, "This port takes POST /app/stream.flv only.");
        }

        var name = path[(slash + 1)..];
        var access = caster.Request(path[1..slash], name[..^LiveFormat.Flv.Extension.Length], context.Connection.RemoteIpAddress?.MapToIPv4IfPossible()) with
        {
            Token = LiveReply.BearerOf(context.Request),
        };
        var services = context.RequestServices.GetRequiredService<RtmpServices>();
        VhostOptions vhost;
        try
        {
            (_, vhost) = services.Broker.ResolveVhost(access.Host);
        }
        catch (AccessDeniedException e)
        {
            return LiveReply.WriteAsync(context, StatusCodes.Status403Forbidden, $"{e.Message} (code {e.Code})");
        }

        return FlvPublishEndpoints.RunAsync(
            context,
            access,
            name,
            vhost,
            services,
            context.RequestServices.GetRequiredService<IHostApplicationLifetime>(),
            context.RequestServices.GetRequiredService<ILogger<HttpFlvPublisher>>());
    }
}
