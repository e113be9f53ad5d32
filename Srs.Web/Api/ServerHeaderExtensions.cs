namespace Srs.Web.Api;

/// <summary>The <c>Server</c> header.</summary>
internal static class ServerHeaderExtensions
{
    /// <summary>Puts <see cref="ServerIdentity.Signature"/> on every response; Kestrel's own header is switched off by the root.</summary>
    public static IApplicationBuilder UseServerHeader(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.Headers.Server = ServerIdentity.Signature;
        return next(context);
    });
}
