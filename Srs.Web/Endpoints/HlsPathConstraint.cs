namespace Srs.Web.Endpoints;

/// <summary>Matches what is HLS's; everything else is left to other routes, of which some have the same extensions.</summary>
internal sealed class HlsPathConstraint : IRouteConstraint
{
    /// <summary>Name of the constraint in a route template.</summary>
    public const string Name = "hls";

    /// <summary>Extensions that settings may give the names of HLS; nothing else is looked at.</summary>
    private static readonly string[] Extensions = [".m3u8", ".ts", ".m4s", ".mp4", ".key"];

    /// <inheritdoc/>
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        if (values[routeKey] is not string path)
        {
            return false;
        }

        if (httpContext is null)
        {
            return path.EndsWith(Extensions[0], StringComparison.Ordinal);
        }

        if (!Array.Exists(Extensions, extension => path.EndsWith(extension, StringComparison.Ordinal)) || HlsRequest.Read(httpContext) is not { } request)
        {
            return false;
        }

        httpContext.Features.Set(request);
        return true;
    }
}
