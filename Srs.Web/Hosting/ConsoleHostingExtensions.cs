using Microsoft.AspNetCore.StaticFiles;

namespace Srs.Web.Hosting;

/// <summary>Console, players and what they load, from <c>wwwroot</c>.</summary>
internal static class ConsoleHostingExtensions
{
    /// <summary>No inline scripts or styles, nothing from other hosts: stream names come from strangers.</summary>
    private const string ConsolePolicy =
        "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

    /// <summary>The player page plays addresses of other servers too, and may be embedded in other pages.</summary>
    private const string PlayersPolicy =
        "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src http: https: ws: wss:; object-src 'none'; base-uri 'none'";

    /// <summary>Serves the pages; <c>/</c> leads to the console.</summary>
    public static void UseConsole(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = AddHeaders });
        app.MapGet("/", static () => TypedResults.Redirect("/console/")).ExcludeFromDescription();
    }

    private static void AddHeaders(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.ContentSecurityPolicy = file.Context.Request.Path.StartsWithSegments("/players") ? PlayersPolicy : ConsolePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        // Small files with an ETag: asked for again each time, so that a new server never meets old scripts.
        headers.CacheControl = "no-cache";
    }
}
